using Nines.Reliability.Structure;

namespace Nines.Reliability.Dependence;

/// <summary>Bounds on an unavailability that hold for any dependence between the events (Frechet).</summary>
/// <param name="Lower">It is at least this, whatever the events have to do with each other.</param>
/// <param name="Upper">It is at most this.</param>
public readonly record struct FrechetBounds(double Lower, double Upper)
{
    /// <summary>
    /// Bounds on P(top) from the events' own probabilities alone. One bottom-up pass over the gates; at each gate the bound is
    /// the best that its arguments' bounds permit, and it stays true when events or gates are repeated.
    /// </summary>
    public static FrechetBounds Compute(StructureFunction function, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        var bounds = new FrechetBounds[function.Top.Index + 1];
        for (int i = 0; i < bounds.Length; i++)
        {
            if ((i & 0xFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            var node = new NodeRef(i);
            ReadOnlySpan<NodeRef> arguments = function.Arguments(node);
            bounds[i] = function.Kind(node) switch
            {
                NodeKind.Event => Exactly(function.Events[function.EventIndex(node)].Unavailability),
                NodeKind.False => Exactly(0),
                NodeKind.True => Exactly(1),
                NodeKind.Or => DependenceFreeGates.AtLeast(1, arguments, bounds),
                NodeKind.And => DependenceFreeGates.AtLeast(arguments.Length, arguments, bounds),
                NodeKind.AtLeast => DependenceFreeGates.AtLeast(function.Threshold(node), arguments, bounds),
                NodeKind.Xor => DependenceFreeGates.Odd(arguments, bounds),
                _ => new FrechetBounds(1 - bounds[arguments[0].Index].Upper, 1 - bounds[arguments[0].Index].Lower),
            };
        }

        return bounds[^1];
    }

    private static FrechetBounds Exactly(double probability) => new(probability, probability);
}

/// <summary>Bounds on gates whose arguments may depend on each other in any way.</summary>
internal static class DependenceFreeGates
{
    /// <summary>
    /// P(at least k of n). When k of n happen, then of the n - r least probable ones at least k - r do, so by Markov's inequality
    /// it is at most the sum of the n - r smallest probabilities over k - r, for every r below k (Rueger 1978; for k = 1 and
    /// k = n these are Boole's and Frechet's bounds). The lower bound is the same argument for the complements.
    /// </summary>
    public static FrechetBounds AtLeast(int k, ReadOnlySpan<NodeRef> arguments, FrechetBounds[] bounds)
    {
        int n = arguments.Length;
        double[] lower = new double[n];
        double[] upper = new double[n];
        for (int i = 0; i < n; i++)
        {
            lower[i] = bounds[arguments[i].Index].Lower;
            upper[i] = bounds[arguments[i].Index].Upper;
        }

        Array.Sort(lower);
        Array.Sort(upper);

        double most = 1;
        double sum = 0;
        for (int kept = 1; kept <= n; kept++)
        {
            sum += upper[kept - 1];
            int among = k - (n - kept);
            most = among > 0 ? Math.Min(most, sum / among) : most;
        }

        // With m = n - k + 1 complements needed to prevent it and r of them set aside: 1 - (sum of 1 - p) / (m - r).
        double least = 0;
        double sumOfLargest = 0;
        for (int kept = 1; kept <= n; kept++)
        {
            sumOfLargest += lower[n - kept];
            int among = kept - k + 1;
            least = among > 0 ? Math.Max(least, (sumOfLargest - (k - 1)) / among) : least;
        }

        return new FrechetBounds(Math.Min(least, most), most);
    }

    /// <summary>P(an odd number), by taking one argument after the other: |p - q| at least and min(p + q, 2 - p - q) at most.</summary>
    public static FrechetBounds Odd(ReadOnlySpan<NodeRef> arguments, FrechetBounds[] bounds)
    {
        var odd = new FrechetBounds(0, 0);
        foreach (NodeRef argument in arguments)
        {
            FrechetBounds next = bounds[argument.Index];
            double apart = Math.Max(odd.Lower - next.Upper, next.Lower - odd.Upper);
            double together = Math.Min(odd.Upper + next.Upper, 2 - odd.Lower - next.Lower);
            odd = new FrechetBounds(Math.Max(0, apart), Math.Min(1, together));
        }

        return odd;
    }
}
