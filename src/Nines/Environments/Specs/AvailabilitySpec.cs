using System.Collections.Immutable;
using System.Globalization;
using Nines.Text.Readers;
using Nines.Text;

namespace Nines.Environments.Specs;

/// <summary>An availability that the user states or measured.</summary>
/// <param name="Unavailability">0 to 1.</param>
/// <param name="MeanDownTime">Mean length of an outage; null keeps the default.</param>
/// <param name="IsMeasured">True when it came from a file of measurements.</param>
/// <param name="Position">Position in the file.</param>
public sealed record AvailabilitySpec(double Unavailability, TimeSpan? MeanDownTime, bool IsMeasured, SourcePosition Position)
{
    /// <summary>
    /// Set only when no failure was seen while measuring: then the unavailability is that of this mean up time and the default
    /// mean down time of the component, MDT / (MUT + MDT). <see cref="Unavailability"/> is that value for the catalogue's mean
    /// down time, or for one hour where the catalogue has none.
    /// </summary>
    public TimeSpan? MeanUpTime { get; init; }
}

/// <summary>Failover of a redundant part. Times are means.</summary>
/// <param name="Detection">Time until the failure is noticed (IEC 60050-192 fault detection time); null for the default of the place.</param>
/// <param name="Switchover">Time from noticing to serving again; null for the default of the place.</param>
/// <param name="Coverage">Probability that the automatic switchover works, 0 to 1; null for the default of the place.</param>
/// <param name="Manual">Time until operators have switched over when the automatic switchover fails; null for the repair time.</param>
public sealed record FailoverSpec(TimeSpan? Detection = null, TimeSpan? Switchover = null, double? Coverage = null, TimeSpan? Manual = null);

/// <summary>A stated availability, in one of its forms.</summary>
internal static class AvailabilitySection
{
    public static readonly Key<double> Unavailability = Keys.Optional(
        "unavailability", Probabilities.Named("an unavailability"), "Share of the time in which it is down, such as 0.0005.");

    public static readonly Key<TimeSpan> MeanUpTime = Keys.Optional(
        "meanUpTime", DurationReader.Positive, "Mean time between an outage's end and the next one's start; needs meanDownTime.");

    public static readonly Key<TimeSpan> MeanDownTime = Keys.Optional(
        "meanDownTime", DurationReader.Positive, "Mean length of an outage. Default: depends on what it belongs to.");

    private static readonly MappedReader<double, AvailabilitySpec> _scalar = new(
        Probabilities.AvailabilityAsUnavailability, (unavailability, position) => new AvailabilitySpec(unavailability, null, false, position));

    private static readonly Key<AvailabilitySpec> _availability = Keys.Optional(
        "availability", _scalar, "Share of the time in which it is up, such as 99.95%.");

    private static readonly MappingReader<AvailabilitySpec?> _mapping = new(
        "availability", "an availability", "An availability, an unavailability, or mean up and down times.",
        [_availability, Unavailability, MeanUpTime, MeanDownTime], BuildMapping,
        Schema.ExactlyOneOf("availability", "unavailability", "meanUpTime"));

    /// <summary>A percentage, a number from 0 to 1, or a mapping.</summary>
    public static ValueReader<AvailabilitySpec> Reader { get; } = new AvailabilityReader();

    /// <summary>The keys by which a component states its availability.</summary>
    public static readonly Key<AvailabilitySpec> Stated = Keys.Optional(
        "availability", Reader, "Share of the time in which one replica is up, such as 99.95%; or a mapping.");

    public static ImmutableArray<Key> ComponentKeys { get; } = [Stated, Unavailability, MeanUpTime, MeanDownTime];

    /// <summary>The availability that the keys state together; null when they state none, or a contradiction (which is reported).</summary>
    public static AvailabilitySpec? Combine(Fields fields, Key<AvailabilitySpec> stated)
    {
        AvailabilitySpec? availability = fields.Find(stated);
        double? unavailability = fields.Maybe(Unavailability);
        TimeSpan? up = fields.Maybe(MeanUpTime);
        TimeSpan? down = fields.Maybe(MeanDownTime);
        ImmutableArray<Key> used = [.. ((ImmutableArray<Key>)[stated, Unavailability, MeanUpTime]).Where(fields.Has)];
        if (used.Length > 1)
        {
            fields.Context.Report(
                fields.PositionOfName(used[1]), $"'{used[0].Name}' and '{used[1].Name}' both say how available it is.", "Remove one of them.");
            return null;
        }

        if (fields.Has(MeanUpTime) && !fields.Has(MeanDownTime))
        {
            fields.Context.Report(fields.PositionOfName(MeanUpTime), "'meanUpTime' needs 'meanDownTime' too.");
            return null;
        }

        if (availability is not null)
        {
            if (availability.MeanDownTime is not null && down is not null)
            {
                fields.Context.Report(fields.PositionOfName(MeanDownTime), "'meanDownTime' is duplicated, inside 'availability' and beside it.", "Remove one of them.");
            }

            return availability with { MeanDownTime = down ?? availability.MeanDownTime };
        }

        if (unavailability is { } share)
        {
            return new AvailabilitySpec(share, down, false, fields.PositionOf(Unavailability));
        }

        return up is { } upTime && down is { } downTime
            ? new AvailabilitySpec(downTime / (upTime + downTime), downTime, false, fields.PositionOf(MeanUpTime))
            : null;
    }

    private static AvailabilitySpec? BuildMapping(Fields fields)
    {
        AvailabilitySpec? combined = Combine(fields, _availability);
        if (!fields.Has(_availability) && !fields.Has(Unavailability) && !fields.Has(MeanUpTime))
        {
            fields.Context.Report(
                fields.Position, "An availability needs 'availability', 'unavailability', or 'meanUpTime' and 'meanDownTime'.");
        }

        return combined;
    }

    private sealed class AvailabilityReader : ValueReader<AvailabilitySpec>
    {
        public override bool TryRead(
            DocumentNode node, ReadingContext context, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out AvailabilitySpec value)
        {
            if (node is not MappingNode)
            {
                return _scalar.TryRead(node, context, out value);
            }

            return _mapping.TryRead(node, context, out value) && value is not null;
        }

        public override System.Text.Json.Nodes.JsonObject Describe(SchemaDefinitions definitions) =>
            new() { ["anyOf"] = new System.Text.Json.Nodes.JsonArray(_scalar.Describe(definitions), _mapping.Describe(definitions)) };
    }
}

/// <summary>Failover of a redundant part.</summary>
internal static class FailoverSection
{
    public static readonly Key<TimeSpan> Detection = Keys.Optional(
        "detection", DurationReader.Reaction, "Mean time until the failure is detected. Default: depends on what it belongs to.");

    public static readonly Key<TimeSpan> Switchover = Keys.Optional(
        "switchover", DurationReader.Reaction, "Mean time from detection until service is restored. Default: depends on what it belongs to.");

    public static readonly Key<double> Coverage = Keys.Optional(
        "coverage", Probabilities.Named("a coverage"), "Probability that the automatic switchover works. Default: depends on what it belongs to.");

    public static readonly Key<TimeSpan> Manual = Keys.Optional(
        "manual", DurationReader.Reaction, "Mean time of a manual switchover when the automatic one fails. Default: until the repair.");

    public static ImmutableArray<Key> All { get; } = [Detection, Switchover, Coverage, Manual];

    public static MappingReader<FailoverSpec> Reader { get; } = new(
        "failover", "a failover", "Failover from a lost active part to a redundant one.", All, Build);

    public static FailoverSpec Build(Fields fields) =>
        new(fields.Maybe(Detection), fields.Maybe(Switchover), fields.Maybe(Coverage), fields.Maybe(Manual));
}

/// <summary>
/// Every replaced availability belongs to something: a catalogue service, something that requirements can name, or a part of
/// one, whose id starts with its name. Which parts there are is known only when the model is built.
/// </summary>
internal static class AvailabilityNameCheck
{
    public static void Run(CheckContext context)
    {
        if ((context.Spec.Availabilities.IsEmpty && context.Spec.Maintenance.IsEmpty) || !context.HasSoundNames)
        {
            return;
        }

        ImmutableSortedSet<string> valid = Names(context.Spec, context.Catalogue);
        Dictionary<string, int> replicas = context.Spec.Components.ToDictionary(
            component => component.Name, component => component.Replicas, StringComparer.Ordinal);
        IEnumerable<(string, SourcePosition)> named =
        [
            .. context.Spec.Availabilities.Select(each => (each.Key, each.Value.IsMeasured ? each.Value.Position : context.Document.PositionOfKey("availabilities", each.Key))),
            .. context.Spec.Maintenance.Keys.Select(id => (id, context.Document.PositionOfKey("maintenance", id))),
        ];
        foreach ((string id, SourcePosition position) in named)
        {
            int dot = id.IndexOf('.', StringComparison.Ordinal);
            if (!valid.Contains(id) && !(dot > 0 && valid.Contains(id[..dot])) && !IsReplica(id, replicas))
            {
                context.Reading.ReportUnknown(position, $"Nothing is called '{id}'.", id, valid);
            }
        }
    }

    // The replicas of a component are numbered from 1.
    private static bool IsReplica(string id, Dictionary<string, int> replicas)
    {
        int dash = id.LastIndexOf('-');
        return dash > 0
            && int.TryParse(id.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && replicas.GetValueOrDefault(id[..dash]) is > 1 and var count
            && number >= 1 && number <= count;
    }

    private static ImmutableSortedSet<string> Names(EnvironmentSpec spec, AvailabilityCatalogue catalogue) =>
    [
        .. ReferenceNames.Collect(spec).Where(name => !name.StartsWith(ReferenceNames.JourneyPrefix, StringComparison.Ordinal)),
        .. spec.Hubs.Select(hub => hub.Name),
        .. catalogue.Services,
        .. catalogue.Entries.Select(entry => $"{entry.Service}/{entry.Configuration}"),
    ];
}
