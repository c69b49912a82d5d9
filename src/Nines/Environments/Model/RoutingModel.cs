using System.Collections.Immutable;
using Nines.Domains;
using Nines.Environments.Specs;

namespace Nines.Environments.Model;

/// <summary>Requests spread over regions by Front Door or Traffic Manager, with the time it takes to leave a lost region.</summary>
internal sealed class RoutingModel(ModelContext context)
{
    // Front Door: HEAD probes every 30 s, 2 of 4 samples; Traffic Manager: 30 s probes, 3 failures, and a DNS time to live of 60 s.
    private static readonly FailoverModel.Defaults FrontDoor = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(5), 0.999);
    private static readonly FailoverModel.Defaults TrafficManager = new(TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(60), 0.999);

    public Block Over(GlobalRoutingSpec routing, Func<string, Block> stamp)
    {
        double weights = routing.Origins.Sum(origin => (double)origin.Weight);
        int first = routing.Origins.Min(origin => origin.Priority);
        double preferred = routing.Origins.Where(origin => origin.Priority == first).Sum(origin => (double)origin.Weight);
        ImmutableArray<(Block, string, FailureDomain, double)> members =
        [
            .. routing.Origins.Select(origin => (stamp(origin.Region), origin.Region, context.RegionDomain(origin.Region), routing.Method switch
            {
                RoutingMethod.Weighted => origin.Weight / weights,
                RoutingMethod.Latency => 1.0 / routing.Origins.Length,
                _ => origin.Priority == first ? origin.Weight / preferred : 0,
            })),
        ];
        return new FailoverModel(context).Group(
            "routing", "region", members, routing.Failover, routing.Kind == GlobalRoutingKind.FrontDoor ? FrontDoor : TrafficManager);
    }
}
