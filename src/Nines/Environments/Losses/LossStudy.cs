using System.Collections.Immutable;
using Nines.Domains;
using Nines.Environments.Model;
using Nines.Environments.Specs;

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
