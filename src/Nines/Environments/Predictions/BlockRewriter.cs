using System.Collections.Immutable;
using Nines.Environments.Model;

namespace Nines.Environments.Predictions;

/// <summary>Replaces components throughout diagrams. What is shared stays shared; nothing recurses.</summary>
internal sealed class BlockRewriter(IReadOnlyDictionary<string, Component> replacements)
{
    private readonly Dictionary<Block, Block> _done = new(ReferenceEqualityComparer.Instance);

    public Block Rewrite(Block block)
    {
        var pending = new Stack<(Block Block, bool ChildrenDone)>([(block, false)]);
        while (pending.TryPop(out (Block Block, bool ChildrenDone) next))
        {
            if (_done.ContainsKey(next.Block))
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

            _done.Add(next.Block, Replace(next.Block, children));
        }

        return _done[block];
    }

    private Block Replace(Block block, ImmutableArray<Block> children)
    {
        ImmutableArray<Block> replaced = [.. children.Select(child => _done[child])];
        return block switch
        {
            ComponentBlock leaf => replacements.TryGetValue(leaf.Component.Id, out Component? other) ? new ComponentBlock(other) : leaf,
            SeriesBlock series => series with { Children = replaced },
            RedundantBlock redundant => redundant with { Children = replaced },
            _ => block,
        };
    }
}
