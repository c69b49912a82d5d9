using Nines.Environments.Specs;

namespace Nines.Environments.Reading;

/// <summary>Every region that the global routing sends requests to has something that answers them.</summary>
internal static class OriginCheck
{
    public static void Run(CheckContext context)
    {
        EnvironmentSpec spec = context.Spec;

        // What a region lacks may only be unreadable.
        if (context.Reading.HasFaults || spec.GlobalRouting is null)
        {
            return;
        }

        HashSet<string> idle = [.. spec.Regions.Where(region => !ReferenceNames.Serves(spec, region)).Select(region => region.Name)];
        foreach (OriginSpec origin in spec.GlobalRouting.Origins.Where(origin => idle.Contains(origin.Region)))
        {
            context.Reading.Report(
                context.Document.PositionOfKey("globalRouting", "origins", origin.Region),
                $"Requests are sent to '{origin.Region}', which has neither an ingress nor a workload that serves requests.",
                "Add one there, or remove the origin.");
        }
    }
}
