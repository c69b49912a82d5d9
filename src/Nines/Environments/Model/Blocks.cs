using System.Collections.Immutable;

namespace Nines.Environments.Model;

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
