using Nines.Domains;
using Nines.Environments.Model;
using Nines.Environments.Specs;
using System.Collections.Immutable;

namespace Nines.Environments.Losses;

/// <summary>Computes the effect of every loss on every journey, with the reactions and times of the model.</summary>
internal static class LossStudy
{
    // Blocks to visit: about a second of work, far more than any environment that is not generated.
    private const long MaxVisits = 200_000_000;

    // A longer table is not readable; rows with the widest losses come first.
    private const int MaxRows = 400;

    /// <param name="system">The model.</param>
    /// <param name="spec">The environment that it was built from.</param>
    /// <param name="data">Copies of data.</param>
    /// <param name="cancellation">Ends the work with <see cref="OperationCanceledException"/>.</param>
    public static LossTable Run(SystemModel system, EnvironmentSpec spec, DataCopies data, CancellationToken cancellation)
    {
        JourneyGraph[] journeys = [.. system.Journeys.Select(journey => new JourneyGraph(journey.Name, journey.Block))];
        var rows = new List<(string Key, Outage Outage, LossRow Row)>();
        long visits = 0;
        int omitted = 0;
        foreach (Outage outage in Outage.All(system, spec))
        {
            cancellation.ThrowIfCancellationRequested();
            JourneyGraph[] touched = [.. journeys.Where(journey => journey.Contains(outage.First.Id) || outage.Class == DisruptionClass.Zone)];
            visits += touched.Sum(journey => (long)journey.Size);
            if (visits > MaxVisits)
            {
                omitted += outage.Components.Length;
                continue;
            }

            LossRow row = Row(outage, touched, system, data);
            rows.Add((Key(outage, row), outage, row));
        }

        ImmutableArray<LossRow> merged = [.. rows.GroupBy(entry => entry.Key).Select(Merge)];
        return new LossTable([.. merged.Take(MaxRows)], omitted + merged.Skip(MaxRows).Sum(row => row.Ids.Length));
    }

    private static LossRow Row(Outage outage, JourneyGraph[] journeys, SystemModel system, DataCopies data) => new(
        outage.First.Label,
        outage.Class,
        [.. outage.Components.Select(component => component.Id)],
        outage.First.MeanDownTime,
        [.. journeys.Select(journey => Effect(journey, outage)).OfType<JourneyLoss>()],
        [.. system.Workloads.Select(placed => Left(placed, outage)).OfType<CapacityLeft>()],
        [.. data.AtRisk(outage.First, outage.Class)]);

    private static JourneyLoss? Effect(JourneyGraph journey, Outage outage)
    {
        TimeSpan? repair = outage.First.MeanDownTime;
        JourneyGraph.LossState state = journey.Lose(outage.First.Id, outage.Class == DisruptionClass.Zone ? outage.First.Domain!.Parent!.Id : null);
        if (!state.Stops)
        {
            return null;
        }

        return state.LastsUntilRepair
            ? new JourneyLoss(journey.Name, 1, true, repair is { } mean ? Interruption.Exponential(mean) : null, state.UnstatedZones)
            : new JourneyLoss(journey.Name, state.Share(), false, state.UpAgain().Distribution(repair), state.UnstatedZones);
    }

    private static CapacityLeft? Left(PlacedWorkload placed, Outage outage)
    {
        if (outage.Class == DisruptionClass.Service || outage.First.Domain is not { } lost)
        {
            return null;
        }

        int nodes = placed.Nodes.Count(node => !IsLost(node)), pods = placed.Pods.Count(node => !IsLost(node));
        return nodes == placed.Nodes.Length ? null : new CapacityLeft(
            placed.Workload.Name, placed.Region, placed.Pool, pods, placed.Pods.Length, placed.Workload.Needed,
            nodes, placed.Nodes.Length, placed.NodesNeeded, outage.Class == DisruptionClass.Region ? 0 : placed.Spare);

        // A pool in a zone that is not known is assumed to be in the lost one.
        bool IsLost(FailureDomain node) => node.IsWithin(lost)
            || (placed.IsZoneUnknown && outage.Class == DisruptionClass.Zone && lost.Parent?.Id == placed.Region);
    }

    // Records compare arrays by reference, so that equal effects are found by their text.
    private static string Key(Outage outage, LossRow row) => string.Join('\n',
    [
        $"{outage.Class} {outage.Group} {outage.First.MeanDownTime}",
        .. row.Journeys.Select(journey => $"{journey.Journey} {journey.Share} {journey.LastsUntilRepair} {journey.Duration} {string.Join(',', journey.UnstatedZones)}"),
        .. row.Capacity.Select(left => $"{left}"),
        .. row.Data.Select(data => outage.Class == DisruptionClass.Service ? $"{data with { Component = "", Id = "" }}" : $"{data}"),
    ]);

    private static LossRow Merge(IEnumerable<(string Key, Outage Outage, LossRow Row)> same)
    {
        ImmutableArray<Component> lost = [.. same.SelectMany(entry => entry.Outage.Components)];
        LossRow first = same.First().Row;
        return first with { Label = Outage.Label(first.Class, lost), Ids = [.. lost.Select(component => component.Id)] };
    }
}

/// <summary>Effect of the loss of each failure domain and each service, one at a time, while everything else works.</summary>
/// <param name="Rows">By class, in the order of the model; losses of equal things with equal effects share a row.</param>
/// <param name="Omitted">Losses that were not computed since there are too many.</param>
public sealed record LossTable(ImmutableArray<LossRow> Rows, int Omitted);

/// <summary>Effect of one loss.</summary>
/// <param name="Label">Display name of what is lost.</param>
/// <param name="Class">Class of the disruption.</param>
/// <param name="Ids">Ids of the components that are each lost with this effect, in the order of the model.</param>
/// <param name="MeanDownTime">Mean time until what is lost is repaired; null when it is not known.</param>
/// <param name="Journeys">The journeys that stop, in report order.</param>
/// <param name="Capacity">What is left of the workloads that lose nodes.</param>
/// <param name="Data">Data at risk of the components that lose a copy.</param>
public sealed record LossRow(
    string Label,
    DisruptionClass Class,
    ImmutableArray<string> Ids,
    TimeSpan? MeanDownTime,
    ImmutableArray<JourneyLoss> Journeys,
    ImmutableArray<CapacityLeft> Capacity,
    ImmutableArray<DataAtRisk> Data);

/// <summary>Interruption of a journey by a loss.</summary>
/// <param name="Journey">Name of the journey.</param>
/// <param name="Share">Share of its requests that fail, more than 0 to 1.</param>
/// <param name="LastsUntilRepair">True when nothing but the repair ends it.</param>
/// <param name="Duration">How long it lasts; null when that depends on a repair of unknown length.</param>
/// <param name="UnstatedZones">Resources in a zone that the file does not state, assumed to be in the lost one.</param>
public sealed record JourneyLoss(string Journey, double Share, bool LastsUntilRepair, Interruption? Duration, ImmutableArray<string> UnstatedZones);

/// <summary>Distribution of the length of an interruption, in seconds.</summary>
/// <param name="Mean">Mean length.</param>
/// <param name="Short">5 % are shorter.</param>
/// <param name="Long">95 % are shorter; objectives are judged by it.</param>
public readonly record struct Interruption(double Mean, double Short, double Long)
{
    /// <summary>The share of interruptions that is shorter than <see cref="Long"/>, and longer than <see cref="Short"/>.</summary>
    public const double Percentile = 0.95;

    /// <summary>Exponentially distributed length, which repairs have.</summary>
    public static Interruption Exponential(TimeSpan mean) => new(
        mean.TotalSeconds, -mean.TotalSeconds * Math.Log(Percentile), -mean.TotalSeconds * Math.Log(1 - Percentile));
}

/// <summary>What is left of a workload right after the loss of nodes, before pods are rescheduled.</summary>
/// <param name="Workload">Name of the workload.</param>
/// <param name="Region">Name of its region.</param>
/// <param name="Pool">Name of its node pool.</param>
/// <param name="PodsLeft">Pods that still run.</param>
/// <param name="Pods">Pods in normal operation.</param>
/// <param name="PodsNeeded">Pods that must be ready.</param>
/// <param name="NodesLeft">Nodes of the pool that are still up.</param>
/// <param name="Nodes">Nodes of the pool in normal operation.</param>
/// <param name="NodesNeeded">Nodes on which the needed pods of all workloads of the pool have room.</param>
/// <param name="Spare">Nodes that the autoscaler may add.</param>
public sealed record CapacityLeft(
    string Workload, string Region, string Pool, int PodsLeft, int Pods, int PodsNeeded, int NodesLeft, int Nodes, int NodesNeeded, int Spare);

/// <summary>Amount of data that a loss may cost.</summary>
public enum DataRisk
{
    /// <summary>The writes of a period, possibly 0.</summary>
    Period,

    /// <summary>All of it: there is no copy elsewhere.</summary>
    Everything,

    /// <summary>The file and the catalogue do not state the copies.</summary>
    NotStated,
}

/// <summary>Data of one component after a loss.</summary>
/// <param name="Component">Display name of the component or workload.</param>
/// <param name="Id">Its name in the file, after its region: <c>weu.orders</c>.</param>
/// <param name="Risk">Kind of the amount.</param>
/// <param name="Period">The writes of this period are at risk; null unless the amount is a period.</param>
/// <param name="Reason">The copy that limits the loss, or what is not stated.</param>
public sealed record DataAtRisk(string Component, string Id, DataRisk Risk, TimeSpan? Period, string Reason);

/// <summary>One thing that can be lost; equal nodes are one.</summary>
/// <param name="Class">Class of the disruption.</param>
/// <param name="Group">Things with an equal group and equal effects share a row: zones of a region, nodes of a pool, replicas of a service.</param>
/// <param name="Components">Components that are each lost with the same effect; the first represents them.</param>
internal sealed record Outage(DisruptionClass Class, string Group, ImmutableArray<Component> Components)
{
    public Component First => Components[0];

    /// <summary>Everything that can be lost, widest first, and region by region.</summary>
    public static IEnumerable<Outage> All(SystemModel system, EnvironmentSpec spec)
    {
        ImmutableArray<string> regions = [.. spec.Regions.Select(region => region.Name)];
        ILookup<string, string> pods = system.Workloads.SelectMany(placed => placed.Pods.Select(node => (node.Id, placed.Workload.Name)))
            .ToLookup(entry => entry.Id, entry => entry.Name, StringComparer.Ordinal);
        return system.Components.Concat(HarmlessZones(system, spec))
            .Select(component => (Component: component, Class: ClassOf(component)))
            .Where(entry => entry.Class is not null)
            .GroupBy(entry => (entry.Class, Key: Key(entry.Component, entry.Class!.Value, pods)))
            .Select(group => new Outage(group.Key.Class!.Value, GroupOf(group.First().Component, group.Key.Class.Value), [.. group.Select(entry => entry.Component)]))
            .OrderBy(outage => outage.Class)
            .ThenBy(outage => (uint)regions.IndexOf(outage.First.Domain?.SelfAndAncestors().FirstOrDefault(domain => domain.Kind == DomainKind.Region)?.Id ?? ""));
    }

    /// <summary>Display name of several that share a row.</summary>
    public static string Label(DisruptionClass @class, ImmutableArray<Component> lost) => (@class, lost) switch
    {
        (_, [var one]) => one.Label,
        (DisruptionClass.Zone, _) => $"Zone {string.Join(", ", lost.SkipLast(1).Select(Number))} or {Number(lost[^1])} in {lost[0].Domain!.Parent!.Id}",
        (DisruptionClass.Node, _) => $"One of {lost.Length:N0} {Lower(lost[0].Cause)}",
        _ => $"One of {lost.Length:N0}: {lost[0].Cause}",
    };

    /// <summary>The zones of regions that nothing in the model depends on, which services can have copies of data in.</summary>
    private static IEnumerable<Component> HarmlessZones(SystemModel system, EnvironmentSpec spec)
    {
        HashSet<string> known = [.. system.Components.Select(component => component.Id)];
        foreach (RegionSpec region in spec.Regions)
        {
            FailureDomain? parent = system.Domains.FirstOrDefault(domain => domain.Kind == DomainKind.Region && domain.Id == region.Name);
            foreach (int zone in parent is null ? [] : LocationZones.Of(region).Where(zone => !known.Contains($"{region.Name}.zone{zone}")))
            {
                var source = new Provenance(ProvenanceKind.Derived, "nothing depends on it");
                var domain = new FailureDomain(DomainKind.Zone, $"{region.Name}.zone{zone}", $"zone {zone}", parent);
                yield return new Component(domain.Id, $"Zone {zone} in {region.Name}", ComponentKind.Domain, "", domain, 0, null, source, null);
            }
        }
    }

    private static DisruptionClass? ClassOf(Component component) => component.Kind switch
    {
        ComponentKind.Domain => component.Domain?.Kind switch
        {
            DomainKind.Region => DisruptionClass.Region,
            DomainKind.Zone => DisruptionClass.Zone,
            _ => DisruptionClass.Service,
        },
        ComponentKind.Node => DisruptionClass.Node,
        ComponentKind.Service or ComponentKind.Link or ComponentKind.CommonCause => DisruptionClass.Service,
        _ => null,
    };

    /// <summary>Nodes of one zone and pool that run as many pods of each workload are equal; anything else is itself.</summary>
    private static string Key(Component component, DisruptionClass @class, ILookup<string, string> pods) => @class != DisruptionClass.Node || component.Domain is null
        ? component.Id
        : string.Join('\n', [component.Domain.Parent!.Id, component.Cause, $"{component.MeanDownTime}", .. pods[component.Domain.Id].Order(StringComparer.Ordinal)]);

    private static string GroupOf(Component component, DisruptionClass @class) =>
        @class == DisruptionClass.Zone ? component.Domain!.Parent!.Id : component.Cause;

    private static string Number(Component zone) => zone.Domain!.Label["zone ".Length..];

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
