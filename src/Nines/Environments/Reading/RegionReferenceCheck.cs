using System.Collections.Immutable;
using Nines.Environments.Specs;
using Nines.Text;

namespace Nines.Environments.Reading;

/// <summary>Every name of a region or of a hub names one.</summary>
internal static class RegionReferenceCheck
{
    public static void Run(CheckContext context)
    {
        EnvironmentSpec spec = context.Spec;
        ImmutableSortedSet<string> regions = [.. spec.Regions.Select(region => region.Name)];
        ImmutableSortedSet<string> hubs = [.. spec.Hubs.Select(hub => hub.Name)];
        foreach (RegionSpec region in spec.Regions)
        {
            Check(context, "hub", hubs, region.Network.Hub, context.Document.PositionOf("regions", region.Name, "network", "hub"));
        }

        foreach (HubSpec hub in spec.Hubs)
        {
            CheckRegion(hub.Region, context.Document.PositionOf("hubs", hub.Name, "region"));
        }

        foreach (OriginSpec origin in spec.GlobalRouting?.Origins ?? [])
        {
            CheckRegion(origin.Region, context.Document.PositionOfKey("globalRouting", "origins", origin.Region));
        }

        foreach (ComponentSpec component in spec.Components)
        {
            CheckRegion(component.Regions.Length == 1 ? component.Regions[0] : null, context.Document.PositionOf("components", component.Name, "region"));
            if (component.Regions.Length > 1)
            {
                CheckList("components", component.Name, component.Regions);
            }
        }

        foreach (WorkloadSpec workload in spec.Workloads)
        {
            CheckList("workloads", workload.Name, workload.Regions);
        }

        CheckRegistry(context, regions);

        void CheckRegion(string? name, SourcePosition position) => Check(context, "region", regions, name, position);

        void CheckList(string collection, string name, ImmutableArray<string> items)
        {
            for (int i = 0; i < items.Length && context.IsSound(collection, name, "regions"); i++)
            {
                CheckRegion(items[i], context.Document.PositionOfItem(i, collection, name, "regions"));
            }
        }
    }

    private static void CheckRegistry(CheckContext context, ImmutableSortedSet<string> regions)
    {
        if (context.Spec.Registry is not { } registry)
        {
            return;
        }

        Check(context, "region", regions, registry.Region, context.Document.PositionOf("registry", "region"));
        foreach (GeoReplicaSpec replica in registry.GeoReplicas)
        {
            SourcePosition position = context.Document.PositionOfKey("registry", "geoReplicas", replica.Region);
            if (replica.Region == registry.Region)
            {
                context.Reading.Report(position, $"The registry's home region '{replica.Region}' already holds it.", "Remove this replica, or set zoneRedundant of the registry.");
            }
            else if (replica.Region.Contains('-'))
            {
                // Any word may be an Azure location; one with a dash can only be a region of the file.
                Check(context, "region", regions, replica.Region, position);
            }
        }
    }

    private static void Check(CheckContext context, string what, ImmutableSortedSet<string> valid, string? name, SourcePosition position)
    {
        if (!string.IsNullOrEmpty(name) && !valid.Contains(name) && context.IsSound(what + "s"))
        {
            context.Reading.ReportUnknown(position, $"There is no {what} '{name}'.", name, valid);
        }
    }
}
