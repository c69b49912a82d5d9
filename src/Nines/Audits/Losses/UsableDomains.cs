using Nines.Clusters;
using Nines.Domains;
using Nines.Scheduling;

namespace Nines.Audits.Losses;

/// <summary>The domains that pods of one kind may use.</summary>
/// <param name="table">The domains.</param>
/// <param name="nodes">One bit for each node.</param>
internal sealed class UsableDomains(DomainIndex table, ulong[] nodes)
{
    private readonly int[]?[] _domains = new int[]?[table.Levels.Length];

    public bool IsUsable(int node) => (nodes[node >> 6] >> (node & 63) & 1) == 1;

    /// <summary>Returns true if a node outside the lost ones is usable.</summary>
    /// <param name="lost">One bit for each node.</param>
    public bool HasOther(ReadOnlySpan<ulong> lost)
    {
        for (int word = 0; word < nodes.Length; word++)
        {
            if ((nodes[word] & ~lost[word]) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The numbers of the known domains of a level, ascending.</summary>
    public int[] In(int level) => _domains[level] ??= Find(level);

    private int[] Find(int level)
    {
        ReadOnlySpan<int> domainOf = table.DomainOf(level);
        bool[] isThere = new bool[table.Count(level)];
        for (int node = 0; node < domainOf.Length; node++)
        {
            if (domainOf[node] >= 0 && IsUsable(node))
            {
                isThere[domainOf[node]] = true;
            }
        }

        return [.. Enumerable.Range(0, isThere.Length).Where(domain => isThere[domain])];
    }
}

/// <summary>Usable domains of each template, computed once for templates with the same nodes.</summary>
internal sealed class UsableDomainsCache(DomainIndex table, Feasibility feasibility)
{
    private readonly Dictionary<ulong[], UsableDomains> _byNodes = new(ReferenceEqualityComparer.Instance);

    public UsableDomains For(PodTemplate template)
    {
        ulong[] nodes = feasibility.Usable(template);
        if (!_byNodes.TryGetValue(nodes, out UsableDomains? usable))
        {
            _byNodes.Add(nodes, usable = new UsableDomains(table, nodes));
        }

        return usable;
    }
}
