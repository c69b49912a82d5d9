namespace Nines.Testing.Consistency;

/// <summary>Intervals of time, both ends included, asked by binary search.</summary>
internal sealed class Windows
{
    private readonly TimeSpan[] starts;
    private readonly TimeSpan[] latestEnds;

    /// <param name="intervals">In any order; null is without end.</param>
    public Windows(IEnumerable<(TimeSpan From, TimeSpan? To)> intervals)
    {
        (TimeSpan From, TimeSpan? To)[] sorted = [.. intervals.OrderBy(interval => interval.From)];
        starts = [.. sorted.Select(interval => interval.From)];
        latestEnds = new TimeSpan[sorted.Length];
        TimeSpan latest = TimeSpan.MinValue;
        for (int i = 0; i < sorted.Length; i++)
        {
            TimeSpan end = sorted[i].To ?? TimeSpan.MaxValue;
            latestEnds[i] = latest = end > latest ? end : latest;
        }
    }

    /// <summary>The latest end of all that begin at that time or earlier; the earliest time there is when none does.</summary>
    public TimeSpan LatestEnd(TimeSpan beginningUntil)
    {
        int count = CountFrom(starts, beginningUntil);
        return count == 0 ? TimeSpan.MinValue : latestEnds[count - 1];
    }

    /// <summary>True if any of them has a moment in common with this one.</summary>
    public bool Touches(TimeSpan from, TimeSpan to) => LatestEnd(to) >= from;

    /// <summary>Number of the sorted values that are this or less.</summary>
    public static int CountFrom(TimeSpan[] sorted, TimeSpan value)
    {
        int low = 0;
        int high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (sorted[middle] <= value)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
