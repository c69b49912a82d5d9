using Nines.Clusters;

namespace Nines.Scheduling.State;

/// <summary>Allocatable and requested amounts of each node.</summary>
internal sealed class NodeAmounts
{
    private readonly IReadOnlyList<Node> _nodes;
    private readonly Dictionary<string, int> _extendedNumbers = new(StringComparer.Ordinal);
    private readonly List<string> _extendedNames = [];
    private readonly List<long[]> _extendedHas = [];
    private readonly List<long[]> _extendedUsed = [];

    public NodeAmounts(IReadOnlyList<Node> nodes)
    {
        _nodes = nodes;
        HasMilliCpu = [.. nodes.Select(node => node.Allocatable.MilliCpu)];
        HasMemory = [.. nodes.Select(node => node.Allocatable.Memory)];
        HasDisk = [.. nodes.Select(node => node.Allocatable.EphemeralStorage)];
        HasPods = [.. nodes.Select(node => node.AllocatablePods)];
        MilliCpu = new long[nodes.Count];
        Memory = new long[nodes.Count];
        Disk = new long[nodes.Count];
        ScoredMilliCpu = new long[nodes.Count];
        ScoredMemory = new long[nodes.Count];
        Pods = new int[nodes.Count];
    }

    // What nodes have stands beside what is used, since these are read more often than anything else.
    public long[] HasMilliCpu { get; }

    public long[] HasMemory { get; }

    public long[] HasDisk { get; }

    public int[] HasPods { get; }

    public long[] MilliCpu { get; }

    public long[] Memory { get; }

    public long[] Disk { get; }

    public long[] ScoredMilliCpu { get; }

    public long[] ScoredMemory { get; }

    public int[] Pods { get; }

    /// <summary>Amounts of a node that are left for pods.</summary>
    public FreeResources Free(int node) => new(
        HasPods[node] - Pods[node], HasMilliCpu[node] - MilliCpu[node], HasMemory[node] - Memory[node], HasDisk[node] - Disk[node]);

    public int ExtendedNumber(string name)
    {
        if (!_extendedNumbers.TryGetValue(name, out int number))
        {
            number = _extendedNames.Count;
            _extendedNumbers.Add(name, number);
            _extendedNames.Add(name);
            _extendedHas.Add([.. _nodes.Select(node => node.Allocatable.Extended.GetValueOrDefault(name))]);
            _extendedUsed.Add(new long[_nodes.Count]);
        }

        return number;
    }

    public string ExtendedName(int number) => _extendedNames[number];

    public long ExtendedFree(int number, int node) => _extendedHas[number][node] - _extendedUsed[number][node];

    /// <summary>Adds (1) or takes away (-1) what a pod asks for.</summary>
    public void Change(PreparedTemplate prepared, int node, int change)
    {
        PodRequests requests = prepared.Template.Requests;
        MilliCpu[node] += change * requests.Actual.MilliCpu;
        Memory[node] += change * requests.Actual.Memory;
        Disk[node] += change * requests.Actual.EphemeralStorage;
        ScoredMilliCpu[node] += change * requests.ScoredMilliCpu;
        ScoredMemory[node] += change * requests.ScoredMemory;
        Pods[node] += change;
        foreach ((int resource, long amount) in prepared.Extended)
        {
            _extendedUsed[resource][node] += change * amount;
        }
    }
}
