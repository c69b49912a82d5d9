using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Domains;

namespace Nines.Audits.Losses;

/// <summary>Effects of the loss of domains on one workload.</summary>
public sealed record WorkloadAudit
{
    public required Workload Workload { get; init; }

    /// <summary>Number of pods that serve now.</summary>
    public required int Serving { get; init; }

    /// <summary>Null for what is not judged by number: DaemonSets, static pods, jobs.</summary>
    public Requirement? Requirement { get; init; }

    /// <summary>One for each level, the widest first; empty when it has no need.</summary>
    public ImmutableArray<LevelLoss> Losses { get; init; } = [];

    /// <summary>Null when it has no need, when no pod serves or fewer than it needs already, and where the placement is too intricate.</summary>
    public ExpectedDowntime? Downtime { get; init; }

    /// <summary>
    /// True if the loss of one domain leaves fewer pods than required and a better placement is possible. Pools do not count: no failure takes a pool as such.
    /// </summary>
    public bool IsExposed => Losses.Any(loss => loss is { IsExposed: true, CanBeClosed: true, Level.Kind: not Domains.DomainKind.NodePool });
}

/// <summary>Works out for each workload what it needs and what the loss of domains takes from it.</summary>
internal static class WorkloadAuditor
{
    // Between two checks for cancellation.
    private const int Stretch = 256;

    /// <param name="snapshot">The cluster.</param>
    /// <param name="table">Its domains.</param>
    /// <param name="usable">Nodes that pods may use.</param>
    /// <param name="judges">Selects the workloads to audit.</param>
    /// <param name="notes">Receives notes.</param>
    /// <param name="cancellation">Stops between workloads.</param>
    public static ImmutableArray<WorkloadAudit> Audit(
        ClusterSnapshot snapshot, DomainIndex table, UsableDomainsCache usable, Func<Workload, bool> judges, List<string> notes, CancellationToken cancellation)
    {
        var needs = new RequirementFinder(new WorkloadIndex(snapshot));
        var losses = new LossFinder(table, usable);
        var serving = new ServingPods(snapshot);
        if (!serving.AreKnown)
        {
            notes.Add("No pod is reported as ready: the file has no status; every pod with a node is assumed to serve.");
        }

        if (!snapshot.Knows("PodDisruptionBudget"))
        {
            notes.Add("PodDisruptionBudgets were not read: they are not part of the requirements of workloads.");
        }

        ImmutableArray<WorkloadAudit>.Builder audits = ImmutableArray.CreateBuilder<WorkloadAudit>();
        foreach (Workload workload in snapshot.Workloads.Where(judges))
        {
            if (audits.Count % Stretch == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            List<Pod> pods = serving.Find(workload);
            Requirement? need = needs.Find(workload);
            if (need is not null && Objective.Fault(workload) is { } fault)
            {
                notes.Add(fault);
            }

            audits.Add(new WorkloadAudit
            {
                Workload = workload,
                Serving = pods.Count,
                Requirement = need,
                Losses = need is null ? [] : losses.Find(pods, need.Pods),
            });
        }

        notes.AddRange(needs.Notes);
        return audits.ToImmutable();
    }
}
