using Nines.Environments.Predictions;
using Nines.Environments.Specs;
using Nines.Text;

namespace Nines.Environments.Advice;

/// <summary>Spread everything in a region over three zones.</summary>
internal static class ZonesRule
{
    private static readonly int[] AllZones = [1, 2, 3];

    public static IEnumerable<Improvement> Propose(EnvironmentSpec spec, DocumentNode root)
    {
        foreach (RegionSpec region in spec.Regions)
        {
            DocumentChange[] changes = [.. Changes(region, root)];
            if (changes.Length > 0)
            {
                yield return new Improvement(
                    $"zones:{region.Name}", $"Spread {region.Name} over three availability zones", [.. changes]);
            }
        }
    }

    private static IEnumerable<DocumentChange> Changes(RegionSpec region, DocumentNode root)
    {
        if (LocationZones.HasNone(region.Location))
        {
            yield break;
        }

        string at = $"regions.{region.Name}";
        if (region.Zones.Length < 3)
        {
            yield return new DocumentChange($"{at}.zones", Flow.From(AllZones));
        }

        // Without zones, the front end of a load balancer and an Application Gateway span all of them.
        if (region.Network.Ingress is { Zones.Length: 1 or 2 } ingress)
        {
            yield return new DocumentChange($"{at}.network.ingress.zones", Flow.From(AllZones));
            if (ingress is { Kind: IngressKind.ApplicationGateway, Instances: < 2 })
            {
                yield return new DocumentChange($"{at}.network.ingress.instances", Flow.From(2));
            }
        }

        if (region.Network.Egress is { } egress && (egress.Zones.Length is 1 or 2
            || (egress.Zones.IsEmpty && egress is not ({ Kind: EgressKind.LoadBalancer } or { Sku: NatGatewaySku.StandardV2 }))))
        {
            if (egress.Kind == EgressKind.NatGateway && Flow.At(root, "regions", region.Name, "network", "egress", "sku") is not null)
            {
                yield return new DocumentChange($"{at}.network.egress.sku", Flow.From("standardV2"));
            }

            yield return new DocumentChange($"{at}.network.egress.zones", Flow.From(AllZones));
        }

        foreach (NodePoolSpec pool in region.Cluster?.NodePools.Where(pool => pool.Zones.Length < 3) ?? [])
        {
            string poolAt = $"{at}.cluster.nodePools.{pool.Name}";
            yield return new DocumentChange($"{poolAt}.zones", Flow.From(AllZones));
            if (pool.Count < 3)
            {
                yield return new DocumentChange($"{poolAt}.count", Flow.From(3));
            }
        }
    }
}
