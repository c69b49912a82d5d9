using System.Collections.Immutable;
using Nines.Domains;
using Nines.Environments.Model;

namespace Nines.Cli.Verbs.Predict.Diagrams;

/// <summary>Equal diagrams with fewer boxes: what a series says twice is drawn once, and what all of a stack need stands before it.</summary>
internal static class Simplified
{
    /// <summary>Blocks in series, with series among them opened and nothing said twice. Does not recurse.</summary>
    public static ImmutableArray<Block> Series(ImmutableArray<Block> blocks, BlockFacts facts)
    {
        ImmutableArray<Block>.Builder flat = ImmutableArray.CreateBuilder<Block>();
        HashSet<Block> opened = new(ReferenceEqualityComparer.Instance);
        HashSet<int> seen = [];
        Stack<Block> open = new(blocks.Reverse());
        while (open.TryPop(out Block? block))
        {
            if (block is SeriesBlock { Children.IsEmpty: false } series)
            {
                foreach (Block child in opened.Add(series) ? series.Children.Reverse() : [])
                {
                    open.Push(child);
                }
            }
            else if (seen.Add(facts.Get(block).Identity))
            {
                flat.Add(block);
            }
        }

        return flat.ToImmutable();
    }

    /// <summary>
    /// Takes what every block of a stack needs out of them, so that it is drawn once, before the fork. Only what does not stand
    /// in a narrower domain than <paramref name="within"/>: that belongs into the frame of its domain.
    /// </summary>
    /// <returns>The common parts, and the rest of each block; no common parts when there is little to gain.</returns>
    public static (ImmutableArray<Block> Common, ImmutableArray<Block> Rests) Stack(
        ImmutableArray<Block> blocks, FailureDomain? within, BlockFacts facts)
    {
        if (blocks.Length < 2 || blocks.Any(block => block is not SeriesBlock))
        {
            return ([], blocks);
        }

        ImmutableArray<ImmutableArray<Block>> parts = [.. blocks.Select(block => Series([block], facts))];
        HashSet<int> shared = [.. parts[0].Where(part => Siblings.Inner(facts.Get(part).Domain, within) is null).Select(part => facts.Get(part).Identity)];
        foreach (ImmutableArray<Block> own in parts)
        {
            shared.IntersectWith(own.Select(part => facts.Get(part).Identity));
        }

        // A block of which nothing is left would be an open line in the stack.
        if (shared.Count == 0 || parts.Any(own => own.Length <= shared.Count))
        {
            return ([], blocks);
        }

        return (
            [.. parts[0].Where(part => shared.Contains(facts.Get(part).Identity))],
            [.. blocks.Zip(parts, (block, own) => Rest(block, [.. own.Where(part => !shared.Contains(facts.Get(part).Identity))]))]);
    }

    /// <summary>
    /// The stacks of a series that hold nothing but components that stand in it before them, and matter little: room on nodes
    /// that are drawn already.
    /// </summary>
    public static IEnumerable<Block> Repeating(ImmutableArray<Block> series, BlockFacts facts)
    {
        const double MaxParts = 2_000;
        const double Cold = 0.001;
        HashSet<string> before = new(StringComparer.Ordinal);
        foreach (Block block in series.Where(block => facts.Get(block).Leaves <= MaxParts))
        {
            string[] own = [.. BlockFacts.Components(block).Select(component => component.Id)];
            if (block is RedundantBlock && facts.Get(block).Hottest < Cold && own.All(before.Contains))
            {
                yield return block;
            }

            before.UnionWith(own);
        }
    }

    private static Block Rest(Block block, ImmutableArray<Block> parts) => parts.Length == 1 ? parts[0] : new SeriesBlock(block.Label, parts);
}
