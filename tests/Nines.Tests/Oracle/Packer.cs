namespace Nines.Tests.Oracle;

/// <summary>Fewest nodes for pods of several sizes, by dynamic programming over all ways to fill a node.</summary>
internal sealed class Packer(int node, int[] sizes)
{
    private readonly Dictionary<string, int> _known = [];

    public int FewestNodes(int[] counts)
    {
        if (counts.Sum() == 0)
        {
            return 0;
        }

        string key = string.Join(',', counts);
        if (!_known.TryGetValue(key, out int fewest))
        {
            // Some node holds a pod of the first size that is left; what else is on it is tried in every way.
            int first = Array.FindIndex(counts, count => count > 0);
            fewest = sizes[first] > node ? int.MaxValue / 2 : 1 + Fillings(counts, first, node, isFirst: true).Min(FewestNodes);
            _known.Add(key, fewest);
        }

        return fewest;
    }

    /// <summary>What is left after each way to fill one node, from one size on.</summary>
    private IEnumerable<int[]> Fillings(int[] counts, int from, int room, bool isFirst)
    {
        if (from == counts.Length)
        {
            return [counts];
        }

        int most = sizes[from] == 0 ? counts[from] : Math.Min(counts[from], room / sizes[from]);
        return Enumerable.Range(isFirst ? 1 : 0, most + (isFirst ? 0 : 1)).SelectMany(count =>
        {
            int[] left = [.. counts];
            left[from] -= count;
            return Fillings(left, from + 1, room - (count * sizes[from]), isFirst: false);
        });
    }
}
