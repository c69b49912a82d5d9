using System.Collections.Immutable;
using Nines.Clusters;

namespace Nines.Audits.Findings;

/// <summary>A budget and what it stands before.</summary>
/// <param name="Budget">The budget.</param>
/// <param name="Workloads">Those whose template or a pod it selects.</param>
internal sealed record BudgetUse(DisruptionBudget Budget, ImmutableArray<Workload> Workloads)
{
    /// <summary>True if the controller needs the desired number of pods; a plain minAvailable does not.</summary>
    public bool CountsByOwner => Budget.MaxUnavailable is not null || Budget.MinAvailable is { IsPercent: true };

    /// <summary>Neither minAvailable nor maxUnavailable: the controller then expects no pods, and allows none to be evicted.</summary>
    public bool SaysNothing => Budget.MinAvailable is null && Budget.MaxUnavailable is null;

    /// <summary>The pods that are wanted.</summary>
    /// <param name="wanted">Number of pods of one workload.</param>
    public int Expected(Func<Workload, int> wanted) =>
        (int)Math.Min(int.MaxValue, Workloads.Sum(workload => (long)Math.Max(0, wanted(workload))));

    /// <summary>As many as are wanted now.</summary>
    public int ExpectedNow => Expected(static workload => workload.IsReplicated ? workload.Replicas : workload.Pods.IsDefault ? 0 : workload.Pods.Length);

    /// <summary>Human-readable: <c>minAvailable 2</c>.</summary>
    public string Rule =>
        Budget.MinAvailable is { } min ? $"minAvailable {min}"
        : Budget.MaxUnavailable is { } max ? $"maxUnavailable {max}"
        : "neither minAvailable nor maxUnavailable";
}

/// <summary>Disruption budgets of each workload, by the labels of templates and of pods.</summary>
internal sealed class BudgetUses
{
    private readonly Dictionary<ObjectName, ImmutableArray<DisruptionBudget>> _overlaps = [];
    private readonly HashSet<ObjectName> _covered = [];

    public BudgetUses(ClusterSnapshot snapshot, WorkloadIndex index)
    {
        var users = new Dictionary<DisruptionBudget, List<Workload>>(ReferenceEqualityComparer.Instance);
        foreach (Workload workload in snapshot.Budgets.IsEmpty ? [] : snapshot.Workloads)
        {
            foreach (IReadOnlyDictionary<string, string> labels in LabelSets.From(workload))
            {
                ImmutableArray<DisruptionBudget> budgets = index.BudgetsOf(workload.Name.Namespace, labels);
                foreach (DisruptionBudget budget in budgets)
                {
                    List<Workload> own = users.TryGetValue(budget, out List<Workload>? known) ? known : users[budget] = [];
                    if (own.Count == 0 || !ReferenceEquals(own[^1], workload))
                    {
                        own.Add(workload);
                    }

                    _covered.Add(workload.Name);
                }

                if (budgets.Length > 1 && (!_overlaps.TryGetValue(workload.Name, out ImmutableArray<DisruptionBudget> before) || before.Length < budgets.Length))
                {
                    _overlaps[workload.Name] = budgets;
                }
            }
        }

        All = [.. snapshot.Budgets.Select(budget => new BudgetUse(budget, users.TryGetValue(budget, out List<Workload>? own) ? [.. own] : []))];
    }

    /// <summary>Each budget, in the order of the snapshot.</summary>
    public ImmutableArray<BudgetUse> All { get; }

    public bool IsCovered(Workload workload) => _covered.Contains(workload.Name);

    /// <summary>Two or more that select the same pod of a workload; empty when there are none.</summary>
    public ImmutableArray<DisruptionBudget> OverlapsOf(Workload workload) =>
        _overlaps.TryGetValue(workload.Name, out ImmutableArray<DisruptionBudget> budgets) ? budgets : [];
}
