using System.Collections.Immutable;
using Nines.Environments.Model;
using Nines.Reliability.Redundancy;

namespace Nines.Environments.Losses;

/// <summary>
/// The time from a loss until something is up again: a series is up when its last part is, and k of n parts are up when the k-th is. Its terms are
/// the times of reactions, which are independent of each other apart from stages that follow each other.
/// </summary>
/// <param name="Reactions">The reactions; each comes after the one that it follows.</param>
/// <param name="Terms">The terms in an order in which each comes after those that it combines.</param>
internal sealed record TimeExpression(ImmutableArray<TimeExpression.Stage> Reactions, ImmutableArray<TimeExpression.Term> Terms)
{
    // Equally likely cases. With as many strata as cases, means of sums are exact to four digits, and a coverage of 99.99 % is represented exactly.
    private const int Cases = 10_000;

    /// <param name="Times">Times of the reaction.</param>
    /// <param name="After">Number of the reaction that it starts after; null for one that starts with the loss.</param>
    internal readonly record struct Stage(FailoverTimes Times, int? After);

    /// <summary>A constant, the end of a reaction, or the time at which a number of other terms has passed.</summary>
    /// <param name="Reaction">Number of the reaction; -1 for none.</param>
    /// <param name="Needed">Number of terms that must have passed.</param>
    /// <param name="Of">Numbers of those terms.</param>
    internal readonly record struct Term(int Reaction, int Needed, ImmutableArray<int> Of);

    /// <summary>
    /// The distribution of the time, from cases in which each reaction takes every quantile of its own once, spread evenly over those of the
    /// others (a Latin hypercube in the order of a Richtmyer sequence). Where nothing ends the interruption, the repair does.
    /// </summary>
    /// <param name="repair">Mean time until the repair; null when it is not known.</param>
    /// <returns>Null when it depends on a repair whose length is not known.</returns>
    public Interruption? Distribution(TimeSpan? repair)
    {
        double[][] ends = Sample();
        double[] times = new double[Cases];
        double[] values = new double[Terms.Length];
        var sorted = new List<double>();
        for (int i = 0; i < Cases; i++)
        {
            for (int term = 0; term < values.Length; term++)
            {
                values[term] = Value(Terms[term], i, ends, values, sorted);
            }

            times[i] = values[^1];
        }

        int unrecovered = times.Count(double.IsPositiveInfinity);
        if (unrecovered > 0 && repair is null)
        {
            return null;
        }

        // The mean of the repair is known, its quantiles are drawn.
        double mean = (times.Where(double.IsFinite).Sum() + (unrecovered * (repair?.TotalSeconds ?? 0))) / Cases;
        double[] repairs = Quantiles(unrecovered, 0);
        int next = 0;
        for (int i = 0; i < Cases; i++)
        {
            times[i] = double.IsFinite(times[i]) ? times[i] : -Math.Log(1 - repairs[next++]) * repair!.Value.TotalSeconds;
        }

        Array.Sort(times);
        return new Interruption(mean, Quantile(times, 1 - Interruption.Percentile), Quantile(times, Interruption.Percentile));
    }

    private static double Value(Term term, int sample, double[][] ends, double[] values, List<double> sorted)
    {
        if (term.Reaction >= 0)
        {
            return ends[term.Reaction][sample];
        }

        if (term.Of.IsEmpty)
        {
            return term.Needed == 0 ? 0 : double.PositiveInfinity;
        }

        sorted.Clear();
        foreach (int part in term.Of)
        {
            sorted.Add(values[part]);
        }

        sorted.Sort();
        return sorted[term.Needed - 1];
    }

    private double[][] Sample()
    {
        double[][] ends = new double[Reactions.Length][];
        for (int reaction = 0; reaction < ends.Length; reaction++)
        {
            Stage stage = Reactions[reaction];
            double[] quantiles = Quantiles(Cases, reaction);
            ends[reaction] = new double[Cases];
            for (int i = 0; i < Cases; i++)
            {
                ends[reaction][i] = (stage.After is { } before ? ends[before][i] : 0) + Time(stage.Times, quantiles[i]);
            }
        }

        return ends;
    }

    /// <summary>The time of a reaction at a quantile: the automatic switchover when it works, else the manual one, else none.</summary>
    private static double Time(FailoverTimes times, double quantile) =>
        quantile < times.Coverage ? Duration(times.Automatic, quantile / times.Coverage, times.Spread)
        : times.Manual is { } manual ? Duration(manual, (quantile - times.Coverage) / (1 - times.Coverage), times.Spread)
        : double.PositiveInfinity;

    private static double Duration(TimeSpan mean, double quantile, DurationSpread spread) =>
        spread == DurationSpread.Fixed ? mean.TotalSeconds : -Math.Log(1 - quantile) * mean.TotalSeconds;

    /// <summary>The middles of equal parts of 0 to 1, in the order of the multiples of the square root of a prime, less their whole parts.</summary>
    private static double[] Quantiles(int count, int dimension)
    {
        double step = Math.Sqrt(Prime(dimension));
        double[] keys = [.. Enumerable.Range(1, count).Select(i => i * step % 1)];
        int[] order = [.. Enumerable.Range(0, count)];
        Array.Sort(keys, order);
        double[] quantiles = new double[count];
        for (int rank = 0; rank < count; rank++)
        {
            quantiles[order[rank]] = (rank + 0.5) / count;
        }

        return quantiles;
    }

    private static int Prime(int index)
    {
        int prime = 2;
        for (int found = 0; ; prime++)
        {
            bool isPrime = true;
            for (int divisor = 2; divisor * divisor <= prime && isPrime; divisor++)
            {
                isPrime = prime % divisor != 0;
            }

            if (isPrime && found++ == index)
            {
                return prime;
            }
        }
    }

    private static double Quantile(double[] sorted, double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
}

/// <summary>Builds an expression. Equal terms exist once, so that a thousand pods that wait for the same eviction are one term.</summary>
/// <param name="find">The component with an id in the journey; null when it has none.</param>
internal sealed class TimeExpressionBuilder(Func<string, Component?> find)
{
    /// <summary>The term of what is up.</summary>
    public const int Now = 0;

    /// <summary>The term of what only a repair brings back.</summary>
    public const int Never = 1;

    private readonly List<TimeExpression.Term> _terms = [new(-1, 0, []), new(-1, 1, [])];
    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);
    private readonly List<TimeExpression.Stage> _reactions = [];
    private readonly Dictionary<string, int> _reactionNumbers = new(StringComparer.Ordinal);

    /// <summary>The end of a reaction. A component without times of its own only refines others, whose ends count.</summary>
    public int ReactionOf(Component component)
    {
        if (component.Reaction is not { Times: { } times } reaction)
        {
            return Never;
        }

        int number = Number(component, reaction, times);
        return Term($"r{number}", () => new TimeExpression.Term(number, 0, []));
    }

    /// <summary>The time at which a number of parts is up.</summary>
    public int AtLeast(int needed, ImmutableArray<int> parts)
    {
        int up = parts.Count(part => part == Now);
        ImmutableArray<int> waiting = [.. parts.Where(part => part is not Now and not Never).Order()];
        int missing = needed - up;
        return missing <= 0 ? Now
            : missing > waiting.Length ? Never
            : waiting.Length == 1 ? waiting[0]
            : waiting.All(part => part == waiting[0]) ? waiting[0]
            : missing == waiting.Length && waiting.Distinct().Count() is var count && count < waiting.Length ? AtLeast(count, [.. waiting.Distinct()])
            : Term($"{missing} of {string.Join(',', waiting)}", () => new TimeExpression.Term(-1, missing, waiting));
    }

    public TimeExpression Build(int top)
    {
        // The last term is the result, so that terms after the top are dropped.
        return new TimeExpression([.. _reactions], [.. _terms.Take(top + 1)]);
    }

    private int Term(string key, Func<TimeExpression.Term> create)
    {
        if (!_known.TryGetValue(key, out int term))
        {
            term = _terms.Count;
            _terms.Add(create());
            _known.Add(key, term);
        }

        return term;
    }

    /// <summary>The components of one failover, which has one for each length of outages, end together.</summary>
    private int Number(Component component, OutageReaction reaction, FailoverTimes times)
    {
        string name = reaction.Name is null ? $"stage {component.Id}" : $"failover {reaction.Name}";
        if (!_reactionNumbers.TryGetValue(name, out int number))
        {
            int? after = reaction.After is { } before && find(before) is { Reaction: { Times: { } earlier } first } stage ? Number(stage, first, earlier) : null;
            number = _reactions.Count;
            _reactions.Add(new TimeExpression.Stage(times, after));
            _reactionNumbers.Add(name, number);
        }

        return number;
    }
}
