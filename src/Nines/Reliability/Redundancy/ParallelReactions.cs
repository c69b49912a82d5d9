namespace Nines.Reliability.Redundancy;

/// <summary>
/// Several reactions to one outage that start together and end independently of each other. They depend on each other by the age of the outage:
/// shortly after its start all are unfinished, later none. Their joint law is approximated by a phase of the outage that they share, within which each is
/// unfinished with a probability of its own. The probability that a given one is unfinished and the probability that any is are exact; for two
/// reactions that is the complete law.
/// </summary>
/// <param name="Shared">Probability of the phase, given the outage and that nothing before it is unfinished; 0 to 1.</param>
/// <param name="Own">Probability that one reaction is unfinished in that phase, 0 to 1.</param>
public readonly record struct ParallelReactions(double Shared, double Own)
{
    /// <summary>
    /// The age a of an outage with an exponential length R is exponential with the same mean, and a reaction with an exponential time T is unfinished
    /// with probability u = exp(-a / T). With alpha = E T / E R: E[u] = alpha / (1 + alpha), and P(any of K) = 1 - E[(1 - u)^K] = 1 - prod k / (alpha + k).
    /// </summary>
    /// <param name="count">Number of reactions K, 1 or more.</param>
    /// <param name="meanTime">Mean time of each reaction; positive.</param>
    /// <param name="meanDownTime">Mean length of the outage; positive.</param>
    public static ParallelReactions Create(int count, TimeSpan meanTime, TimeSpan meanDownTime)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(meanTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(meanDownTime, TimeSpan.Zero);
        double alpha = meanTime / meanDownTime;
        double one = alpha / (1 + alpha);
        if (count == 1)
        {
            return new ParallelReactions(one, 1);
        }

        // P(none) = exp(-sum ln(1 + alpha / k)), so that a small P(any) keeps its digits.
        double any = Accurate.OneMinusExp(Enumerable.Range(1, count).Sum(k => Accurate.LogOnePlus(alpha / k)));
        double own = OwnFor(count, any / one);
        return new ParallelReactions(Math.Min(1, one / own), own);
    }

    /// <summary>
    /// Probability of a cause that several states share, within which each occurs independently: the c for which
    /// c (1 - prod (1 - p / c)) is the probability of any of them.
    /// </summary>
    /// <param name="each">Probability p of each, 0 to 1; at least one is positive.</param>
    /// <param name="any">Probability of any of them.</param>
    /// <returns>At least the largest p, and at most 1.</returns>
    public static double FindShared(ReadOnlySpan<double> each, double any)
    {
        double low = 0;
        foreach (double one in each)
        {
            low = Math.Max(low, one);
        }

        double high = 1;
        for (double middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2)
        {
            double none = 0;
            foreach (double one in each)
            {
                none += Accurate.LogOnePlus(-one / middle);
            }

            (low, high) = middle * Accurate.OneMinusExp(-none) > any ? (low, middle) : (middle, high);
        }

        return low;
    }

    /// <summary>The r for which (1 - (1 - r)^K) / r, which falls from K to 1 as r rises from 0 to 1, has a value.</summary>
    private static double OwnFor(int count, double value)
    {
        double low = 0;
        double high = 1;
        for (double middle = 0.5; middle > low && middle < high; middle = (low + high) / 2)
        {
            bool isAbove = Accurate.OneMinusExp(-count * Accurate.LogOnePlus(-middle)) / middle > value;
            (low, high) = isAbove ? (middle, high) : (low, middle);
        }

        return high;
    }
}
