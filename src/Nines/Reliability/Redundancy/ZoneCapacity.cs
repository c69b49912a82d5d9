using System.Collections.Immutable;

namespace Nines.Reliability.Redundancy;

/// <summary>
/// Probability that too little capacity is up, over zones that fail as a whole. The capacity that is up has the generating function
/// prod_z [U_z + A_z prod_i (u_i + a_i x^c_i)], whose coefficient of x^k is P(exactly k units are up).
/// Every coefficient is a sum of products of non-negative numbers, so small probabilities keep all their digits.
/// </summary>
public static class ZoneCapacity
{
    /// <summary>Maximum number of units that may be needed; memory and time grow with it.</summary>
    public const int MaxNeeded = 1_000_000;

    /// <summary>P(fewer than <paramref name="needed"/> units are up), as a sum of small terms and never as 1 - availability.</summary>
    /// <param name="zones">Independent of each other; each may be different.</param>
    /// <param name="needed">Units that must be up, at most <see cref="MaxNeeded"/>; 0 or less is always met.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="ArgumentException">An unavailability is not in 0..1, a capacity is negative or too much is needed.</exception>
    public static double Unavailability(
        ReadOnlySpan<CapacityZone> zones, int needed, CancellationToken cancellationToken = default)
    {
        Check(zones, needed);
        if (needed <= 0)
        {
            return 0;
        }

        double[] total = [1, .. new double[needed - 1]];
        int top = 0;
        foreach (CapacityZone zone in zones)
        {
            double[] inZone = OfZone(zone, needed, cancellationToken, out int zoneTop);
            total = Multiply(total, top, inZone, zoneTop, cancellationToken, out top);
        }

        double sum = 0;
        foreach (double coefficient in total)
        {
            sum += coefficient;
        }

        return Math.Min(sum, 1);
    }

    /// <summary>
    /// The result if each node lost its zone independently of the others, with 1 - A_z a_i each and no common loss:
    /// the figure that multiplying per-node availabilities gives, to show beside the exact one.
    /// </summary>
    /// <inheritdoc cref="Unavailability"/>
    public static double UnavailabilityIfIndependent(
        ReadOnlySpan<CapacityZone> zones, int needed, CancellationToken cancellationToken = default)
    {
        var nodes = ImmutableArray.CreateBuilder<CapacityNode>();
        foreach (CapacityZone zone in zones)
        {
            ArgumentNullException.ThrowIfNull(zone, nameof(zones));
            foreach (CapacityNode node in zone.Nodes)
            {
                nodes.Add(node with { Unavailability = zone.Unavailability + ((1 - zone.Unavailability) * node.Unavailability) });
            }
        }

        return Unavailability([new CapacityZone(0, nodes.ToImmutable())], needed, cancellationToken);
    }

    /// <summary>Coefficients below <paramref name="needed"/> of U_z + A_z prod_i (u_i + a_i x^c_i).</summary>
    private static double[] OfZone(CapacityZone zone, int needed, CancellationToken cancellationToken, out int top)
    {
        double[] polynomial = [1, .. new double[needed - 1]];
        top = 0;
        foreach (CapacityNode node in zone.Nodes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int newTop = (int)Math.Min(needed - 1, (long)top + node.Capacity);
            for (int k = newTop; k >= 0; k--)
            {
                double withNode = k >= node.Capacity ? polynomial[k - node.Capacity] * (1 - node.Unavailability) : 0;
                polynomial[k] = (polynomial[k] * node.Unavailability) + withNode;
            }

            top = newTop;
        }

        for (int k = 0; k <= top; k++)
        {
            polynomial[k] *= 1 - zone.Unavailability;
        }

        polynomial[0] += zone.Unavailability;
        return polynomial;
    }

    private static double[] Multiply(
        double[] left, int leftTop, double[] right, int rightTop, CancellationToken cancellationToken, out int top)
    {
        double[] product = new double[left.Length];
        top = (int)Math.Min(left.Length - 1, (long)leftTop + rightTop);
        for (int i = 0; i <= leftTop; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int last = Math.Min(rightTop, top - i);
            for (int j = 0; j <= last; j++)
            {
                product[i + j] += left[i] * right[j];
            }
        }

        return product;
    }

    private static void Check(ReadOnlySpan<CapacityZone> zones, int needed)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(needed, MaxNeeded);
        foreach (CapacityZone zone in zones)
        {
            ArgumentNullException.ThrowIfNull(zone, nameof(zones));
            CheckProbability(zone.Unavailability);
            foreach (CapacityNode node in zone.Nodes)
            {
                CheckProbability(node.Unavailability);
                ArgumentOutOfRangeException.ThrowIfNegative(node.Capacity, nameof(zones));
            }
        }

        static void CheckProbability(double value)
        {
            if (!(value is >= 0 and <= 1))
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "Expected an unavailability of 0 to 1.");
            }
        }
    }
}

/// <summary>A machine that carries part of the load.</summary>
/// <param name="Unavailability">Probability of being down for a reason of its own, 0 to 1.</param>
/// <param name="Capacity">Capacity when it is up, as an integer in any unit; 0 or more.</param>
public readonly record struct CapacityNode(double Unavailability, int Capacity = 1);

/// <summary>Nodes that are all lost when their zone is lost.</summary>
/// <param name="Unavailability">Probability that the whole zone is down, 0 to 1.</param>
/// <param name="Nodes">The nodes in it, equal or not.</param>
public sealed record CapacityZone(double Unavailability, ImmutableArray<CapacityNode> Nodes)
{
    /// <summary>A zone of equal nodes of one unit each.</summary>
    public static CapacityZone OfEqualNodes(double unavailability, int nodes, double nodeUnavailability) =>
        new(unavailability, [.. Enumerable.Repeat(new CapacityNode(nodeUnavailability), nodes)]);
}
