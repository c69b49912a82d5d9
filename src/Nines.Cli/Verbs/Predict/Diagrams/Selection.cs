using System.Collections.Immutable;

namespace Nines.Cli.Verbs.Predict.Diagrams;

/// <summary>The siblings to draw, of many.</summary>
/// <param name="Shown">In the order of the input.</param>
/// <param name="Alike">Number omitted because they look like some that are shown.</param>
/// <param name="Others">Number omitted for lack of room.</param>
internal sealed record Selection<T>(ImmutableArray<T> Shown, int Alike, int Others)
    where T : class;

/// <summary>Keeps two, the hottest, of many that look alike, and never more than fit.</summary>
internal static class Selection
{
    private const int MaxAlike = 4;
    private const int ShownOfMany = 2;
    private const int MaxShown = 24;

    public static Selection<T> Select<T>(ImmutableArray<T> all, Func<T, string> look, Func<T, double> share)
        where T : class
    {
        HashSet<T> kept = new(ReferenceEqualityComparer.Instance);
        int alike = 0;
        foreach (IGrouping<string, T> group in all.GroupBy(look, StringComparer.Ordinal))
        {
            int count = group.Count();
            int take = count > MaxAlike ? ShownOfMany : count;
            kept.UnionWith(group.OrderByDescending(share).Take(take));
            alike += count - take;
        }

        int others = Math.Max(0, kept.Count - MaxShown);
        if (others > 0)
        {
            // Ties go to the first: all.Where keeps the order that a set does not promise.
            kept.ExceptWith([.. all.Where(kept.Contains).Reverse().OrderBy(share).Take(others)]);
        }

        return new Selection<T>([.. all.Where(kept.Contains)], alike, others);
    }
}
