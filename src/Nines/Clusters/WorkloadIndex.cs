using System.Collections.Immutable;

namespace Nines.Clusters;

/// <summary>Finds the budgets, services and autoscalers of a workload.</summary>
internal sealed class WorkloadIndex(ClusterSnapshot snapshot)
{
    private readonly SelectorIndex<DisruptionBudget> _budgets = new(snapshot.Budgets.Select(budget => (budget.Name.Namespace, budget.Selector, budget)));
    private readonly SelectorIndex<Service> _services = new(snapshot.Services
        .Where(service => service.Selector.Count > 0 && service.Type != "ExternalName")
        .Select(service => (service.Name.Namespace, (LabelSelector?)SelectorOf(service), service)));

    private readonly ILookup<ObjectName, Autoscaler> _autoscalers = snapshot.Autoscalers.ToLookup(autoscaler => autoscaler.Target);

    /// <summary>Those that select its pods, by what its next pod will look like.</summary>
    public ImmutableArray<DisruptionBudget> BudgetsOf(Workload workload) =>
        workload.AnyTemplate is { } template ? BudgetsOf(workload.Name.Namespace, template.Labels) : [];

    /// <summary>Those that select pods with some labels.</summary>
    public ImmutableArray<DisruptionBudget> BudgetsOf(string ns, IReadOnlyDictionary<string, string> labels) => _budgets.Find(ns, labels);

    public ImmutableArray<Autoscaler> AutoscalersOf(Workload workload) => [.. _autoscalers[workload.Name]];

    /// <summary>Those that send it traffic, by what its next pod will look like.</summary>
    public ImmutableArray<Service> ServicesOf(Workload workload) =>
        workload.AnyTemplate is { } template ? ServicesOf(workload.Name.Namespace, template.Labels) : [];

    /// <summary>Those that send traffic to pods with some labels.</summary>
    public ImmutableArray<Service> ServicesOf(string ns, IReadOnlyDictionary<string, string> labels) => _services.Find(ns, labels);

    /// <summary>The selector of a service in the common form.</summary>
    public static LabelSelector SelectorOf(Service service) => new(
        [.. service.Selector.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => new LabelRequirement(label.Key, LabelOperator.In, label.Value))]);
}

/// <summary>
/// Finds what selects given labels without trying every selector of the namespace: each selector is filed under one label that it asks
/// for. Selectors that ask for none are tried each time.
/// </summary>
internal sealed class SelectorIndex<T>
{
    private readonly Dictionary<(string Namespace, string Key, string Value), List<Entry>> _byLabel = [];
    private readonly Dictionary<string, List<Entry>> _rest = new(StringComparer.Ordinal);

    /// <param name="items">Namespace and selector of each item; a null selector selects nothing.</param>
    public SelectorIndex(IEnumerable<(string Namespace, LabelSelector? Selector, T Item)> items)
    {
        int order = 0;
        foreach ((string ns, LabelSelector? selector, T item) in items)
        {
            if (selector is not null)
            {
                Enter(ns, new Entry(order++, selector, item));
            }
        }
    }

    /// <summary>In the order in which they were given.</summary>
    public ImmutableArray<T> Find(string ns, IReadOnlyDictionary<string, string> labels)
    {
        List<Entry>? found = null;
        if (_rest.TryGetValue(ns, out List<Entry>? rest))
        {
            Collect(rest, labels, ref found);
        }

        foreach ((string key, string value) in labels)
        {
            if (_byLabel.TryGetValue((ns, key, value), out List<Entry>? filed))
            {
                Collect(filed, labels, ref found);
            }
        }

        found?.Sort(static (left, right) => left.Order.CompareTo(right.Order));
        return found is null ? [] : [.. found.Select(entry => entry.Item)];
    }

    private static void Collect(List<Entry> entries, IReadOnlyDictionary<string, string> labels, ref List<Entry>? found)
    {
        foreach (Entry entry in entries)
        {
            if (entry.Selector.Matches(labels))
            {
                (found ??= []).Add(entry);
            }
        }
    }

    /// <summary>Under the label that the fewest others ask for so far.</summary>
    private void Enter(string ns, Entry entry)
    {
        LabelRequirement? best = null;
        int min = int.MaxValue;
        foreach (LabelRequirement requirement in entry.Selector.Requirements)
        {
            if (requirement.Operator != LabelOperator.In)
            {
                continue;
            }

            int filed = requirement.Values.Sum(value => _byLabel.TryGetValue((ns, requirement.Key, value), out List<Entry>? others) ? others.Count + 1 : 1);
            if (filed < min)
            {
                (best, min) = (requirement, filed);
            }
        }

        if (best is null)
        {
            (_rest.TryGetValue(ns, out List<Entry>? rest) ? rest : _rest[ns] = []).Add(entry);
            return;
        }

        foreach (string value in best.Values.Distinct(StringComparer.Ordinal))
        {
            (string, string, string) label = (ns, best.Key, value);
            (_byLabel.TryGetValue(label, out List<Entry>? filed) ? filed : _byLabel[label] = []).Add(entry);
        }
    }

    private sealed record Entry(int Order, LabelSelector Selector, T Item);
}
