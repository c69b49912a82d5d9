using System.Collections.Immutable;

namespace Nines.Environments.Model;

/// <summary>Finds what several blocks have in common.</summary>
public static class SharedComponents
{
    /// <summary>Labels of the components that stand below two or more of the blocks, in order of appearance.</summary>
    public static IEnumerable<string> Find(ImmutableArray<Block> blocks)
    {
        var firstSeen = new Dictionary<string, int>(StringComparer.Ordinal);
        var reported = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < blocks.Length; i++)
        {
            foreach (Component component in Below(blocks[i]))
            {
                if (firstSeen.TryAdd(component.Id, i) || firstSeen[component.Id] == i || !reported.Add(component.Id))
                {
                    continue;
                }

                yield return component.Label;
            }
        }
    }

    /// <summary>Every component below a block, each once. Does not recurse.</summary>
    public static IEnumerable<Component> Below(Block block)
    {
        var seen = new HashSet<Block>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<Block>([block]);
        while (pending.TryPop(out Block? next))
        {
            if (!seen.Add(next))
            {
                continue;
            }

            if (next is ComponentBlock leaf)
            {
                yield return leaf.Component;
            }

            foreach (Block child in BlockCompiler.Children(next).Reverse())
            {
                pending.Push(child);
            }
        }
    }
}
