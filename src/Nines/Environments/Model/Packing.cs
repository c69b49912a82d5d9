using Nines.Clusters;

namespace Nines.Environments.Model;

/// <summary>A number of equal pods.</summary>
internal readonly record struct EqualPods(Resources Requests, int Count);

/// <summary>Number of equal nodes that some pods need.</summary>
/// <param name="Nodes">Nodes on which they were packed.</param>
/// <param name="AtLeast">Nodes that they need for certain; fewer than <paramref name="Nodes"/> when the search was given up.</param>
/// <param name="Left">Amounts that are left on each of the nodes.</param>
internal sealed record PackedNodes(int Nodes, int AtLeast, FreeResources[] Left);

/// <summary>
/// Packs pods on the fewest equal nodes. First fit by decreasing size gives a number that is enough, bounds give one that is needed, and a
/// search decides between the two. Every pod must fit on an empty node.
/// </summary>
/// <param name="node">Amounts of an empty node.</param>
internal sealed class Packing(FreeResources node)
{
    /// <summary>True if one more pod fits.</summary>
    public static bool Fits(FreeResources free, Resources requests) => free.FindShortage(requests) == Shortage.None;

    /// <summary>Pods of one kind that fit on an empty node, up to a limit.</summary>
    public int CountOnOne(Resources requests, int limit)
    {
        int count = 0;
        for (FreeResources free = node; count < limit && Fits(free, requests); free = free.Without(requests))
        {
            count++;
        }

        return count;
    }

    /// <summary>Packs the pods of all groups together.</summary>
    public PackedNodes Pack(IEnumerable<EqualPods> pods)
    {
        EqualPods[] groups =
        [
            .. pods.Where(group => group.Count > 0).GroupBy(group => (group.Requests.MilliCpu, group.Requests.Memory))
                .Select(same => new EqualPods(same.First().Requests, same.Sum(group => group.Count))),
        ];
        if (groups.Length == 0)
        {
            return new PackedNodes(0, 0, []);
        }

        List<FreeResources> best = Orders(groups).Select(FirstFit).MinBy(nodes => nodes.Count)!;
        int atLeast = PackingBounds.AtLeast(node, groups);
        var search = new PackingSearch(node, [.. groups.OrderByDescending(LargerShare)]);
        while (best.Count > atLeast && search.TryPack(best.Count - 1) is { } better)
        {
            best = better;
        }

        return new PackedNodes(best.Count, search.IsGivenUp ? Math.Min(atLeast, best.Count) : best.Count, [.. best]);
    }

    /// <summary>Places pods of one kind on the first nodes that take them, and returns how many have a place.</summary>
    public static int Place(FreeResources[] nodes, EqualPods pods)
    {
        int placed = 0;
        for (int number = 0; number < nodes.Length && placed < pods.Count; number++)
        {
            for (; placed < pods.Count && Fits(nodes[number], pods.Requests); placed++)
            {
                nodes[number] = nodes[number].Without(pods.Requests);
            }
        }

        return placed;
    }

    // Each order is the best one for some inputs.
    private IEnumerable<EqualPods[]> Orders(EqualPods[] groups) =>
    [
        [.. groups.OrderByDescending(LargerShare)],
        [.. groups.OrderByDescending(group => CpuShare(group) + MemoryShare(group))],
        [.. groups.OrderByDescending(CpuShare)],
        [.. groups.OrderByDescending(MemoryShare)],
    ];

    private List<FreeResources> FirstFit(EqualPods[] groups)
    {
        var nodes = new List<FreeResources>();
        foreach (EqualPods group in groups)
        {
            int placed = 0;
            for (int number = 0; placed < group.Count; number++)
            {
                if (number == nodes.Count)
                {
                    nodes.Add(node);
                }

                for (; placed < group.Count && Fits(nodes[number], group.Requests); placed++)
                {
                    nodes[number] = nodes[number].Without(group.Requests);
                }
            }
        }

        return nodes;
    }

    private double LargerShare(EqualPods group) => Math.Max(CpuShare(group), MemoryShare(group));

    private double CpuShare(EqualPods group) => group.Requests.MilliCpu / (double)Math.Max(1, node.MilliCpu);

    private double MemoryShare(EqualPods group) => group.Requests.Memory / (double)Math.Max(1, node.Memory);
}

/// <summary>Numbers of nodes below which pods cannot fit, whatever the packing.</summary>
internal static class PackingBounds
{
    public static int AtLeast(FreeResources node, EqualPods[] groups) => Math.Max(
        Quotient(groups.Sum(group => (long)group.Count), node.Pods),
        Math.Max(
            AtLeast(node.MilliCpu, [.. groups.Select(group => (group.Requests.MilliCpu, group.Count))]),
            AtLeast(node.Memory, [.. groups.Select(group => (group.Requests.Memory, group.Count))])));

    /// <summary>Bounds for one resource.</summary>
    private static int AtLeast(long capacity, (long Size, int Count)[] items)
    {
        long total = items.Sum(item => item.Size * item.Count);
        int atLeast = Math.Max(1, Quotient(total, capacity));
        Array.Sort(items, (left, right) => right.Size.CompareTo(left.Size));
        long larger = 0;
        foreach ((long size, int count) in items.Where(item => item.Size > 0))
        {
            // At most capacity / size pods of this size or more share a node: 5 pods of 0.4 need 3 nodes, though their sum is 2.
            larger += count;
            atLeast = Math.Max(atLeast, Quotient(larger, capacity / size));
        }

        return atLeast;
    }

    private static int Quotient(long amount, long each) => (int)((amount / each) + (amount % each == 0 ? 0 : 1));
}

/// <summary>Search of a packing on a given number of nodes, within a limit of work.</summary>
/// <param name="node">Amounts of an empty node.</param>
/// <param name="groups">The pods, largest first.</param>
internal sealed class PackingSearch(FreeResources node, EqualPods[] groups)
{
    // Deeper than any case that ends within the work limit, and shallow enough for the stack.
    private const int MaxPods = 400;
    private const int MaxSteps = 100_000;

    private readonly Resources[] _pods = groups.Sum(group => (long)group.Count) > MaxPods ? []
        : [.. groups.SelectMany(group => Enumerable.Repeat(group.Requests, group.Count))];

    private int _steps;

    /// <summary>True when a search ended at its limit, so that there may be a packing that it did not find.</summary>
    public bool IsGivenUp { get; private set; }

    /// <summary>What is left on each node, or null when no packing was found.</summary>
    public List<FreeResources>? TryPack(int nodes)
    {
        FreeResources[] left = [.. Enumerable.Repeat(node, nodes)];
        IsGivenUp = _pods.Length == 0;
        return !IsGivenUp && TryPlace(0, 0, left) ? [.. left] : null;
    }

    private bool TryPlace(int pod, int first, FreeResources[] left)
    {
        if (pod == _pods.Length)
        {
            return true;
        }

        Resources requests = _pods[pod];
        for (int number = first; number < left.Length; number++)
        {
            FreeResources before = left[number];
            if (!Packing.Fits(before, requests) || IsRepeated(left, first, number))
            {
                continue;
            }

            if (++_steps > MaxSteps)
            {
                IsGivenUp = true;
                return false;
            }

            left[number] = before.Without(requests);

            // Equal pods go on nodes in order, since swapping them changes nothing.
            int next = pod + 1 < _pods.Length && ReferenceEquals(_pods[pod + 1], requests) ? number : 0;
            if (TryPlace(pod + 1, next, left))
            {
                return true;
            }

            left[number] = before;
            if (IsGivenUp)
            {
                return false;
            }
        }

        return false;
    }

    // A node with the same amounts left as one that was tried leads to the same packings.
    private static bool IsRepeated(FreeResources[] left, int first, int number) => Array.IndexOf(left, left[number], first, number - first) >= 0;
}
