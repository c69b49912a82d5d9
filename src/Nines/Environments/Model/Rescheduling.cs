using Nines.Domains;
using Nines.Environments.Specs;
using Nines.Reliability.Redundancy;

namespace Nines.Environments.Model;

/// <summary>What a pod needs to start, and not once it runs.</summary>
/// <param name="Name">The required names, joined.</param>
/// <param name="Block">Up when a pod can start.</param>
internal sealed record StartRequirement(string Name, Block Block);

/// <summary>
/// Pods of a lost node or zone are missing until they run elsewhere. Detection and eviction are one event for everything that was there, a new
/// node one for each pool that scales, and only the start of the pods is each workload's own.
/// </summary>
internal sealed class Rescheduling(ModelContext context)
{
    private const string Cause = "Rescheduling away from lost nodes and zones";

    /// <summary>Up when a failure domain is up, or when the pods of a workload that were in it run elsewhere.</summary>
    /// <param name="pool">The pool that the pods run on.</param>
    /// <param name="workload">Name of the workload.</param>
    /// <param name="interrupted">The workloads of the pool that the loss of this domain alone interrupts.</param>
    /// <param name="domain">The node or zone.</param>
    /// <param name="lost">The block of its outage.</param>
    /// <param name="starts">What a pod needs to start; null for nothing.</param>
    public Block Moved(NodePoolSpec pool, string workload, IReadOnlyCollection<string> interrupted, FailureDomain domain, Block lost, StartRequirement? starts)
    {
        TimingSpec timings = context.Spec.Timings;
        string moved = $"{domain.Id}, or its pods of {workload} have moved";
        TimeSpan outage = context.Solver.MeanDownTime(lost);
        Block? given = starts is null ? null : BlockRewriter.WithDown(starts.Block, lost);
        if (given is not null && BlockSolver.IsCertainlyDown(given))
        {
            return lost;
        }

        if (interrupted.Count == 0)
        {
            // Without a second outage nothing is interrupted, so that the stages matter in the second order only and are one.
            TimeSpan all = timings.Rescheduling(pool);
            Block? whole = Stage($"{domain.Id}.{pool.Name}.rescheduling", $"Rescheduling pods of {pool.Name} away from {domain.Id}", domain, lost, outage, all, null, "detection, eviction and start");
            return Blocks.AnyOf(
                moved, lost,
                Blocks.Series($"pods of {workload} from {domain.Id} run elsewhere", whole, Waiting(starts, given, domain, lost, outage, whole is null ? null : $"{domain.Id}.{pool.Name}.rescheduling")));
        }

        Block? evicted = Stage(
            $"{domain.Id}.eviction", $"Eviction from {domain.Id}", domain, lost, outage, timings.NodeDetection + timings.PodEviction, null, "detection and eviction");
        string? last = evicted is null ? null : $"{domain.Id}.eviction";
        Block? provisioned = !pool.IsAutoscaled ? null : Stage(
            $"{domain.Id}.{pool.Name}.provisioning", $"New nodes of {pool.Name} in place of {domain.Id}", domain, lost, outage, timings.NodeProvisioning, last,
            "provisioning of a node");
        last = provisioned is null ? last : $"{domain.Id}.{pool.Name}.provisioning";
        Block? started = interrupted.Contains(workload) && last is not null
            ? Started(pool, workload, interrupted.Count, domain, lost, outage, last)
            : Stage(
                $"{domain.Id}.{pool.Name}.start", $"Start of pods of {pool.Name} from {domain.Id}", domain, lost, outage, timings.PodStart, last, "start of pods");
        return Blocks.AnyOf(
            moved, lost,
            Blocks.Series(
                $"pods of {workload} from {domain.Id} run elsewhere", evicted, provisioned, started, Waiting(starts, given, domain, lost, outage, last)));
    }

    /// <summary>
    /// The time for which pods wait because something that they need to start was down when their turn came, after the other stages; null for nothing.
    /// Once they run, its outages no longer matter.
    /// </summary>
    private Block? Waiting(StartRequirement? starts, Block? given, FailureDomain domain, Block lost, TimeSpan outage, string? after)
    {
        if (starts is null || given is null || context.Solver.Frequency(given) is not { PerHour: > 0 } frequency)
        {
            return null;
        }

        var times = new FailoverTimes(TimeSpan.FromHours(frequency.MeanDownTimeHours), TimeSpan.Zero);
        double share = frequency.PerHour * frequency.MeanDownTimeHours;
        return context.DerivedLeaf(
            $"{domain.Id}.start-without.{starts.Name}", $"Pods from {domain.Id} waiting for {starts.Name}", ComponentKind.Failover, "Pods waiting for what they need to start", domain,
            share * FailoverExposure.Fraction(times, outage), outage,
            $"U D / (D + E[R]) with U = {share:G3} of {starts.Name}, D = {times.Detection.TotalMinutes:0.##} min its mean down time, E[R] = {outage.TotalMinutes:0.##} min",
            new OutageReaction(ReactionKind.Rescheduling, lost, times, share, after));
    }

    /// <summary>A stage that everything in the domain goes through together; null when it takes no time.</summary>
    private Block? Stage(string id, string label, FailureDomain domain, Block lost, TimeSpan outage, TimeSpan time, string? after, string what)
    {
        if (time <= TimeSpan.Zero)
        {
            return null;
        }

        var times = new FailoverTimes(time, TimeSpan.Zero);
        return context.DerivedLeaf(
            id, label, ComponentKind.Failover, Cause, domain, FailoverExposure.Fraction(times, outage), outage,
            $"phi = T / (T + E[R]) with T = {time.TotalSeconds:0.###} s {what}, E[R] = {outage.TotalMinutes:0.##} min", new OutageReaction(ReactionKind.Rescheduling, lost, times, 1, after));
    }

    /// <summary>
    /// The start of the pods. All workloads start at the same time, so an outage has a phase in which any of them may still be starting, and a
    /// workload that is still starting then.
    /// </summary>
    private Block? Started(NodePoolSpec pool, string workload, int workloads, FailureDomain domain, Block lost, TimeSpan outage, string after)
    {
        TimeSpan start = context.Spec.Timings.PodStart;
        if (start <= TimeSpan.Zero)
        {
            return null;
        }

        var times = new FailoverTimes(start, TimeSpan.Zero);
        string id = $"{domain.Id}.{workload}.rescheduling";
        string label = $"Rescheduling {workload} away from {domain.Id}";
        string cause = $"Rescheduling pods of {workload}";
        string formula = $"phi = T / (T + E[R]) with T = {start.TotalSeconds:0.###} s start of pods, E[R] = {outage.TotalMinutes:0.##} min";
        var starts = ParallelReactions.Create(workloads, start, outage);
        if (workloads == 1)
        {
            return context.DerivedLeaf(id, label, ComponentKind.Failover, cause, domain, starts.Shared, outage, formula, new OutageReaction(ReactionKind.Rescheduling, lost, times, 1, after));
        }

        Block any = context.DerivedLeaf(
            $"{domain.Id}.{pool.Name}.starting", $"Pods of {pool.Name} from {domain.Id} starting", ComponentKind.Failover, $"Rescheduling pods of {pool.Name}", domain,
            starts.Shared, outage, $"P(any of {workloads} workloads is starting) / P(a given one is, then): {formula}", new OutageReaction(ReactionKind.Rescheduling, lost, null, 1, null));
        Block own = context.DerivedLeaf(
            id, label, ComponentKind.Failover, cause, domain, starts.Own, outage, $"given that any of {workloads} workloads is starting: {formula}",
            new OutageReaction(ReactionKind.Rescheduling, lost, times, 1, after));
        return Blocks.AnyOf($"pods of {workload} from {domain.Id} started elsewhere", any, own);
    }
}

/// <summary>Whether the pods of a workload can run elsewhere while the node or zone that they are on is lost, or stay Pending until it is back.</summary>
internal static class PodMobility
{
    /// <summary>True when pods can leave a lost domain.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="pool">Its pool.</param>
    /// <param name="nodes">The nodes of the pool.</param>
    /// <param name="homes">Node of each pod.</param>
    /// <param name="node">Index of the lost node; -1 for a zone.</param>
    public static bool CanLeave(WorkloadSpec workload, NodePoolSpec pool, PlacedNode[] nodes, int[] homes, int node)
    {
        bool isBoundToZone = workload.HasZonalDisks || (workload.IsSpreadRequired && workload.Spread == SpreadKind.Zone && pool.Zones.Length > 1);
        if (workload.IsStateful)
        {
            // A controller deletes the pods of a silent node, but a member of a StatefulSet is only replaced when the node says that it has stopped.
            return false;
        }

        if (node < 0)
        {
            return !isBoundToZone;
        }

        // A required spread over nodes counts the lost one, which has no pods left, so that no other may take a second.
        bool hasNode = pool.IsAutoscaled || !(workload.IsSpreadRequired && workload.Spread == SpreadKind.Node) || homes.Distinct().Count() < nodes.Length;
        return hasNode && (pool.IsAutoscaled || !isBoundToZone || nodes.Count(other => other.Zone == nodes[node].Zone) > 1);
    }

    /// <summary>True when pods can leave their zone and their node, so that they may be found anywhere.</summary>
    public static bool CanLeaveAny(WorkloadSpec workload, NodePoolSpec pool, PlacedNode[] nodes, int[] homes) =>
        homes.Length > 0 && CanLeave(workload, pool, nodes, homes, -1) && CanLeave(workload, pool, nodes, homes, homes[0]);
}
