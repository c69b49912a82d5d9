namespace Nines.Scheduling;

/// <summary>Brings raw scores to 0 to 100.</summary>
internal static class Normalization
{
    private const long Most = 100;

    /// <summary>In proportion to the greatest; turned round when less is better. When all are 0, all stay 0, or get 100 when turned round.</summary>
    public static void ByGreatest(Span<long> scores, bool lessIsBetter)
    {
        long greatest = 0;
        foreach (long score in scores)
        {
            greatest = Math.Max(greatest, score);
        }

        foreach (ref long score in scores)
        {
            long part = greatest == 0 ? 0 : Most * score / greatest;
            score = lessIsBetter ? Most - part : part;
        }
    }

    /// <summary>Between the extremes, 0 for all when there is no difference.</summary>
    /// <param name="scores">Of any sign.</param>
    /// <param name="holdsZero">Whether the range is widened to hold 0.</param>
    public static void Between(Span<long> scores, bool holdsZero)
    {
        (long least, long greatest) = holdsZero ? (0, 0) : (long.MaxValue, long.MinValue);
        foreach (long score in scores)
        {
            (least, greatest) = (Math.Min(least, score), Math.Max(greatest, score));
        }

        foreach (ref long score in scores)
        {
            score = greatest > least ? (long)(Most * ((double)(score - least) / (greatest - least))) : 0;
        }
    }
}
