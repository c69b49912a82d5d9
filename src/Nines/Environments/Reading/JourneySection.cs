using Nines.Environments.Specs;
using Nines.Text;
using Nines.Text.Readers;

namespace Nines.Environments.Reading;

/// <summary>A journey with the objective that stands beside it.</summary>
internal sealed record JourneyDraft(JourneySpec Spec, double? Objective, SourcePosition ObjectivePosition);

/// <summary>Something that users need.</summary>
internal static class JourneySection
{
    private static readonly Key<string> _title = Keys.Optional("title", Texts.Line, "For people, such as Sign in.");

    private static readonly Key<RequirementSpec> _requires = Keys.Optional(
        "requires", RequirementReader.Instance, "What must be up. Left out for a default journey: its definition stays.");

    private static readonly Key<double> _objective = Keys.Optional(
        "objective", Probabilities.AvailabilityAsUnavailability, "The availability that is aimed at, such as 99.9%.");

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

        return new JourneyDraft(spec, fields.Maybe(_objective), fields.PositionOf(_objective));
    }
}
