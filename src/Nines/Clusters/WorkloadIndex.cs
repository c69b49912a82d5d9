using System.Collections.Immutable;

namespace Nines.Clusters;

/// <summary>What belongs to a workload.</summary>
internal sealed class WorkloadIndex(ClusterSnapshot snapshot)
{
    private readonly SelectorIndex<DisruptionBudget> _budgets = new(snapshot.Budgets.Select(budget => (budget.Name.Namespace, budget.Selector, budget)));
    private readonly SelectorIndex<Service> _services = new(snapshot.Services
        .Where(service => service.Selector.Count > 0 && service.Type != "ExternalName")
        .Select(service => (service.Name.Namespace, (LabelSelector?)SelectorOf(service), service)));

    private readonly ILookup<ObjectName, Autoscaler> _autoscalers = snapshot.Autoscalers.ToLookup(autoscaler => autoscaler.Target);

    /// <summary>Those that select its pods, by what its next pod will look like.</summary>
    public ImmutableArray<DisruptionBudget> BudgetsOf(Workload workload) =>
        workload.Definition is { } definition ? BudgetsOf(workload.Name.Namespace, definition.Placement.Labels) : [];

    /// <summary>Those that select pods with some labels.</summary>
    public ImmutableArray<DisruptionBudget> BudgetsOf(string ns, IReadOnlyDictionary<string, string> labels) => _budgets.Find(ns, labels);

    public ImmutableArray<Autoscaler> AutoscalersOf(Workload workload) => [.. _autoscalers[workload.Name]];

    /// <summary>Those that send it traffic, by what its next pod will look like.</summary>
    public ImmutableArray<Service> ServicesOf(Workload workload) =>
        workload.Definition is { } definition ? ServicesOf(workload.Name.Namespace, definition.Placement.Labels) : [];

    /// <summary>Those that send traffic to pods with some labels.</summary>
    public ImmutableArray<Service> ServicesOf(string ns, IReadOnlyDictionary<string, string> labels) => _services.Find(ns, labels);

    /// <summary>The selector of a service in the common form.</summary>
    public static LabelSelector SelectorOf(Service service) => new(
        [.. service.Selector.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => new LabelRequirement(label.Key, LabelOperator.In, label.Value))]);
}
