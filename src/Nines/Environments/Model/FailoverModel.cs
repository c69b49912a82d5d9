using System.Collections.Immutable;
using Nines.Domains;
using Nines.Environments.Specs;
using Nines.Reliability.Redundancy;

namespace Nines.Environments.Model;

/// <summary>
/// Redundancy that takes time to act. Modeling failover as instantaneous understates downtime many times over.
/// </summary>
internal sealed class FailoverModel(ModelContext context)
{
    /// <summary>Defaults for times and a coverage that the file does not give.</summary>
    /// <param name="Detection">Mean time until the failure is detected.</param>
    /// <param name="Switchover">Mean time from then until service is back.</param>
    /// <param name="Coverage">Probability that it works by itself, 0 to 1.</param>
    public sealed record Defaults(TimeSpan Detection, TimeSpan Switchover, double Coverage);

    /// <summary>
    /// A group of which one member is enough. When one is lost, its share of the load is down until the others have taken it over.
    /// A member with share 0 is a pure standby.
    /// </summary>
    public Block Group(
        string id, string label, ImmutableArray<(Block Block, string Name, FailureDomain Domain, double Share)> members, FailoverSpec failover, Defaults defaults)
    {
        if (members.Length == 1)
        {
            return members[0].Block;
        }

        List<Block> parts = [Blocks.AnyOf($"any {label}", members.Select(member => member.Block))];
        foreach ((Block block, string name, FailureDomain domain, double share) in members.Where(member => member.Share > 0))
        {
            Block exposure = Exposure(
                $"{id}.failover-from-{name}", $"Failover from {name}", $"Failover of {label}", domain, block, share, failover, defaults);
            parts.Add(Blocks.AnyOf($"{name}, or its load has moved", block, exposure));
        }

        return new SeriesBlock(label, [.. parts]);
    }

    /// <summary>
    /// The part of an outage of <paramref name="lost"/> during which nothing has taken over (phi), as a component of its own.
    /// </summary>
    public Block Exposure(
        string id, string label, string cause, FailureDomain domain, Block lost, double share, FailoverSpec failover, Defaults defaults)
    {
        TimeSpan meanDownTime = context.Solver.MeanDownTime(lost);
        var times = new FailoverTimes(
            failover.Detection ?? defaults.Detection,
            failover.Switchover ?? defaults.Switchover,
            failover.Coverage ?? defaults.Coverage,
            failover.Manual);
        double phi = FailoverExposure.Fraction(times, meanDownTime);
        string formula = $"phi = [c E min(T,R) + (1-c) E min(Tm,R)] / E[R] with T = {times.Detection.TotalSeconds:0.###} s detection + "
            + $"{times.Switchover.TotalSeconds:0.###} s switchover, c = {times.Coverage:P2}, E[R] = {meanDownTime.TotalMinutes:0.##} min"
            + (times.Manual is { } manual ? $", Tm = {manual.TotalMinutes:0.##} min" : ", otherwise until the repair")
            + (share < 1 ? $"; times its share of the load, {share:P0}" : "");
        context.AddFailover(id, lost);
        return context.DerivedLeaf(id, label, ComponentKind.Failover, cause, domain, phi * share, meanDownTime, formula);
    }
}

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
