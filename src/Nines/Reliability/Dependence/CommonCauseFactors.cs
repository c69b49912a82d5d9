using System.Collections.Immutable;

namespace Nines.Reliability.Dependence;

/// <summary>Test scheme behind alpha factors, which changes their meaning (NUREG/CR-5485).</summary>
public enum TestScheme
{
    /// <summary>All members are tested together: Q_k = k / C(n-1, k-1) x alpha_k / sum_i (i alpha_i) x Q.</summary>
    NonStaggered,

    /// <summary>One member at a time in turn: Q_k = alpha_k / C(n-1, k-1) x Q.</summary>
    Staggered,
}

/// <summary>
/// Shares of common-cause events in a group of n equal components. A parametric model gives Q_k, the probability of the event
/// that takes one given set of exactly k members, as a share of Q, the unavailability of one member.
/// The shares keep a member's total: sum over k of C(n-1, k-1) Q_k = Q.
/// </summary>
/// <param name="Shares">Shares[k-1] = Q_k / Q for k from 1 to n; each 0 to 1.</param>
public sealed record CommonCauseFactors(ImmutableArray<double> Shares)
{
    private const double SumTolerance = 1e-4;

    /// <summary>n, the number of members.</summary>
    public int Members => Shares.Length;

    /// <summary>Beta factor: with probability beta a failure takes all members, else it takes one. Q_1 = (1 - beta) Q, Q_n = beta Q.</summary>
    /// <param name="members">2 or more.</param>
    /// <param name="beta">0 to 1.</param>
    /// <exception cref="ArgumentException">See <see cref="FaultInLetters"/>.</exception>
    public static CommonCauseFactors Beta(int members, double beta)
    {
        ThrowIfFault(FaultInLetters(members, [beta]));
        double[] shares = new double[members];
        shares[0] = 1 - beta;
        shares[^1] = beta;
        return new([.. shares]);
    }

    /// <summary>
    /// Multiple Greek letters: beta is the chance that a failure is shared by at least one other, gamma that a shared one takes
    /// at least two others, and so on. Q_k = 1 / C(n-1, k-1) x (product of the first k-1 letters) x (1 - the k-th letter) x Q.
    /// </summary>
    /// <param name="members">2 or more.</param>
    /// <param name="letters">beta, gamma, delta, ...: at most n - 1, each 0 to 1; omitted letters are 0.</param>
    /// <exception cref="ArgumentException">See <see cref="FaultInLetters"/>.</exception>
    public static CommonCauseFactors GreekLetters(int members, params ReadOnlySpan<double> letters)
    {
        ThrowIfFault(FaultInLetters(members, letters));
        double[] shares = new double[members];
        double product = 1;
        for (int k = 1; k <= members; k++)
        {
            double next = k - 1 < letters.Length ? letters[k - 1] : 0;
            shares[k - 1] = product * (1 - next) / Choose(members - 1, k - 1);
            product *= next;
        }

        return new([.. shares]);
    }

    /// <summary>Alpha factors: alpha_k is the share of failure events that take exactly k members.</summary>
    /// <param name="members">2 or more.</param>
    /// <param name="alphas">alpha_1, alpha_2, ...: at most n, each 0 to 1, that add up to 1; omitted ones are 0.</param>
    /// <param name="scheme">Test scheme behind the factors.</param>
    /// <exception cref="ArgumentException">See <see cref="FaultInAlphas"/>.</exception>
    public static CommonCauseFactors Alpha(int members, ReadOnlySpan<double> alphas, TestScheme scheme = TestScheme.NonStaggered)
    {
        ThrowIfFault(FaultInAlphas(members, alphas));
        double total = 0;
        for (int k = 1; k <= alphas.Length; k++)
        {
            total += Weight(k) * alphas[k - 1];
        }

        double[] shares = new double[members];
        for (int k = 1; k <= alphas.Length; k++)
        {
            shares[k - 1] = Weight(k) * alphas[k - 1] / total / Choose(members - 1, k - 1);
        }

        return new([.. shares]);

        double Weight(int k) => scheme == TestScheme.NonStaggered ? k : 1;
    }

    /// <summary>The problem with beta (one letter) or Greek letters for a group, in words; null for none.</summary>
    public static string? FaultInLetters(int members, ReadOnlySpan<double> letters) =>
        FaultInCounts(members, letters.Length, members - 1) ?? FaultInRanges(letters);

    /// <summary>The problem with alpha factors for a group, in words; null for none.</summary>
    public static string? FaultInAlphas(int members, ReadOnlySpan<double> alphas)
    {
        if ((FaultInCounts(members, alphas.Length, members) ?? FaultInRanges(alphas)) is { } fault)
        {
            return fault;
        }

        double sum = 0;
        foreach (double alpha in alphas)
        {
            sum += alpha;
        }

        return Math.Abs(sum - 1) <= SumTolerance ? null : $"the factors add up to {sum:G6}; expected 1";
    }

    /// <summary>n over k; exact as long as a double holds it.</summary>
    internal static double Choose(int n, int k)
    {
        double product = 1;
        for (int i = 1; i <= Math.Min(k, n - k); i++)
        {
            product = Math.Round(product * (n - i + 1) / i);
        }

        return product;
    }

    private static string? FaultInCounts(int members, int given, int most) =>
        members < 2 ? $"a group needs 2 or more members, this has {members}"
        : given == 0 ? "a factor is missing"
        : given > most ? $"{given} factors are given; a group of {members} takes at most {most}"
        : null;

    private static string? FaultInRanges(ReadOnlySpan<double> factors)
    {
        foreach (double factor in factors)
        {
            if (!(factor is >= 0 and <= 1))
            {
                return $"a factor is {factor}; expected 0 to 1";
            }
        }

        return null;
    }

    private static void ThrowIfFault(string? fault)
    {
        if (fault is not null)
        {
            throw new ArgumentException($"Common cause factors: {fault}.", nameof(fault));
        }
    }
}
