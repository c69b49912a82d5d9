using System.Collections.Immutable;
using Nines.Environments.Model;
using Nines.Reliability;

namespace Nines.Environments.Predictions;

/// <summary>
/// Result of multiplying availabilities as a spreadsheet does. It gives every alternative its own copy of shared components; this is
/// that figure, reported beside the exact one when it is far too optimistic.
/// </summary>
/// <param name="Unavailability">The journey's unavailability if every block had its own copy of each component.</param>
/// <param name="Components">Labels of the components that alternatives share, in order of appearance.</param>
public sealed record Sharing(double Unavailability, ImmutableArray<string> Components)
{
    // The difference is reported when the figure is below this share of the exact one.
    private const double Worth = 0.9;

    /// <summary>Null when alternatives share nothing, or when the difference is negligible.</summary>
    public static Sharing? Find(Block block, double exact, CancellationToken cancellation)
    {
        var copied = new Dictionary<Block, double>(ReferenceEqualityComparer.Instance);
        var shared = ImmutableArray.CreateBuilder<string>();
        var pending = new Stack<(Block Block, bool ChildrenDone)>([(block, false)]);
        while (pending.TryPop(out (Block Block, bool ChildrenDone) next))
        {
            cancellation.ThrowIfCancellationRequested();
            if (copied.ContainsKey(next.Block))
            {
                continue;
            }

            ImmutableArray<Block> children = BlockCompiler.Children(next.Block);
            if (!next.ChildrenDone && !children.IsEmpty)
            {
                pending.Push((next.Block, true));
                foreach (Block child in children)
                {
                    pending.Push((child, false));
                }

                continue;
            }

            copied.Add(next.Block, OfCopies(next.Block, [.. children.Select(child => copied[child])]));
        }

        if (!(copied[block] < exact * Worth))
        {
            return null;
        }

        foreach (Block redundant in copied.Keys.Where(candidate => candidate is RedundantBlock))
        {
            shared.AddRange(SharedComponents.Find(BlockCompiler.Children(redundant)));
        }

        return shared.Count == 0 ? null : new Sharing(copied[block], [.. shared.Distinct(StringComparer.Ordinal)]);
    }

    private static double OfCopies(Block block, double[] children) => block switch
    {
        ComponentBlock leaf => leaf.Component.Unavailability,
        RedundantBlock redundant => AtLeastDown(children, children.Length - redundant.Needed + 1),
        _ => Accurate.OneMinusExp(-children.Sum(value => Accurate.LogOnePlus(-value))),
    };

    /// <summary>P(at least k of n independent parts are down), by the number that are down.</summary>
    internal static double AtLeastDown(double[] unavailabilities, int least)
    {
        double[] exactly = new double[unavailabilities.Length + 1];
        exactly[0] = 1;
        foreach (double value in unavailabilities)
        {
            for (int down = unavailabilities.Length; down >= 0; down--)
            {
                exactly[down] = (exactly[down] * (1 - value)) + (down > 0 ? exactly[down - 1] * value : 0);
            }
        }

        return exactly.Skip(least).Sum();
    }
}
