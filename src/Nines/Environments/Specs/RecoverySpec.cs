using System.Collections.Immutable;
using Nines.Text.Readers;

namespace Nines.Environments.Specs;

/// <summary>Class of a disruption, by what is lost.</summary>
public enum DisruptionClass
{
    Region,
    Zone,
    Node,

    /// <summary>A service, a link or a common cause: anything that is neither a region, nor a zone, nor a node.</summary>
    Service,
}

/// <summary>Recovery objectives of a journey, by class of disruption; a class without an objective has no entry.</summary>
/// <param name="Rto">Longest acceptable interruption.</param>
/// <param name="Rpo">Longest acceptable period of writes that are lost.</param>
public sealed record RecoverySpec(ImmutableSortedDictionary<DisruptionClass, TimeSpan> Rto, ImmutableSortedDictionary<DisruptionClass, TimeSpan> Rpo);

/// <summary>All objectives of a journey.</summary>
/// <param name="Unavailability">The highest acceptable one, 0 to 1; null for no objective.</param>
/// <param name="Recovery">Recovery objectives; null for none.</param>
internal sealed record ObjectiveSpec(double? Unavailability, RecoverySpec? Recovery);

/// <summary>Objectives of a journey: an availability alone, or a mapping with recovery objectives.</summary>
internal static class ObjectiveSection
{
    private static readonly Key<double> _availability = Keys.Optional(
        "availability", Probabilities.AvailabilityAsUnavailability, "Target availability, such as 99.9%.");

    private static readonly Key<ImmutableSortedDictionary<DisruptionClass, TimeSpan>> _rto = Keys.Default(
        "rto", ClassTimesSection.Reader, ImmutableSortedDictionary<DisruptionClass, TimeSpan>.Empty,
        "Recovery time objective: the longest interruption after the loss of one thing of a class, such as { zone: 1m, region: 15m }.");

    private static readonly Key<ImmutableSortedDictionary<DisruptionClass, TimeSpan>> _rpo = Keys.Default(
        "rpo", ClassTimesSection.Reader, ImmutableSortedDictionary<DisruptionClass, TimeSpan>.Empty,
        "Recovery point objective: the longest period of writes that the loss of one thing of a class may cost, such as { zone: 0s, region: 5m }.");

    private static readonly MappingReader<ObjectiveSpec> _mapping = new(
        "objective", "an objective", "Objectives of a journey: availability, recovery time, recovery point.", [_availability, _rto, _rpo], Build,
        Schema.AtLeastOneOf("availability", "rto", "rpo"));

    public static ValueReader<ObjectiveSpec> Reader { get; } = new EitherReader<ObjectiveSpec>(
        new MappedReader<double, ObjectiveSpec>(Probabilities.AvailabilityAsUnavailability, (unavailability, _) => new ObjectiveSpec(unavailability, null)),
        _mapping);

    private static ObjectiveSpec Build(Fields fields)
    {
        var recovery = new RecoverySpec(fields.Get(_rto), fields.Get(_rpo));
        if (!fields.Has(_availability) && !fields.Has(_rto) && !fields.Has(_rpo))
        {
            fields.Context.Report(fields.Position, "The objective is empty.", "Give availability, rto or rpo: { availability: 99.9%, rto: { zone: 1m } }.");
        }

        return new ObjectiveSpec(fields.Maybe(_availability), recovery.Rto.IsEmpty && recovery.Rpo.IsEmpty ? null : recovery);
    }
}

/// <summary>Durations by class of disruption.</summary>
internal static class ClassTimesSection
{
    private static readonly ImmutableArray<(DisruptionClass Class, Key<TimeSpan> Key)> _keys =
    [
        (DisruptionClass.Region, Time("region", "a region")),
        (DisruptionClass.Zone, Time("zone", "an availability zone")),
        (DisruptionClass.Node, Time("node", "a node")),
        (DisruptionClass.Service, Time("service", "a service, a link, or a common cause")),
    ];

    public static MappingReader<ImmutableSortedDictionary<DisruptionClass, TimeSpan>> Reader { get; } = new(
        "classTimes", "times by class of disruption", "Objectives by what is lost. A class that is not listed has no objective.",
        [.. _keys.Select(entry => entry.Key)],
        fields => _keys.Select(entry => (entry.Class, Time: fields.Maybe(entry.Key))).Where(entry => entry.Time is not null)
            .ToImmutableSortedDictionary(entry => entry.Class, entry => entry.Time!.Value));

    private static Key<TimeSpan> Time(string name, string what) =>
        Keys.Optional(name, DurationReader.Reaction, $"When {what} is lost.");
}
