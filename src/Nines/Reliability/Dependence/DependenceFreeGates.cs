using Nines.Reliability.Structure;

namespace Nines.Reliability.Dependence;

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
