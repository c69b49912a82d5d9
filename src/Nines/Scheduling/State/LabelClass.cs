namespace Nines.Scheduling.State;

/// <summary>Placed pods that no selector can tell apart: same namespace, same labels, both or neither being deleted.</summary>
internal sealed class LabelClass
{
    public LabelClass(string ns, IReadOnlyDictionary<string, string> labels, bool isTerminating) =>
        (Namespace, Labels, IsTerminating) = (ns, labels, isTerminating);

    public string Namespace { get; }

    public IReadOnlyDictionary<string, string> Labels { get; }

    public bool IsTerminating { get; }

    /// <summary>How many of them are on each node that has any.</summary>
    public NodeCounts Nodes { get; } = new();

    /// <summary>The counters they count in.</summary>
    public List<PodCounter> Counters { get; } = [];

    /// <summary>Of the terms carried by placed pods, those that mean pods of this class, as far as they were looked at.</summary>
    public List<CarriedTerm> MeantBy { get; } = [];

    /// <summary>How many carried terms were looked at.</summary>
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
