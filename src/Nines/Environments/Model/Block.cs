using System.Collections.Immutable;

namespace Nines.Environments.Model;

/// <summary>
/// A reliability block diagram (IEC 61078) in success logic. Blocks are shared freely: the same instance under two parents
/// is the same thing, and the same <see cref="Component"/> in two blocks is a repeated block.
/// </summary>
/// <param name="Label">For people: what this block stands for.</param>
public abstract record Block(string Label);

/// <summary>A leaf: up when its component is up.</summary>
public sealed record ComponentBlock(Component Component) : Block(Component.Label);

/// <summary>Up when every child is up. Without children it is always up.</summary>
/// <param name="Label">For people.</param>
/// <param name="Children">The parts that are all needed.</param>
public sealed record SeriesBlock(string Label, ImmutableArray<Block> Children) : Block(Label);

/// <summary>Up when at least <paramref name="Needed"/> children are up: 1 is parallel, more is k-out-of-n.</summary>
/// <param name="Label">For people.</param>
/// <param name="Needed">1 to the number of children.</param>
/// <param name="Children">The parts that can replace each other.</param>
public sealed record RedundantBlock(string Label, int Needed, ImmutableArray<Block> Children) : Block(Label);

/// <summary>Shorthands that keep diagrams free of blocks that say nothing.</summary>
internal static class Blocks
{
    public static Block Series(string label, params IEnumerable<Block?> children)
    {
        ImmutableArray<Block> present = [.. children.OfType<Block>()];
        return present.Length == 1 ? present[0] : new SeriesBlock(label, present);
    }

    public static Block AnyOf(string label, params IEnumerable<Block> children) => AtLeast(label, 1, children);

    public static Block AtLeast(string label, int needed, params IEnumerable<Block> children)
    {
        ImmutableArray<Block> all = [.. children];
        return all.Length == 1 && needed == 1 ? all[0]
            : needed >= all.Length ? new SeriesBlock(label, all)
            : new RedundantBlock(label, needed, all);
    }
}
