using Nines.Clusters;

namespace Nines.Scheduling;

/// <summary>The order in which the scheduler looks at nodes: one of each zone in turn.</summary>
internal static class NodeOrder
{
    public static int[] Interleaved(IReadOnlyList<Node> nodes)
    {
        var zones = new Dictionary<(string Region, string Zone), List<int>>();
        var order = new List<List<int>>();
        for (int node = 0; node < nodes.Count; node++)
        {
            IReadOnlyDictionary<string, string> labels = nodes[node].Labels;
            (string, string) zone = (Either(labels, Node.OldRegionLabel, Node.RegionLabel), Either(labels, Node.OldZoneLabel, Node.ZoneLabel));
            if (!zones.TryGetValue(zone, out List<int>? members))
            {
                members = [];
                zones.Add(zone, members);
                order.Add(members);
            }

            members.Add(node);
        }

        int[] interleaved = new int[nodes.Count];
        int filled = 0;
        for (int turn = 0; filled < interleaved.Length; turn++)
        {
            foreach (List<int> members in order)
            {
                if (turn < members.Count)
                {
                    interleaved[filled++] = members[turn];
                }
            }
        }

        return interleaved;
    }

    private static string Either(IReadOnlyDictionary<string, string> labels, string first, string second) =>
        labels.TryGetValue(first, out string? value) || labels.TryGetValue(second, out value) ? value : "";
}

/// <summary>Number of feasible nodes after which the scheduler stops searching.</summary>
internal static class Sampling
{
    /// <summary>Below this many nodes all are looked at.</summary>
    public const int MinNodes = 100;

    /// <summary>All below 100 nodes; then 50 % less 1 % for each 125 nodes, at least 5 % and at least 100 nodes.</summary>
    public static int NodesToFind(int nodes) =>
        nodes < MinNodes ? nodes : Math.Max(MinNodes, (int)(nodes * (long)Math.Max(5, 50 - (nodes / 125)) / 100));
}
