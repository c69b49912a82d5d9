using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Domains;

namespace Nines.Audits.Losses;

/// <summary>Works out for each workload what it needs and what the loss of domains takes from it.</summary>
internal static class WorkloadAuditor
{
    // Between two looks at whether somebody wants to stop.
    private const int Stretch = 256;

    /// <param name="snapshot">The cluster.</param>
    /// <param name="table">Its domains.</param>
    /// <param name="usable">Which nodes pods may use.</param>
    /// <param name="judges">Which workloads are judged.</param>
    /// <param name="notes">Gets what was wondered at.</param>
    /// <param name="cancellation">Stops between workloads.</param>
    public static ImmutableArray<WorkloadAudit> Audit(
        ClusterSnapshot snapshot, DomainTable table, UsableDomainsCache usable, Func<Workload, bool> judges, List<string> notes, CancellationToken cancellation)
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

            List<ClusterPod> pods = serving.Of(workload);
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
