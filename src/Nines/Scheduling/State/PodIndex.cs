using System.Collections.Immutable;

namespace Nines.Scheduling.State;

/// <summary>Placed pods by class, and the counters over them. A counter costs one look at each class once, then a step for each change.</summary>
internal sealed class PodIndex
{
    private readonly Dictionary<string, LabelClass> _classes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<LabelClass>> _classesIn = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PodCounter> _counters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<PodCounter>> _countersIn = new(StringComparer.Ordinal);
    private readonly List<PodCounter> _countersAnywhere = [];

    public LabelClass Class(string ns, IReadOnlyDictionary<string, string> labels, bool isTerminating)
    {
        string key = LabelClass.KeyOf(ns, labels, isTerminating);
        if (_classes.TryGetValue(key, out LabelClass? known))
        {
            return known;
        }

        var made = new LabelClass(ns, labels, isTerminating);
        _classes.Add(key, made);
        In(_classesIn, ns).Add(made);
        foreach (PodCounter counter in In(_countersIn, ns).Concat(_countersAnywhere))
        {
            if (counter.Counts(made))
            {
                made.Counters.Add(counter);
            }
        }

        return made;
    }

    public PodCounter Counter(ImmutableArray<PodTerm> terms, bool countsTerminating)
    {
        string key = PodCounter.KeyOf(terms, countsTerminating);
        if (_counters.TryGetValue(key, out PodCounter? known))
        {
            return known;
        }

        var made = new PodCounter(terms, countsTerminating);
        _counters.Add(key, made);
        IEnumerable<LabelClass> candidates;
        if (made.Namespaces is { } namespaces)
        {
            namespaces = [.. namespaces.Distinct(StringComparer.Ordinal)];
            foreach (string ns in namespaces)
            {
                In(_countersIn, ns).Add(made);
            }

            candidates = namespaces.SelectMany(ns => In(_classesIn, ns));
        }
        else
        {
            _countersAnywhere.Add(made);
            candidates = _classes.Values;
        }

        foreach (LabelClass candidate in candidates.Where(made.Counts))
        {
            candidate.Counters.Add(made);
            foreach ((int node, int count) in candidate.Nodes.Counts)
            {
                made.Nodes.Add(node, count);
            }
        }

        return made;
    }

    /// <summary>Adds (1) or takes away (-1) a pod.</summary>
    public static void Change(LabelClass pods, int node, int change)
    {
        pods.Nodes.Add(node, change);
        foreach (PodCounter counter in pods.Counters)
        {
            counter.Nodes.Add(node, change);
        }
    }

    private static List<T> In<T>(Dictionary<string, List<T>> lists, string ns)
    {
        if (!lists.TryGetValue(ns, out List<T>? list))
        {
            list = [];
            lists.Add(ns, list);
        }

        return list;
    }
}

/// <summary>Keeps up to date how many pods that some terms mean are on each node.</summary>
internal sealed class PodCounter(ImmutableArray<PodTerm> terms, bool countsTerminating)
{
    public NodeCounts Nodes { get; } = new();

    /// <summary>The namespaces in which pods can be meant; null when that is not known by name.</summary>
    public ImmutableArray<string>? Namespaces => terms[0].Namespaces;

    /// <summary>Returns true if all terms select these pods.</summary>
    public bool Counts(LabelClass pods)
    {
        if (pods.IsTerminating && !countsTerminating)
        {
            return false;
        }

        foreach (PodTerm term in terms)
        {
            if (!term.Means(pods))
            {
                return false;
            }
        }

        return true;
    }

    public static string KeyOf(ImmutableArray<PodTerm> terms, bool countsTerminating) =>
        string.Join('\u0007', terms.Select(term => term.Key).Prepend(countsTerminating ? "all" : "live"));
}

/// <summary>Placed pods that no selector can distinguish: same namespace, same labels, both or neither being deleted.</summary>
internal sealed class LabelClass
{
    public LabelClass(string ns, IReadOnlyDictionary<string, string> labels, bool isTerminating) =>
        (Namespace, Labels, IsTerminating) = (ns, labels, isTerminating);

    public string Namespace { get; }

    public IReadOnlyDictionary<string, string> Labels { get; }

    public bool IsTerminating { get; }

    /// <summary>Number of these pods on each node that has any.</summary>
    public NodeCounts Nodes { get; } = new();

    /// <summary>The counters they count in.</summary>
    public List<PodCounter> Counters { get; } = [];

    /// <summary>Of the terms carried by placed pods, those that mean pods of this class, as far as they were looked at.</summary>
    public List<CarriedTerm> MeantBy { get; } = [];

    /// <summary>Number of carried terms compared so far.</summary>
    public int TermsSeen { get; set; }

    /// <summary>Equal for pods of one class.</summary>
    public static string KeyOf(string ns, IReadOnlyDictionary<string, string> labels, bool isTerminating) =>
        string.Join('\0', labels.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => new[] { pair.Key, pair.Value })
            .Prepend(ns).Prepend(isTerminating ? "-" : "+"));
}

/// <summary>A number for each node that has one.</summary>
internal sealed class NodeCounts
{
    private readonly Dictionary<int, int> _counts = [];

    public Dictionary<int, int> Counts => _counts;

    public int this[int node] => _counts.GetValueOrDefault(node);

    public void Add(int node, int change)
    {
        ref int count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_counts, node, out _);
        count += change;
        if (count == 0)
        {
            _counts.Remove(node);
        }
    }
}
