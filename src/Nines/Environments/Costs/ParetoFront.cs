using System.Collections.Immutable;

namespace Nines.Environments.Costs;

/// <summary>Selects the alternatives than which no other is both cheaper and more available.</summary>
public static class ParetoFront
{
    /// <param name="alternatives">The alternatives.</param>
    /// <param name="cost">Cost of one.</param>
    /// <param name="unavailability">Unavailability of one.</param>
    /// <returns>Cheapest first; of equal ones the first.</returns>
    public static ImmutableArray<T> Select<T>(IEnumerable<T> alternatives, Func<T, decimal> cost, Func<T, double> unavailability)
    {
        var front = ImmutableArray.CreateBuilder<T>();
        double best = double.PositiveInfinity;
        foreach (T alternative in alternatives.OrderBy(cost).ThenBy(unavailability))
        {
            if (unavailability(alternative) < best)
            {
                best = unavailability(alternative);
                front.Add(alternative);
            }
        }

        return front.ToImmutable();
    }
}
