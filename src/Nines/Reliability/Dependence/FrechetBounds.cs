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
