using Nines.Environments.Specs;

namespace Nines.Environments.Reading;

/// <summary>There must be something to predict.</summary>
internal static class ContentCheck
{
    public static void Run(CheckContext context)
    {
        // A file that already has faults may be empty because of them.
        if (context.Reading.HasFaults || DefaultJourneys.Applicable(context.Spec).Count > 0)
        {
            return;
        }

        EnvironmentSpec spec = context.Spec;
        context.Reading.Report(
            context.Document.PositionOf(),
            spec.Regions.IsEmpty && spec.Components.IsEmpty
                ? "The environment is empty: there is nothing to predict."
                : "No journey can be made from what is there, so there is nothing to predict.",
            "Add regions with a cluster, or components and journeys; examples/ has files to start from.");
    }
}
