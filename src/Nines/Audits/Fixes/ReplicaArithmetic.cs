namespace Nines.Audits.Fixes;

/// <summary>How many replicas it takes that the loss of any one domain leaves enough, when they lie as evenly as they can.</summary>
internal static class ReplicaArithmetic
{
    // Whoever needs more than this many more has a shape that a patch should not decide.
    private const int MaxMore = 10;

    /// <param name="now">The replicas there are, 0 or more.</param>
    /// <param name="domains">Of each axis, how many the pods may use; those with fewer than 2 are passed over, since replicas do not help there.</param>
    /// <param name="need">How many are needed of a number of replicas.</param>
    /// <returns>At least <paramref name="now"/>; null when up to twice as many and ten more do not do.</returns>
    public static int? Least(int now, IReadOnlyCollection<int> domains, Func<int, int> need)
    {
        for (int replicas = now; replicas <= (2L * now) + MaxMore; replicas++)
        {
            int least = need(replicas);
            if (domains.All(count => count < 2 || replicas - Ceiling(replicas, count) >= least))
            {
                return replicas;
            }
        }

        return null;
    }

    private static int Ceiling(int pods, int domains) => (pods + domains - 1) / domains;
}
