using System.Collections.Immutable;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Domains;
using Nines.Scheduling;

namespace Nines.Audits.Findings;

/// <summary>Input of rules: the snapshot, derived facts, and the objects that belong to each workload.</summary>
/// <param name="snapshot">The cluster.</param>
/// <param name="domains">Its domains.</param>
/// <param name="options">Options.</param>
/// <param name="workloads">Those that are judged.</param>
/// <param name="capacity">What the loss of domains does to the rest.</param>
/// <param name="feasibility">The nodes that pods may use.</param>
internal sealed class AuditContext(
    ClusterSnapshot snapshot, DomainMap domains, AuditOptions options, ImmutableArray<WorkloadAudit> workloads, ImmutableArray<CapacityLoss> capacity,
    Feasibility feasibility)
{
    private readonly WorkloadIndex _index = new(snapshot);

    public ClusterSnapshot Snapshot { get; } = snapshot;

    public DomainMap Domains { get; } = domains;

    public AuditOptions Options { get; } = options;

    public ImmutableArray<WorkloadAudit> Workloads { get; } = workloads;

    public ImmutableArray<CapacityLoss> Capacity { get; } = capacity;

    /// <summary>What several rules compute, each once.</summary>
    public AuditFacts Facts => field ??= new AuditFacts(Snapshot, Domains, _index, Workloads, feasibility);

    public ImmutableArray<DisruptionBudget> BudgetsOf(Workload workload) => _index.BudgetsOf(workload);

    public ImmutableArray<Autoscaler> AutoscalersOf(Workload workload) => _index.AutoscalersOf(workload);

    public ImmutableArray<Service> ServicesOf(Workload workload) => _index.ServicesOf(workload);

    /// <summary>Those that send traffic to pods with some labels.</summary>
    public ImmutableArray<Service> ServicesOf(string ns, IReadOnlyDictionary<string, string> labels) => _index.ServicesOf(ns, labels);
}

/// <summary>Options of an audit.</summary>
public sealed record AuditOptions
{
    public DomainOptions Domains { get; init; } = new();

    /// <summary>Whether a workload is to be judged; all are by default. Those omitted still take their place on the nodes.</summary>
    public Func<Clusters.Workload, bool> Judges { get; init; } = static _ => true;

    /// <summary>Whether objects that belong to no workload are to be judged, by their namespace: a budget that matches nothing.</summary>
    public Func<string, bool> JudgesNamespace { get; init; } = static _ => true;

    /// <summary>What is assumed of failures.</summary>
    public Losses.DomainRates Rates { get; init; } = Losses.DomainRates.Default;

    /// <summary>Codes that are not reported.</summary>
    public ImmutableHashSet<string> IgnoredCodes { get; init; } = [];

    /// <summary>Random seed, for reproducible results.</summary>
    public ulong Seed { get; init; } = 1;
}
