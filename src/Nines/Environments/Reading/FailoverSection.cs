using System.Collections.Immutable;
using Nines.Environments.Specs;
using Nines.Text.Readers;

namespace Nines.Environments.Reading;

/// <summary>How a redundant part takes over.</summary>
internal static class FailoverSection
{
    public static readonly Key<TimeSpan> Detection = Keys.Optional(
        "detection", DurationReader.Reaction, "Mean time until the failure is noticed. Left out: the default of the place.");

    public static readonly Key<TimeSpan> Switchover = Keys.Optional(
        "switchover", DurationReader.Reaction, "Mean time from noticing to serving again. Left out: the default of the place.");

    public static readonly Key<double> Coverage = Keys.Optional(
        "coverage", Probabilities.Named("a coverage"), "Probability that the automatic switchover works. Left out: the default of the place.");

    public static readonly Key<TimeSpan> Manual = Keys.Optional(
        "manual", DurationReader.Reaction, "Mean time until people have switched over when the automatic way fails. Left out: until the repair.");

    public static ImmutableArray<Key> All { get; } = [Detection, Switchover, Coverage, Manual];

    public static MappingReader<FailoverSpec> Reader { get; } = new(
        "failover", "a failover", "How a redundant part takes over when the active one is lost.", All, Build);

    public static FailoverSpec Build(Fields fields) =>
        new(fields.Maybe(Detection), fields.Maybe(Switchover), fields.Maybe(Coverage), fields.Maybe(Manual));
}
