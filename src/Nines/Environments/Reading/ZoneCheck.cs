using System.Collections.Immutable;
using Nines.Environments.Specs;

namespace Nines.Environments.Reading;

/// <summary>What is in a region can only use the region's zones.</summary>
internal static class ZoneCheck
{
    public static void Run(CheckContext context)
    {
        foreach (RegionSpec region in context.Spec.Regions)
        {
            Check(context, region, region.Network.Ingress?.Zones ?? [], "regions", region.Name, "network", "ingress", "zones");
            Check(context, region, region.Network.Egress?.Zones ?? [], "regions", region.Name, "network", "egress", "zones");
            foreach (NodePoolSpec pool in region.Cluster?.NodePools ?? [])
            {
                Check(context, region, pool.Zones, "regions", region.Name, "cluster", "nodePools", pool.Name, "zones");
            }
        }

        Dictionary<string, RegionSpec> regions = context.Spec.Regions.ToDictionary(region => region.Name, StringComparer.Ordinal);
        foreach (HubSpec hub in context.Spec.Hubs)
        {
            Check(context, regions.GetValueOrDefault(hub.Region ?? ""), hub.Firewall?.Zones ?? [], "hubs", hub.Name, "firewall", "zones");
        }

        foreach (ComponentSpec component in context.Spec.Components.Where(component => !component.Zones.IsEmpty))
        {
            foreach (string region in component.Regions)
            {
                Check(context, regions.GetValueOrDefault(region), component.Zones, "components", component.Name, "zones");
            }
        }
    }

    private static void Check(CheckContext context, RegionSpec? region, ImmutableArray<int> zones, params ReadOnlySpan<string> place)
    {
        if (region is null || !context.IsSound("regions", region.Name, "zones") || !context.IsSound(place))
        {
            return;
        }

        for (int i = 0; i < zones.Length; i++)
        {
            if (!region.Zones.Contains(zones[i]))
            {
                context.Reading.Report(
                    context.Document.PositionOfItem(i, place),
                    $"Zone {zones[i]} is not among the zones of region '{region.Name}'.",
                    region.Zones.IsEmpty ? $"Add zones: [{string.Join(", ", zones)}] to the region." : $"The region has: {string.Join(", ", region.Zones)}.");
            }
        }
    }
}
