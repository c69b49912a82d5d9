using System.Collections.Immutable;

namespace Nines.Reliability.Redundancy;

/// <summary>
/// Probability that many units are down when independent events take sets of them. Where the sets are nested or disjoint, the number
/// of units down has a generating function that is built from the inside out: for a set S with an event of probability u, and the sets
/// and units within it, G_S(x) = u x^|S| + (1 - u) prod G_within(x). Where two sets cross, the result is conditioned on one of the events. All
/// terms are products of non-negative numbers, so that small probabilities keep their digits.
/// </summary>
public static class GroupLosses
{
    /// <summary>Maximum number of units.</summary>
    public const int MaxUnits = 20_000;

    // Each doubles the work.
    private const int MaxSplits = 12;

    /// <summary>P(at least <paramref name="down"/> units are down); null where too many sets cross each other for an exact result.</summary>
    /// <param name="units">Number of units, at most <see cref="MaxUnits"/>. A unit that no event takes never fails.</param>
    /// <param name="events">Independent of each other.</param>
    /// <param name="down">0 or less is certain, more than there are units impossible.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="ArgumentException">A unit is not there, a probability is not in 0..1, or there are too many units.</exception>
    public static double? AtLeastDown(int units, IReadOnlyList<GroupLoss> events, int down, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentOutOfRangeException.ThrowIfNegative(units);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(units, MaxUnits);
        foreach (GroupLoss loss in events)
        {
            if (!(loss.Unavailability is >= 0 and <= 1) || loss.Units.Any(unit => unit < 0 || unit >= units))
            {
                throw new ArgumentException($"Expected a probability of 0 to 1 and units from 0 to {units - 1}.", nameof(events));
            }
        }

        if (down <= 0 || down > units)
        {
            return down <= 0 ? 1 : 0;
        }

        List<(int[] Units, double Probability, int Kind)> sets = [.. Merged(events).Where(one => one.Probability > 0)];
        return Split(units, sets, down, MaxSplits, cancellation);
    }

    /// <summary>Events that take the same units are one; none of a single unit crosses anything.</summary>
    private static List<(int[] Units, double Probability, int Kind)> Merged(IReadOnlyList<GroupLoss> events)
    {
        var bySet = new Dictionary<string, (int[] Units, double Probability, int Kind)>(StringComparer.Ordinal);
        foreach (GroupLoss loss in events.Where(loss => !loss.Units.IsEmpty))
        {
            int[] units = [.. loss.Units.Order()];
            string key = string.Join(',', units);
            double u = loss.Unavailability;
            bySet[key] = bySet.TryGetValue(key, out (int[] Units, double Probability, int Kind) known)
                ? (units, known.Probability + u - (known.Probability * u), known.Kind)
                : (units, u, loss.Kind);
        }

        return [.. bySet.Values];
    }

    private static double? Split(int units, List<(int[] Units, double Probability, int Kind)> sets, int down, int splits, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (down <= 0)
        {
            return 1;
        }

        sets.Sort(static (left, right) => right.Units.Length.CompareTo(left.Units.Length));
        if (Crossing(units, sets) is not { } crossing)
        {
            return Nested(units, sets, down);
        }

        if (splits == 0)
        {
            return null;
        }

        (int[] taken, double probability, _) = sets[crossing];
        sets = [.. sets];
        sets.RemoveAt(crossing);
        if (Split(units, sets, down, splits - 1, cancellation) is not { } without)
        {
            return null;
        }

        // When it has happened, its units are down already and the other events take what is left.
        var gone = new HashSet<int>(taken);
        List<(int[] Units, double Probability, int Kind)> rest =
        [
            .. sets.Select(set => (Units: Array.FindAll(set.Units, unit => !gone.Contains(unit)), set.Probability, set.Kind)).Where(set => set.Units.Length > 0),
        ];
        rest = Merged([.. rest.Select(set => new GroupLoss([.. set.Units], set.Probability, set.Kind))]);
        return Split(units, rest, down - taken.Length, splits - 1, cancellation) is { } with
            ? ((1 - probability) * without) + (probability * with)
            : null;
    }

    /// <summary>The number of a set that crosses another one, of the kind that has the fewer of more than one unit; null when none does.</summary>
    private static int? Crossing(int units, List<(int[] Units, double Probability, int Kind)> sets)
    {
        // The largest come first: within a nested family all units of a set have the same smallest set around it.
        int[] around = new int[units];
        Array.Fill(around, -1);
        for (int set = 0; set < sets.Count; set++)
        {
            int[] own = sets[set].Units;
            int parent = around[own[0]];
            foreach (int unit in own)
            {
                if (around[unit] != parent)
                {
                    // The smaller of the two sets around has one of the units and not the other, and is no smaller than this one.
                    return Rarer(sets, set, Math.Max(around[unit], parent));
                }
            }

            foreach (int unit in own)
            {
                around[unit] = set;
            }
        }

        return null;
    }

    private static int Rarer(List<(int[] Units, double Probability, int Kind)> sets, int one, int other)
    {
        int Count(int kind) => sets.Count(set => set.Kind == kind && set.Units.Length > 1);
        return Count(sets[one].Kind) < Count(sets[other].Kind) ? one : other;
    }

    /// <summary>Sets that are nested or disjoint, the largest first.</summary>
    private static double Nested(int units, List<(int[] Units, double Probability, int Kind)> sets, int down)
    {
        // One sum of products for each set and one for the whole; entry `down` stands for that many or more.
        int whole = sets.Count;
        double[]?[] inside = new double[]?[sets.Count + 1];
        int[] around = new int[units];
        int[] parent = new int[sets.Count];
        Array.Fill(around, whole);
        for (int set = 0; set < sets.Count; set++)
        {
            parent[set] = around[sets[set].Units[0]];
            foreach (int unit in sets[set].Units)
            {
                around[unit] = set;
            }
        }

        for (int set = sets.Count - 1; set >= 0; set--)
        {
            (int[] own, double probability, _) = sets[set];
            double[] within = inside[set] ?? [1];
            int last = Math.Min(own.Length, down);
            double[] all = new double[last + 1];
            for (int count = 0; count < within.Length; count++)
            {
                all[count] = (1 - probability) * within[count];
            }

            all[last] += probability;
            inside[parent[set]] = inside[parent[set]] is { } before ? Product(before, all, down) : all;
            inside[set] = null;
        }

        double[] total = inside[whole] ?? [1];
        return total.Length > down ? Math.Min(1, total[down]) : 0;
    }

    private static double[] Product(double[] left, double[] right, int down)
    {
        double[] product = new double[Math.Min(left.Length + right.Length - 1, down + 1)];
        for (int i = 0; i < left.Length; i++)
        {
            for (int j = 0; j < right.Length; j++)
            {
                product[Math.Min(i + j, down)] += left[i] * right[j];
            }
        }

        return product;
    }
}

/// <summary>An event that takes some units down together.</summary>
/// <param name="Units">Their numbers from 0, each once; no unit at all is allowed and means nothing.</param>
/// <param name="Unavailability">Probability that it has happened, 0 to 1, independently of the other events.</param>
/// <param name="Kind">Events of one kind share no unit. Where kinds cross, the kind with fewer events is conditioned on.</param>
public readonly record struct GroupLoss(ImmutableArray<int> Units, double Unavailability, int Kind);
