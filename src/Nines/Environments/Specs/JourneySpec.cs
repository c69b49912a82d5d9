using System.Collections.Immutable;
using Nines.Text.Readers;
using Nines.Text;

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
