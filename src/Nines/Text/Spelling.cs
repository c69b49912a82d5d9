namespace Nines.Text;

/// <summary>Finds the valid name nearest to a misspelled one.</summary>
public static class Spelling
{
    // Longer names are not compared: a slip of the finger does not make one, and the work stays bounded.
    private const int MaxNameLength = 128;

    // Bounds the work for a huge input with many mistakes.
    private const int MaxCandidates = 10_000;

    // More names than this are not read in a message.
    private const int MaxListed = 12;

    /// <summary>
    /// The candidate nearest to a written name: fewest insertions, deletions, changed letters and swapped neighbors, ignoring
    /// case; the first one wins a tie. Null when none is near, that is at most a third of the name's letters away (one letter, in a name of two).
    /// </summary>
    /// <param name="written">The name that was found.</param>
    /// <param name="candidates">The valid names.</param>
    public static string? Nearest(string written, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(candidates);
        if (written.Length is 0 or > MaxNameLength)
        {
            return null;
        }

        string? nearest = null;
        int limit = written.Length == 1 ? 0 : Math.Max(1, written.Length / 3);
        var rows = new Rows(new int[MaxNameLength + 1], new int[MaxNameLength + 1], new int[MaxNameLength + 1]);
        foreach (string candidate in candidates.Take(MaxCandidates))
        {
            if (candidate.Length > MaxNameLength || Math.Abs(candidate.Length - written.Length) > limit)
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

    /// <summary>The hint <c>Did you mean 'x'?</c>; null when nothing is near.</summary>
    /// <inheritdoc cref="Nearest"/>
    public static string? Hint(string written, IEnumerable<string> candidates) =>
        Nearest(written, candidates) is { } name ? $"Did you mean '{name}'?" : null;

    /// <summary>The hint of <see cref="Hint"/>, else <c>Valid: a, b, c.</c> when the candidates are few, else null.</summary>
    /// <inheritdoc cref="Nearest"/>
    public static string? HintOrList(string written, IEnumerable<string> candidates)
    {
        string[] names = [.. candidates];
        return Hint(written, names) ?? (names.Length is > 0 and <= MaxListed ? $"Valid: {string.Join(", ", names)}." : null);
    }

    /// <summary>Optimal string alignment distance (Damerau-Levenshtein without overlapping swaps), given up once above the limit.</summary>
    private static int Distance(string a, string b, int limit, Rows rows)
    {
        (int[] beforeLast, int[] last, int[] current) = (rows.BeforeLast, rows.Last, rows.Current);
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
