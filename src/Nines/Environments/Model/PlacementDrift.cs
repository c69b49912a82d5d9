using Nines.Domains;
using Nines.Environments.Specs;
using Nines.Reliability.Redundancy;
using Nines.Text;

namespace Nines.Environments.Model;

/// <summary>
/// Pods stay where an outage has moved them until something puts them back, so that a later outage can hit more of them than a fresh placement
/// would have there. For each node and zone: whether more pods of a workload stand on it than can be missing, and how long the loss then lasts.
/// </summary>
internal sealed class PlacementDrift(ModelContext context)
{
    private const string Cause = "Pods that stayed where they had been rescheduled";

    /// <summary>Downtime below which drift is not counted: 3 ms a year.</summary>
    private const double Negligible = 1e-10;

    private static readonly TimeSpan DefaultRollout = TimeSpan.FromDays(7);

    /// <summary>A workload of a pool.</summary>
    /// <param name="Spec">The workload.</param>
    /// <param name="Home">Index of the node of each pod after a rollout.</param>
    /// <param name="Tolerated">Pods that may be missing.</param>
    /// <param name="Slots">Pods of it that fit on one node.</param>
    public sealed record Placed(WorkloadSpec Spec, int[] Home, int Tolerated, int Slots);

    /// <param name="Block">The outage of a domain.</param>
    /// <param name="Domain">A node or zone.</param>
    public sealed record Losable(Block Block, FailureDomain Domain);

    /// <summary>For each workload by name: the blocks that are down when a domain with too many moved pods of it has been lost.</summary>
    /// <param name="region">Name of its region.</param>
    /// <param name="pool">The pool.</param>
    /// <param name="nodes">Its nodes.</param>
    /// <param name="zones">Their zones.</param>
    /// <param name="zoneOf">Index of the zone of each node; -1 for none.</param>
    /// <param name="workloads">Workloads whose pods can move.</param>
    public ILookup<string, Block> Find(string region, NodePoolSpec pool, Losable[] nodes, Losable[] zones, int[] zoneOf, Placed[] workloads)
    {
        Losable[] domains = [.. nodes, .. zones];
        TimeSpan back = context.Spec.Timings.Rescheduling(pool);
        OutageRate[] rates = [.. domains.Select(domain => RateOf(domain.Block))];
        workloads = [.. workloads.Where(workload => RolloutOf(workload.Spec) != TimeSpan.Zero)];
        if (workloads.Length == 0 || nodes.Length < 2 || back <= TimeSpan.Zero || rates.All(rate => rate.PerHour == 0))
        {
            return Enumerable.Empty<Block>().ToLookup(_ => "");
        }

        DriftTable table = context.Drifts.Find(zoneOf, rates, [.. workloads.Select(workload => new DriftingPods(
            workload.Home, workload.Tolerated, workload.Spec.Spread, workload.Slots, RolloutOf(workload.Spec)?.TotalHours ?? double.PositiveInfinity))], back.TotalHours, context.Cancellation);
        var blocks = new List<(string Workload, Block Block)>();
        for (int i = 0; i < domains.Length; i++)
        {
            blocks.AddRange(OnLossOf(pool, domains[i], rates[i], workloads, table.Each[i], table.Any[i], back, table.RelativeError));
        }

        if (blocks.Count > 0)
        {
            context.Assume(FormattableString.Invariant(
                $"Where outages have moved the pods of pool {pool.Name} in {region} is sampled: the standard error of the downtime that follows from it is {table.RelativeError * 100:0.#} %."));
        }

        foreach (Placed workload in workloads.Where(workload => blocks.Exists(entry => entry.Workload == workload.Spec.Name)))
        {
            context.Assume(Assumption(workload.Spec));
        }

        return blocks.ToLookup(entry => entry.Workload, entry => entry.Block);
    }

    private IEnumerable<(string Workload, Block Block)> OnLossOf(
        NodePoolSpec pool, Losable lost, OutageRate rate, Placed[] workloads, Drift[] drifts, double any, TimeSpan back, double error)
    {
        double unavailability = rate.PerHour * rate.MeanHours / (1 + rate.PerHour * rate.MeanHours);
        int[] drifting = [.. Enumerable.Range(0, workloads.Length).Where(w =>
            drifts[w].Probability * drifts[w].Wait * back.TotalHours / (back.TotalHours + rate.MeanHours) * unavailability > Negligible)];
        if (drifting.Length == 0)
        {
            yield break;
        }

        string id = $"{lost.Domain.Id}.{pool.Name}.drift";
        double sum = drifting.Sum(w => drifts[w].Probability);
        TimeSpan wait = back * (drifting.Sum(w => drifts[w].Probability * drifts[w].Wait) / sum);
        TimeSpan outage = TimeSpan.FromHours(rate.MeanHours);
        var times = new FailoverTimes(wait, TimeSpan.Zero);
        Block moved = context.DerivedLeaf(
            $"{id}.rescheduling", $"Rescheduling moved pods from {lost.Domain.Id}", ComponentKind.Failover, Cause, lost.Domain,
            FailoverExposure.Fraction(times, outage), outage,
            $"phi = T / (T + E[R]) with T = {wait.TotalSeconds:0.###} s until enough of them run elsewhere, E[R] = {outage.TotalMinutes:0.##} min",
            new OutageReaction(ReactionKind.Rescheduling, lost.Block, times, 1, null));
        double shared = drifting.Length == 1 ? 1 : ParallelReactions.FindShared([.. drifting.Select(w => drifts[w].Probability)], any);
        Block? common = drifting.Length == 1 ? null : Condition(
            id, $"Moved pods are on {lost.Domain.Id}", lost.Domain, shared, TimeSpan.FromHours(drifting.Max(w => drifts[w].MeanHours)),
            $"probability that too many pods of any of {drifting.Length} workloads are there; sampled, standard error {error:P1}");
        foreach (int w in drifting)
        {
            string name = workloads[w].Spec.Name;
            Block own = Condition(
                $"{id}.{name}", $"Moved pods of {name} are on {lost.Domain.Id}", lost.Domain, drifts[w].Probability / shared, TimeSpan.FromHours(drifts[w].MeanHours),
                $"probability that more than {workloads[w].Tolerated} pods are there because earlier outages moved them"
                + (common is null ? "" : ", when those of any workload are") + $"; sampled, standard error {error:P1}");
            Block[] conditions = common is null ? [own] : [common, own];
            yield return (name, Blocks.AnyOf($"{lost.Domain.Id}, or few pods of {name} on it, or they run elsewhere", [lost.Block, moved, .. conditions]));
        }
    }

    private Block Condition(string id, string label, FailureDomain domain, double probability, TimeSpan length, string formula) =>
        context.DerivedLeaf(id, label, ComponentKind.Condition, Cause, domain, probability, length, formula);

    /// <summary>Time after which the pods of a workload are back in place; null for never.</summary>
    private TimeSpan? RolloutOf(WorkloadSpec workload)
    {
        TimeSpan? rebalance = context.Spec.Timings.Rebalance, rollout = workload.RolloutInterval ?? (rebalance is null ? DefaultRollout : null);
        TimeSpan first = new[] { rebalance, rollout }.OfType<TimeSpan>().Min();
        return first == TimeSpan.MaxValue ? null : first;
    }

    private string Assumption(WorkloadSpec workload) => RolloutOf(workload) is not { } interval
        ? $"Pods of {workload.Name} stay where an outage has moved them; nothing puts them back."
        : workload.RolloutInterval is null && context.Spec.Timings.Rebalance is null
            ? $"A rollout puts the pods of {workload.Name} back in place every {interval.TotalDays:0} days; until then they stay where an outage has moved them. State rolloutInterval or timings.rebalance."
            : $"Pods of {workload.Name} stay where an outage has moved them, for {Durations.Format(interval)} at most.";

    private OutageRate RateOf(Block block)
    {
        if (context.Solver.Frequency(block) is not { PerHour: > 0 } frequency)
        {
            return default;
        }

        return new OutageRate(1 / frequency.MeanUpTimeHours, frequency.MeanDownTimeHours);
    }
}

/// <summary>Drifts that were sampled, each once: a pool is asked for again by every region that is like it, and by every change to the file that leaves it as it is. Not safe for several threads.</summary>
internal sealed class DriftTables
{
    private readonly Dictionary<string, DriftTable> _tables = new(StringComparer.Ordinal);

    public DriftTable Find(int[] zoneOf, OutageRate[] rates, DriftingPods[] workloads, double returnHours, CancellationToken cancellation)
    {
        string key = $"{string.Join(',', zoneOf)};{string.Join(',', rates.Select(rate => FormattableString.Invariant($"{rate.PerHour:R}/{rate.MeanHours:R}")))};"
            + string.Join(';', workloads.Select(each => FormattableString.Invariant(
                $"{string.Join(',', each.Home)}:{each.Tolerated}:{each.Spread}:{each.Slots}:{each.RolloutHours:R}")))
            + FormattableString.Invariant($";{returnHours:R}");
        if (!_tables.TryGetValue(key, out DriftTable? table))
        {
            table = new DriftSampler(zoneOf, rates, workloads, returnHours).Run(cancellation);
            _tables.Add(key, table);
        }

        return table;
    }
}
