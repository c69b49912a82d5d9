using System.Collections.Immutable;

namespace Nines.Scheduling.State;

/// <summary>Keeps up to date how many pods that some terms mean are on each node.</summary>
internal sealed class PodCounter(ImmutableArray<PodTerm> terms, bool countsTerminating)
{
    public NodeCounts Nodes { get; } = new();

    /// <summary>The namespaces in which pods can be meant; null when that is not known by name.</summary>
    public ImmutableArray<string>? Namespaces => terms[0].Namespaces;

    /// <summary>Whether all terms mean these pods.</summary>
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
