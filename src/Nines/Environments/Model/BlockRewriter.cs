using System.Collections.Immutable;

namespace Nines.Environments.Model;

/// <summary>Replaces blocks throughout diagrams. What is shared stays shared, what does not change stays the same block; nothing recurses.</summary>
/// <param name="replacement">The block to use instead of one, with everything below it; null keeps the block and looks below it.</param>
internal sealed class BlockRewriter(Func<Block, Block?> replacement)
{
    private readonly Dictionary<Block, Block> _done = new(ReferenceEqualityComparer.Instance);

    /// <summary>A diagram in which every component of another one is down.</summary>
    public static Block WithDown(Block block, Block down)
    {
        HashSet<string> ids = [.. SharedComponents.Below(down).Select(component => component.Id)];
        return new BlockRewriter(each => each is ComponentBlock leaf && ids.Contains(leaf.Component.Id)
            ? new ComponentBlock(leaf.Component with { Unavailability = 1, Reaction = null })
            : null).Rewrite(block);
    }

    public Block Rewrite(Block block)
    {
        var pending = new Stack<(Block Block, bool ChildrenDone)>([(block, false)]);
        while (pending.TryPop(out (Block Block, bool ChildrenDone) next))
        {
            if (_done.ContainsKey(next.Block))
            {
                continue;
            }

            if (!next.ChildrenDone && replacement(next.Block) is { } other)
            {
                _done.Add(next.Block, other);
                continue;
            }

            ImmutableArray<Block> children = next.Block is ComponentBlock { Component.Reaction.Lost: { } lost } ? [lost] : BlockCompiler.Children(next.Block);
            if (!next.ChildrenDone && !children.IsEmpty)
            {
                pending.Push((next.Block, true));
                foreach (Block child in children)
                {
                    pending.Push((child, false));
                }

                continue;
            }

            _done.Add(next.Block, Replace(next.Block, children));
        }

        return _done[block];
    }

    private Block Replace(Block block, ImmutableArray<Block> children)
    {
        ImmutableArray<Block> replaced = [.. children.Select(child => _done[child])];
        return !replaced.Where((child, i) => !ReferenceEquals(child, children[i])).Any() ? block : block switch
        {
            ComponentBlock { Component: { Reaction: { } reaction } component } => new ComponentBlock(component with { Reaction = reaction with { Lost = _done[reaction.Lost] } }),
            SeriesBlock series => series with { Children = replaced },
            RedundantBlock redundant => redundant with { Children = replaced },
            _ => block,
        };
    }
}
