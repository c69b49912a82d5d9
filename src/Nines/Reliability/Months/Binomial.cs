namespace Nines.Reliability.Months;

/// <summary>Exact intervals from the binomial distribution.</summary>
internal static class Binomial
{
    private const int Halvings = 200;

    /// <summary>Clopper and Pearson's interval: it contains the true share with at least the stated probability, however rare the outcome.</summary>
    /// <param name="hits">0 to <paramref name="trials"/>.</param>
    /// <param name="trials">1 or more.</param>
    /// <param name="miss">Probability that the interval is wrong: 0.05.</param>
    public static Estimate Share(int hits, int trials, double miss)
    {
        double lower = hits == 0 ? 0 : Root(p => 1 - AtMost(hits - 1, trials, p) >= miss / 2);
        double upper = hits == trials ? 1 : Root(p => AtMost(hits, trials, p) <= miss / 2);
        return new Estimate((double)hits / trials, lower, upper);
    }

    /// <summary>
    /// Ranks (from 1) of the order statistics between which a quantile lies with at least the stated probability; 0 and
    /// <paramref name="n"/> + 1 say that no value seen bounds it.
    /// </summary>
    public static (int First, int Last) Ranks(int n, double probability, double miss)
    {
        // The quantile is below the r-th smallest value when at most r - 1 values are below the quantile.
        int first = LargestWhere(n, r => AtMost(r - 1, n, probability) <= miss / 2);
        int last = n + 1 - LargestWhere(n, r => 1 - AtMost(n - r, n, probability) <= miss / 2);
        return (first, last);
    }

    /// <summary>P(at most k hits).</summary>
    public static double AtMost(int k, int n, double p) =>
        k < 0 ? 0 : k >= n ? 1 : IncompleteBeta.Regularised(n - k, k + 1, 1 - p, p);

    /// <summary>The point where a condition that is false at 0 and true at 1 turns true.</summary>
    private static double Root(Func<double, bool> isAbove)
    {
        // Shares span many orders of magnitude, so halve the logarithm first.
        double low = -745;
        double high = 0;
        for (int i = 0; i < Halvings && high - low > 1e-13; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = isAbove(Math.Exp(middle)) ? (low, middle) : (middle, high);
        }

        return Math.Exp(high);
    }

    /// <summary>The largest r from 1 to n for which a condition holds that, once false, stays false; 0 when there is none.</summary>
    private static int LargestWhere(int n, Func<int, bool> holds)
    {
        int low = 0;
        int high = n;
        while (low < high)
        {
            int middle = low + ((high - low + 1) / 2);
            (low, high) = holds(middle) ? (middle, high) : (low, middle - 1);
        }

        return low;
    }
}
