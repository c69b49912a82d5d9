using Nines.Reliability.Circuits;
using Nines.Reliability.Diagrams;

namespace Nines.Reliability.Importance;

/// <summary>
/// Attributes the top probability to the events by the Aumann-Shapley value, s_i = p_i x integral over t from 0 to 1 of
/// dP/dp_i at t p. All probabilities grow together from 0 to their values, and each event is credited with its marginal contribution on
/// that path. A single point of failure gets its own downtime, two parallel events half of theirs each, and the shares add up
/// to P(p) - P(0) without a remainder.
/// </summary>
internal static class Attribution
{
    // Gauss-Legendre on 0..1 with 8 points: exact for products of up to 16 events, which is every one that has any weight.
    private static readonly (double Point, double Weight)[] Nodes =
    [
        .. new (double X, double W)[]
        {
            (0.1834346424956498, 0.3626837833783620),
            (0.5255324099163290, 0.3137066458778873),
            (0.7966664774136267, 0.2223810344533745),
            (0.9602898564975363, 0.1012285362903763),
        }.SelectMany(node => new[] { ((1 - node.X) / 2, node.W / 2), ((1 + node.X) / 2, node.W / 2) }),
    ];

    /// <returns>One share per event; 0 for events that the top does not depend on.</returns>
    public static double[] Compute(ModuleTree tree, Diagram[] diagrams, ReadOnlySpan<double> unavailabilities, Effort effort)
    {
        double[] shares = new double[unavailabilities.Length];
        double[] scaled = new double[unavailabilities.Length];
        foreach ((double point, double weight) in Nodes)
        {
            for (int i = 0; i < scaled.Length; i++)
            {
                scaled[i] = point * unavailabilities[i];
            }

            ModuleValues values = ModuleValues.Compute(tree, diagrams, scaled, effort);
            Conditional?[] conditionals = EventConditionals.Compute(tree, diagrams, values, effort);
            for (int i = 0; i < shares.Length; i++)
            {
                shares[i] += weight * unavailabilities[i] * (conditionals[i]?.Birnbaum ?? 0);
            }
        }

        return shares;
    }
}
