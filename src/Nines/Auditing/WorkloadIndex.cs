using System.Collections.Immutable;
using Nines.Clusters;

namespace Nines.Auditing;

/// <summary>What belongs to a workload. Selectors are tried within a namespace, so that the cost is not workloads times everything.</summary>
internal sealed class WorkloadIndex(ClusterSnapshot snapshot)
{
    private readonly ILookup<string, DisruptionBudget> _budgets = snapshot.Budgets.ToLookup(budget => budget.Name.Namespace, StringComparer.Ordinal);
    private readonly ILookup<string, Service> _services = snapshot.Services.ToLookup(service => service.Name.Namespace, StringComparer.Ordinal);
    private readonly ILookup<ObjectName, Autoscaler> _autoscalers = snapshot.Autoscalers.ToLookup(autoscaler => autoscaler.Target);

    /// <summary>Those that select its pods, by what its next pod will look like.</summary>
    public ImmutableArray<DisruptionBudget> BudgetsOf(Workload workload) => workload.Definition is { } definition
        ? [.. _budgets[workload.Name.Namespace].Where(budget => budget.Selects(workload.Name.Namespace, definition.Placement.Labels))]
        : [];

    public ImmutableArray<Autoscaler> AutoscalersOf(Workload workload) => [.. _autoscalers[workload.Name]];

    /// <summary>Those that send it traffic.</summary>
    public ImmutableArray<Service> ServicesOf(Workload workload) => workload.Definition is { } definition
        ? [.. _services[workload.Name.Namespace].Where(service => service.Selector.Count > 0 && Selects(service, definition.Placement.Labels))]
        : [];

    private static bool Selects(Service service, IReadOnlyDictionary<string, string> labels)
    {
        foreach ((string key, string value) in service.Selector)
        {
            if (!labels.TryGetValue(key, out string? found) || found != value)
            {
                return false;
            }
        }

        return true;
    }
}
