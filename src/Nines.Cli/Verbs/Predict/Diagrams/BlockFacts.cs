using System.Collections.Immutable;
using Nines.Domains;
using Nines.Environments.Model;

namespace Nines.Cli.Verbs.Predict.Diagrams;

/// <summary>Facts about one block, computed before it is drawn.</summary>
/// <param name="Shape">Equal for blocks that look alike: the same structure over components of the same kind, cause and value.</param>
/// <param name="Identity">Equal for blocks that are the same: the same structure over the same components.</param>
/// <param name="Domain">The narrowest failure domain that holds all of it; null when there is none.</param>
/// <param name="Leaves">Number of boxes when drawn in full; may be huge, since blocks are shared.</param>
/// <param name="Hottest">The largest share of downtime of any component in it.</param>
internal sealed record BlockFact(int Shape, int Identity, FailureDomain? Domain, double Leaves, double Hottest);

/// <summary>
/// Facts about every block of a diagram, each computed once however often the block is shared: written out as a tree a
/// diagram may be exponentially larger than it is.
/// </summary>
internal sealed class BlockFacts
{
    private readonly Dictionary<Block, BlockFact> _facts = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, int> _shapes = new(StringComparer.Ordinal);
    private readonly Heat _heat;

    public BlockFacts(Block root, Heat heat)
    {
        _heat = heat;
        foreach (Block block in ChildrenFirst(root))
        {
            _facts[block] = Compute(block);
        }
    }

    /// <param name="block">One of the diagram, or a new one over blocks that are known.</param>
    public BlockFact Get(Block block)
    {
        if (!_facts.TryGetValue(block, out BlockFact? fact))
        {
            fact = Compute(block);
            _facts.Add(block, fact);
        }

        return fact;
    }

    public static ImmutableArray<Block> Children(Block block) => block switch
    {
        SeriesBlock series => series.Children,
        RedundantBlock redundant => redundant.Children,
        _ => [],
    };

    /// <summary>Every component in a block, each once.</summary>
    public static IEnumerable<Component> Components(Block block) => ChildrenFirst(block).OfType<ComponentBlock>().Select(leaf => leaf.Component);

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
            string look = $"leaf {component.Kind} {component.Unavailability:R} {component.Cause}";
            return new BlockFact(Shape(look), Shape($"is {component.Id}"), component.Domain, 1, _heat.Share(component.Id));
        }

        ImmutableArray<BlockFact> parts = [.. Children(block).Select(child => _facts[child])];
        string kind = block is RedundantBlock redundant ? $"{redundant.Needed} of" : "all of";
        return new BlockFact(
            Shape($"{kind} {Counted(parts.Select(part => part.Shape))}"),
            Shape($"{kind} these {Counted(parts.Select(part => part.Identity))}"),
            parts.IsEmpty ? null : parts.Select(part => part.Domain).Aggregate(Common),
            parts.Sum(part => part.Leaves),
            parts.Select(part => part.Hottest).DefaultIfEmpty().Max());
    }

    private static string Counted(IEnumerable<int> numbers) =>
        string.Join(' ', numbers.GroupBy(number => number).OrderBy(group => group.Key).Select(group => $"{group.Count()}x{group.Key}"));

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
