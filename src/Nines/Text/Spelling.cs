namespace Nines.Text;

/// <summary>Finds the name that somebody probably meant.</summary>
public static class Spelling
{
    /// <summary>Longer names than this are not compared: nobody mistypes their way to them, and the work stays bounded.</summary>
    private const int LongestName = 128;

    /// <summary>At most this many candidates are compared, so that a huge input with many mistakes stays fast.</summary>
    private const int MostCandidates = 10_000;

    /// <summary>
    /// The candidate nearest to a written name: fewest insertions, deletions, changed letters and swapped neighbours, without
    /// regard to case; the first one wins a tie. Null when none is near, which is at most a third of the name's letters away (one letter, in a name of two).
    /// </summary>
    /// <param name="written">What was found.</param>
    /// <param name="candidates">What would have been right.</param>
    public static string? Nearest(string written, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(candidates);
        if (written.Length is 0 or > LongestName)
        {
            return null;
        }

        string? nearest = null;
        int limit = written.Length == 1 ? 0 : Math.Max(1, written.Length / 3);
        var rows = new Rows(new int[LongestName + 1], new int[LongestName + 1], new int[LongestName + 1]);
        foreach (string candidate in candidates.Take(MostCandidates))
        {
            if (candidate.Length > LongestName || Math.Abs(candidate.Length - written.Length) > limit)
            {
                continue;
            }

            int distance = Distance(written, candidate, limit, rows);
            if (distance <= limit)
            {
                nearest = candidate;
                limit = distance - 1;
                if (limit < 0)
                {
                    break;
                }
            }
        }

        return nearest;
    }

    /// <summary>Says <c>Did you mean 'x'?</c>, or null when nothing is near.</summary>
    /// <inheritdoc cref="Nearest"/>
    public static string? Hint(string written, IEnumerable<string> candidates) =>
        Nearest(written, candidates) is { } name ? $"Did you mean '{name}'?" : null;

    /// <summary>Optimal string alignment distance (Damerau-Levenshtein without overlapping swaps), given up once above the limit.</summary>
    private static int Distance(string a, string b, int limit, Rows rows)
    {
        (int[] beforeLast, int[] last, int[] current) = rows;
        for (int j = 0; j <= b.Length; j++)
        {
            last[j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            int smallest = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int change = Same(a[i - 1], b[j - 1]) ? 0 : 1;
                int cost = Math.Min(Math.Min(current[j - 1], last[j]) + 1, last[j - 1] + change);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                {
                    cost = Math.Min(cost, beforeLast[j - 2] + 1);
                }

                current[j] = cost;
                smallest = Math.Min(smallest, cost);
            }

            if (smallest > limit)
            {
                return smallest;
            }

            (beforeLast, last, current) = (last, current, beforeLast);
        }

        return last[b.Length];
    }

    private static bool Same(char a, char b) => char.ToUpperInvariant(a) == char.ToUpperInvariant(b);

    private readonly record struct Rows(int[] BeforeLast, int[] Last, int[] Current);
}
