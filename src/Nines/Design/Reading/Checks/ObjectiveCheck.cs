using System.Collections.Immutable;
using Nines.Design.Specs;
using Nines.Text;

namespace Nines.Design.Reading.Checks;

/// <summary>Every objective is one of a journey that the environment has.</summary>
internal static class ObjectiveCheck
{
    public static void Run(CheckContext context)
    {
        EnvironmentSpec spec = context.Spec;
        ImmutableSortedSet<string> known = [.. ReferenceNames.DefaultJourneys, .. spec.Journeys.Select(journey => journey.Name)];
        ImmutableSortedSet<string> applicable = ApplicableJourneys.Of(spec);
        foreach (string name in spec.Objectives.Keys.Where(_ => context.IsSound("journeys")))
        {
            SourcePosition position = context.Document.FindEntry("objectives", name)?.KeyPosition
                ?? context.Document.PositionOf("journeys", name, "objective");
            if (!known.Contains(name))
            {
                context.Reading.ReportUnknown(position, $"There is no journey '{name}'.", name, known);
            }
            else if (!applicable.Contains(name) && context.IsSound("regions"))
            {
                // A journey without a definition was reported where it stands.
                if (ReferenceNames.DefaultJourneys.Contains(name))
                {
                    context.Reading.Report(
                        position,
                        $"The journey '{name}' does not apply: there is no {ApplicableJourneys.WhyNot(name, spec)}.",
                        "Remove the objective, or define the journey under journeys.");
                }
            }
        }
    }
}
