using System.Collections.Immutable;
using Nines.Environments.Specs;
using Nines.Text;

namespace Nines.Environments.Reading;

/// <summary>Every objective is one of a journey that the environment has.</summary>
internal static class ObjectiveCheck
{
    public static void Run(CheckContext context)
    {
        EnvironmentSpec spec = context.Spec;
        if (spec.Objectives.IsEmpty || !context.IsSound("journeys"))
        {
            return;
        }

        // What is said of serving requests holds for each region where no routing makes one service of them.
        ImmutableSortedSet<string> reported = [.. DefaultJourneys.Reported(spec).Select(journey => journey.Name)];
        ImmutableSortedSet<string> applicable = reported.Union(DefaultJourneys.Applicable(spec));
        ImmutableSortedSet<string> known =
            reported.Union(ReferenceNames.DefaultJourneys).Union(spec.Journeys.Select(journey => journey.Name));
        foreach (string name in spec.Objectives.Keys.Where(EnvironmentNames.Journey.Accepts))
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

    // A journey that is not told region by region was meant as a whole.
    private static string Whole(string name, int slash, ImmutableSortedSet<string> known) =>
        known.Contains(name[..slash]) && !known.Any(other => other.StartsWith(name[..(slash + 1)], StringComparison.Ordinal)) ? name[..slash] : name;
}
