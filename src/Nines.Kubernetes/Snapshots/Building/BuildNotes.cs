using System.Collections.Immutable;
using Nines.Text;

namespace Nines.Kubernetes.Snapshots.Building;

/// <summary>What was left out or taken otherwise: one sentence for each sort, with how many there were and the first of them.</summary>
internal sealed class BuildNotes
{
    private const int Shown = 3;
    private readonly SortedDictionary<string, (int Count, List<string> First)> _sorts = new(StringComparer.Ordinal);

    /// <param name="sort">What happened to them: pods are on nodes that are not in it; left out.</param>
    /// <param name="who">Which one.</param>
    public void Add(string sort, string who)
    {
        (int count, List<string> first) = _sorts.TryGetValue(sort, out (int, List<string>) known) ? known : (0, []);
        if (first.Count < Shown)
        {
            first.Add(Sanitizer.CleanMessage(who));
        }

        _sorts[sort] = (count + 1, first);
    }

    public ImmutableArray<string> ToSentences() =>
    [
        .. _sorts.Select(pair => $"{pair.Value.Count} {pair.Key}: {string.Join(", ", pair.Value.First)}{(pair.Value.Count > pair.Value.First.Count ? ", ..." : "")}"),
    ];
}
