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
    private readonly Dictionary<string, string> _answered = new(StringComparer.Ordinal);

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
            parts.Add(Moved(
                new Switch($"{id}.failover-from-{name}", $"Failover from {name}", $"Failover of {label}", $"{name}, or its load has moved", domain, share),
                block, failover, defaults));
        }

        return new SeriesBlock(label, [.. parts]);
    }

    /// <param name="Id">Unique in the system.</param>
    /// <param name="Label">Display name of the failover.</param>
    /// <param name="Cause">The group under which its downtime is reported.</param>
    /// <param name="Done">Display name of the block that is up when the lost one is, or when the load has moved.</param>
    /// <param name="Domain">The narrowest failure domain that holds it.</param>
    /// <param name="Share">Share of the load that has to move, 0 to 1.</param>
    public sealed record Switch(string Id, string Label, string Cause, string Done, FailureDomain Domain, double Share);

    /// <summary>
    /// Up when a block is up, or when something else has taken over its load. Outages of about the same length have a component (phi) of their
    /// own: the outage of a minute ends before most failovers do, that of a day does not.
    /// </summary>
    public Block Moved(Switch @switch, Block lost, FailoverSpec failover, Defaults defaults)
    {
        var times = new FailoverTimes(
            failover.Detection ?? defaults.Detection,
            failover.Switchover ?? defaults.Switchover,
            failover.Coverage ?? defaults.Coverage,
            failover.Manual);
        NoteSharedOutages(@switch, lost);
        ImmutableArray<(Block Lost, TimeSpan MeanDownTime)> outages = context.Solver.OutagesByLength(lost, context.UnknownZones.IsPlace);
        return Blocks.Series(@switch.Done, outages.Select((outage, index) =>
        {
            bool isOnly = outages.Length == 1;
            string length = Length(outage.MeanDownTime);
            return Blocks.AnyOf(
                isOnly ? @switch.Done : $"{@switch.Done} (outages of about {length})",
                outage.Lost,
                Reaction(
                    @switch.Id,
                    isOnly ? @switch : @switch with { Id = $"{@switch.Id}-{index + 1}", Label = $"{@switch.Label} (outages of about {length})" },
                    outage.Lost, outage.MeanDownTime, times));
        }));
    }

    /// <summary>Two failovers that answer the same outage depend on each other by its age, unless one of them is part of what the other answers.</summary>
    private void NoteSharedOutages(Switch @switch, Block lost)
    {
        Component[] below = [.. SharedComponents.Below(lost)];
        HashSet<string> within = [.. below.Select(component => component.Reaction?.Name).OfType<string>()];
        foreach (Component component in below.Where(component => component.Reaction is null))
        {
            if (_answered.TryGetValue(component.Id, out string? other) && other != @switch.Id && !within.Contains(other))
            {
                context.Assume("Failovers that answer the same outage end independently of each other.");
            }

            _answered[component.Id] = @switch.Id;
        }
    }

    private static string Length(TimeSpan meanDownTime) => meanDownTime.TotalMinutes < 2 ? $"{meanDownTime.TotalSeconds:0} s"
        : meanDownTime.TotalHours < 2 ? $"{meanDownTime.TotalMinutes:0} min"
        : $"{meanDownTime.TotalHours:0.#} h";

    /// <summary>The time from the start of an outage until the failover has ended (phi).</summary>
    private Block Reaction(string name, Switch @switch, Block lost, TimeSpan meanDownTime, FailoverTimes times)
    {
        string formula = $"phi = [c E min(T,R) + (1-c) E min(Tm,R)] / E[R] with T = {times.Detection.TotalSeconds:0.###} s detection + "
            + $"{times.Switchover.TotalSeconds:0.###} s switchover, c = {times.Coverage:P2}, E[R] = {meanDownTime.TotalMinutes:0.##} min"
            + (times.Manual is { } manual ? $", Tm = {manual.TotalMinutes:0.##} min" : ", otherwise until the repair")
            + (@switch.Share < 1 ? $"; times its share of the load, {@switch.Share:P0}" : "");
        return context.DerivedLeaf(
            @switch.Id, @switch.Label, ComponentKind.Failover, @switch.Cause, @switch.Domain,
            FailoverExposure.Fraction(times, meanDownTime) * @switch.Share, meanDownTime, formula, new OutageReaction(ReactionKind.Failover, lost, times, @switch.Share, null) { Name = name });
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
