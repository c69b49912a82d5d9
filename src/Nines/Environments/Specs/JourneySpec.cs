using Nines.Text;
using Nines.Text.Readers;
using System.Collections.Immutable;

namespace Nines.Environments.Specs;

/// <param name="Name">Unique; the name of a default journey replaces its definition.</param>
/// <param name="Title">Display title; null for the default title or the name.</param>
/// <param name="Requires">The requirement; null keeps the default definition.</param>
public sealed record JourneySpec(string Name, string? Title, RequirementSpec? Requires);

/// <summary>A journey with the objective that stands beside it.</summary>
internal sealed record JourneyDraft(JourneySpec Spec, ObjectiveSpec? Objective, SourcePosition ObjectivePosition);

/// <summary>Something that users need.</summary>
internal static class JourneySection
{
    private static readonly Key<string> _title = Keys.Optional("title", Texts.Line, "Display title, such as Sign in.");

    private static readonly Key<RequirementSpec> _requires = Keys.Optional(
        "requires", RequirementReader.Instance, "Requirements for the journey to be up. When omitted, a default journey keeps its definition.");

    private static readonly Key<ObjectiveSpec> _objective = Keys.Optional(
        "objective", ObjectiveSection.Reader, "Target availability, such as 99.9%; or a mapping of availability, rto and rpo.");

    public static MappingReader<JourneyDraft> Reader { get; } = new(
        "journey", "a journey", "Something that users need. The name of a default journey (serve, kubernetes-api, pull-image, on-premises, deploy) redefines it.",
        [_title, _requires, _objective], Build);

    private static JourneyDraft Build(Fields fields)
    {
        var spec = new JourneySpec(fields.Name, fields.Find(_title), fields.Find(_requires));
        if (!fields.Has(_requires) && !ReferenceNames.DefaultJourneys.Contains(fields.Name))
        {
            fields.Context.Report(
                fields.Position,
                $"The journey '{fields.Name}' needs the key 'requires'.",
                Spelling.Nearest(fields.Name, ReferenceNames.DefaultJourneys) is { } near ? $"Or did you mean the default journey '{near}'?" : null);
        }

        return new JourneyDraft(spec, fields.Find(_objective), fields.PositionOf(_objective));
    }
}

/// <summary>Every objective is one of a journey that the environment has.</summary>
internal static class ObjectiveCheck
{
    public static void Run(CheckContext context)
    {
        EnvironmentSpec spec = context.Spec;
        if ((spec.Objectives.IsEmpty && spec.RecoveryObjectives.IsEmpty) || !context.IsSound("journeys"))
        {
            return;
        }

        // The objective of a journey that is reported region by region holds for each region.
        ImmutableSortedSet<string> reported = [.. DefaultJourneys.Reported(spec).Select(journey => journey.Name)];
        ImmutableSortedSet<string> applicable = reported.Union(DefaultJourneys.Applicable(spec));
        ImmutableSortedSet<string> known =
            reported.Union(ReferenceNames.DefaultJourneys).Union(spec.Journeys.Select(journey => journey.Name));
        foreach (string name in spec.Objectives.Keys.Union(spec.RecoveryObjectives.Keys).Where(EnvironmentNames.Journey.Accepts))
        {
            SourcePosition position = context.Document.FindEntry("objectives", name)?.KeyPosition
                ?? context.Document.PositionOf("journeys", name, "objective");
            int slash = name.IndexOf('/', StringComparison.Ordinal);
            if (!known.Contains(name) && (slash < 0 || context.IsSound("regions")))
            {
                context.Reading.ReportUnknown(position, $"There is no journey '{name}'.", slash < 0 ? name : Whole(name, slash, known), known);
            }
            else if (!applicable.Contains(name) && context.IsSound("regions") && ReferenceNames.DefaultJourneys.Contains(name))
            {
                // A journey of the file's own without a definition was reported where it stands.
                context.Reading.Report(
                    position,
                    $"The journey '{name}' does not apply: there is no {DefaultJourneys.WhyNot(spec, name)}.",
                    "Remove the objective, or define the journey under journeys.");
            }
        }
    }

    // A journey that is not reported region by region was meant without a region.
    private static string Whole(string name, int slash, ImmutableSortedSet<string> known) =>
        known.Contains(name[..slash]) && !known.Any(other => other.StartsWith(name[..(slash + 1)], StringComparison.Ordinal)) ? name[..slash] : name;
}

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
