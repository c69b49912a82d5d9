using Nines.Environments.Predictions;
using Nines.Environments.Specs;
using Nines.Text;

namespace Nines.Environments.Advice;

/// <summary>Notice a dead ExpressRoute path by BFD in a second, instead of by BGP's hold time.</summary>
internal static class FasterLinkFailoverRule
{
    private static readonly TimeSpan Fast = TimeSpan.FromSeconds(1);

    public static IEnumerable<Improvement> Propose(EnvironmentSpec spec, DocumentNode root) => Links.Find(spec)
        .Where(entry => entry.Link.ExpressRoute is { } route
            && (entry.Link.Vpn is not null || route.Circuits.Length > 1)
            && !(entry.Link.Failover.Detection <= Fast))
        .Select(entry => new Improvement(
            $"bfd:{entry.Owner}",
            $"BFD on the ExpressRoute path of {entry.Owner}, so that its loss is noticed within a second",
            [new($"{entry.Path}.failover.detection", Flow.From("1s"))]));
}

/// <summary>Probe origins more often.</summary>
internal static class FasterRoutingRule
{
    private static readonly TimeSpan Fast = TimeSpan.FromSeconds(10);

    public static IEnumerable<Improvement> Propose(EnvironmentSpec spec, DocumentNode root) =>
        spec.GlobalRouting is { Origins.Length: > 1 } routing && !(routing.Failover.Detection <= Fast)
            ? [new Improvement(
                "probes", "Probe the origins every 5 s and leave one after two failures", [new DocumentChange("globalRouting.failover.detection", Flow.From("10s"))])]
            : [];
}

/// <summary>Evict pods from a lost node after 30 s instead of 300 s.</summary>
internal static class FasterEvictionRule
{
    private static readonly TimeSpan Fast = TimeSpan.FromSeconds(30);

    public static IEnumerable<Improvement> Propose(EnvironmentSpec spec, DocumentNode root) =>
        !spec.Workloads.IsEmpty && spec.Timings.PodEviction > Fast
            ? [new Improvement(
                "eviction",
                "Tolerations of 30 s for unreachable and not-ready nodes, so that lost pods are replaced sooner",
                [new DocumentChange("timings.podEviction", Flow.From("30s"))])]
            : [];
}
