using System.Collections.Immutable;
using Nines.Design.Model;
using Nines.Domains;

namespace Nines.Cli.Output.Diagrams;

/// <summary>What is known about one block before it is drawn.</summary>
/// <param name="Shape">Equal for blocks that look alike: the same structure over components of the same kind, cause and value.</param>
/// <param name="Domain">The narrowest failure domain that holds all of it; null when there is none.</param>
/// <param name="Leaves">How many boxes it would be in full; may be huge, since blocks are shared.</param>
/// <param name="Hottest">The largest share of downtime of any component in it.</param>
internal sealed record BlockFact(int Shape, FailureDomain? Domain, double Leaves, double Hottest);

/// <summary>
/// Facts about every block of a diagram, each computed once however often the block is shared: written out as a tree a
/// diagram may be exponentially larger than it is.
/// </summary>
internal sealed class BlockFacts
{
    private readonly Dictionary<Block, BlockFact> _facts = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, int> _shapes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _occurrences = new(StringComparer.Ordinal);
    private readonly Heat _heat;

    public BlockFacts(Block root, Heat heat)
    {
        _heat = heat;
        List<Block> order = ChildrenFirst(root);
        foreach (Block block in order)
        {
            _facts[block] = Compute(block);
        }

        CountOccurrences(root, order);
    }

    public BlockFact Of(Block block) => _facts[block];

    /// <summary>True when the component is drawn more than once if everything is drawn.</summary>
    public bool IsShared(Component component) => _occurrences.GetValueOrDefault(component.Id) > 1;

    public static ImmutableArray<Block> Children(Block block) => block switch
    {
        SeriesBlock series => series.Children,
        RedundantBlock redundant => redundant.Children,
        _ => [],
    };

    private static List<Block> ChildrenFirst(Block root)
    {
        List<Block> order = [];
        HashSet<Block> seen = new(ReferenceEqualityComparer.Instance) { root };
        Stack<(Block Block, int Next)> open = new([(root, 0)]);
        while (open.TryPop(out (Block Block, int Next) top))
        {
            ImmutableArray<Block> children = Children(top.Block);
            if (top.Next == children.Length)
            {
                order.Add(top.Block);
                continue;
            }

            open.Push((top.Block, top.Next + 1));
            if (seen.Add(children[top.Next]))
            {
                open.Push((children[top.Next], 0));
            }
        }

        return order;
    }

    private BlockFact Compute(Block block)
    {
        if (block is ComponentBlock { Component: { } component })
        {
            // A node's own box stands for the node: a frame of the same name around it would say it twice.
            FailureDomain? domain = component.Kind == ComponentKind.Node && component.Domain?.Kind == DomainKind.Node
                ? component.Domain.Parent
                : component.Domain;
            string look = $"leaf {component.Kind} {component.Unavailability:R} {component.Cause}";
            return new BlockFact(Shape(look), domain, 1, _heat.Share(component.Id));
        }

        ImmutableArray<BlockFact> parts = [.. Children(block).Select(child => _facts[child])];
        string kind = block is RedundantBlock redundant ? $"{redundant.Needed} of" : "all of";
        IEnumerable<string> inner = parts.GroupBy(part => part.Shape).OrderBy(group => group.Key).Select(group => $"{group.Count()}x{group.Key}");
        return new BlockFact(
            Shape($"{kind} {string.Join(' ', inner)}"),
            parts.IsEmpty ? null : parts.Select(part => part.Domain).Aggregate(Common),
            parts.Sum(part => part.Leaves),
            parts.Select(part => part.Hottest).DefaultIfEmpty().Max());
    }

    private void CountOccurrences(Block root, List<Block> childrenFirst)
    {
        Dictionary<Block, double> paths = new(ReferenceEqualityComparer.Instance) { [root] = 1 };
        foreach (Block block in Enumerable.Reverse(childrenFirst))
        {
            double times = paths[block];
            foreach (Block child in Children(block))
            {
                paths[child] = paths.GetValueOrDefault(child) + times;
            }

            if (block is ComponentBlock leaf)
            {
                _occurrences[leaf.Component.Id] = _occurrences.GetValueOrDefault(leaf.Component.Id) + times;
            }
        }
    }

    private int Shape(string look)
    {
        if (!_shapes.TryGetValue(look, out int shape))
        {
            shape = _shapes.Count;
            _shapes.Add(look, shape);
        }

        return shape;
    }

    private static FailureDomain? Common(FailureDomain? one, FailureDomain? other) =>
        one is null || other is null ? null : one.SelfAndAncestors().FirstOrDefault(other.IsWithin);
}
