using System.Globalization;
using Nines.Environments.Model;
using Nines.Environments.Specs;

namespace Nines.Environments.Costs;

/// <summary>The bill of an environment: clusters, networks, links, registry, global routing, components, use.</summary>
public static class EnvironmentBill
{
    /// <summary>Prices an environment for a month of 730 hours. What the file does not state is named, never assumed.</summary>
    public static Bill Create(EnvironmentSpec spec, PriceCatalogue prices)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(prices);
        var bill = new BillWriter(prices);
        foreach (RegionSpec region in spec.Regions)
        {
            AddCluster(spec, region, bill);
            NetworkBill.Add(region, bill);
        }

        foreach (HubSpec hub in spec.Hubs)
        {
            NetworkBill.Add(hub, Location(spec, hub.Region), bill);
        }

        foreach (CircuitSpec circuit in spec.Circuits)
        {
            NetworkBill.AddCircuit($"circuits.{circuit.Name}", circuit, Zone(spec), bill);
        }

        AddRegistry(spec, bill);
        AddGlobalRouting(spec, bill);
        foreach (ComponentSpec component in spec.Components)
        {
            ComponentBill.Add(spec, component, bill);
        }

        AddUsage(spec, bill);
        return bill.ToBill();
    }

    /// <summary>The Azure location of a region of the file; empty when it is not one of the file's.</summary>
    internal static string Location(EnvironmentSpec spec, string? region) =>
        spec.Regions.FirstOrDefault(candidate => candidate.Name == region)?.Location ?? "";

    // Front Door and shared circuits are billed by the zone of their users, for which the first region stands.
    private static string Zone(EnvironmentSpec spec) => spec.Regions.FirstOrDefault()?.Location ?? "";

    private static void AddCluster(EnvironmentSpec spec, RegionSpec region, BillWriter bill)
    {
        if (region.Cluster is not { } cluster)
        {
            return;
        }

        string tier = cluster.Tier.ToString();
        bill.Add($"{region.Name}.cluster", $"AKS cluster of {region.Name}, {tier} tier", $"aks.{tier.ToLowerInvariant()}", region.Location);
        foreach (NodePoolSpec pool in cluster.NodePools)
        {
            int nodes = pool.Count ?? PoolRoom.Create(spec, region, pool).Nodes;
            string id = $"{region.Name}.nodePools.{pool.Name}";
            string item = $"Node pool {pool.Name} of {region.Name}, {nodes} x {pool.Size}";
            if (pool.Os == Specs.OperatingSystem.Windows)
            {
                bill.AddUnknown(id, item, "only prices of Linux nodes are known", nodes);
            }
            else
            {
                bill.Add(id, item, $"vm.{pool.Size}", region.Location, nodes);
            }

            AddDisks(region, pool, nodes, id, bill);
            if (pool.IsAutoscaled)
            {
                bill.Omit($"Nodes that the autoscaler of pool {pool.Name} of {region.Name} adds to the {nodes} of normal operation, at most {pool.Max}.");
            }
        }
    }

    private static void AddDisks(RegionSpec region, NodePoolSpec pool, int nodes, string id, BillWriter bill)
    {
        if (pool.OsDisk is null)
        {
            bill.Omit("OS disks of node pools that state no osDisk.");
        }
        else if (pool.OsDisk != "ephemeral")
        {
            bill.Add(id, $"OS disks of pool {pool.Name} of {region.Name}, {nodes} x {pool.OsDisk}", $"disk.{pool.OsDisk}-LRS", region.Location, nodes);
        }
    }

    private static void AddRegistry(EnvironmentSpec spec, BillWriter bill)
    {
        if (spec.Registry is not { } registry)
        {
            return;
        }

        string sku = registry.Sku.ToString();
        bill.Add("registry", $"Container Registry, {sku}", $"acr.{sku.ToLowerInvariant()}", Location(spec, registry.Region));
        foreach (GeoReplicaSpec replica in registry.GeoReplicas)
        {
            string location = Location(spec, replica.Region) is { Length: > 0 } known ? known : replica.Region;
            bill.Add($"registry.geoReplicas.{replica.Region}", $"Registry replica in {replica.Region}", "acr.geo-replica", location);
        }

        bill.Omit("Registry storage beyond what the SKU includes.");
    }

    private static void AddGlobalRouting(EnvironmentSpec spec, BillWriter bill)
    {
        if (spec.GlobalRouting is not { } routing)
        {
            return;
        }

        decimal? requests = (decimal?)spec.Usage.Requests;
        string zone = Zone(spec);
        if (routing.Kind == GlobalRoutingKind.TrafficManager)
        {
            bill.Add(
                "globalRouting", $"Traffic Manager, {routing.Origins.Length} endpoints", "trafficmanager.probe.azure", "Global", routing.Origins.Length);
            AddUse("globalRouting.requests", "DNS queries to Traffic Manager", "trafficmanager.queries", "Global", requests, 1_000_000, "requests", bill);
        }
        else if (routing.Sku is { } sku)
        {
            bill.Add("globalRouting", $"Front Door, {sku}", $"frontdoor.{sku}.base", zone);
            AddUse("globalRouting.requests", "Requests to Front Door", $"frontdoor.{sku}.requests", zone, requests, 10_000, "requests", bill);
        }
        else
        {
            bill.AddUnknown("globalRouting", "Front Door", "globalRouting states no sku");
        }
    }

    private static void AddUsage(EnvironmentSpec spec, BillWriter bill)
    {
        string location = Zone(spec), outbound = spec.GlobalRouting is { Kind: GlobalRoutingKind.FrontDoor, Sku: { } sku } ? $"frontdoor.{sku}.egress" : "egress.internet";
        AddUse("usage.outbound", "Traffic to the internet", outbound, location, (decimal?)spec.Usage.OutboundGB, 1, "outboundGB", bill);
        AddUse("usage.logs", "Logs in Log Analytics", "loganalytics.ingest", location, (decimal?)spec.Usage.LogsGB, 1, "logsGB", bill);
        if (spec.Regions.Length > 1)
        {
            AddUse("usage.between", "Traffic between regions", "egress.between-regions", location, (decimal?)spec.Usage.BetweenRegionsGB, 1, "betweenRegionsGB", bill);
        }

        if (spec.Regions.Any(region => region.Network.Egress is not null || region.Network.Ingress is not null))
        {
            bill.Omit("Data that gateways, load balancers and firewalls process.");
        }
    }

    private static void AddUse(string id, string item, string meter, string location, decimal? amount, decimal perUnit, string key, BillWriter bill)
    {
        if (amount is { } used)
        {
            bill.Add(id, string.Create(CultureInfo.InvariantCulture, $"{item}, {used:#,0.##}"), meter, location, used / perUnit);
        }
        else
        {
            bill.Omit($"{item} (usage.{key} is not stated).");
        }
    }
}
