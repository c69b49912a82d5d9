using System.Collections.Immutable;
using Nines.Reliability.Months;

namespace Nines.Scheduling;

/// <summary>How often each value of a statistic came up.</summary>
/// <param name="Trials">How many runs, 1 or more.</param>
/// <param name="Counts">By value, ascending; the counts add up to <paramref name="Trials"/>.</param>
public sealed record Distribution(int Trials, ImmutableSortedDictionary<int, int> Counts)
{
    private const double Miss = 0.05;

    public double Mean => Counts.Sum(pair => (double)pair.Key * pair.Value) / Trials;

    public int Least => Counts.Keys.First();

    public int Greatest => Counts.Keys.Last();

    /// <summary>The probability that a value is one of some, with its exact 95 % interval.</summary>
    public Estimate Probability(Func<int, bool> isOne) =>
        Binomial.Share(Counts.Where(pair => isOne(pair.Key)).Sum(pair => pair.Value), Trials, Miss);
}
