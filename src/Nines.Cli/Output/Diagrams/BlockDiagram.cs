using System.Collections.Immutable;
using Nines.Design.Model;
using Nines.Domains;

namespace Nines.Cli.Output.Diagrams;

/// <summary>Draws a reliability block diagram: series left to right, redundancy stacked, failure domains as frames.</summary>
internal sealed class BlockDiagram
{
    /// <summary>Tried in turn until the drawing has few enough boxes.</summary>
    private static readonly ImmutableArray<int> Depths = [10, 7, 5, 4, 3, 2, 1];

    private readonly BlockFacts _facts;
    private readonly Heat _heat;
    private readonly int _mostBoxes;
    private readonly int _deepest;
    private int _boxes;

    private BlockDiagram(BlockFacts facts, Heat heat, int mostBoxes, int deepest)
    {
        _facts = facts;
        _heat = heat;
        _mostBoxes = mostBoxes;
        _deepest = deepest;
    }

    private bool IsFull => _boxes > _mostBoxes;

    /// <param name="root">The journey's block.</param>
    /// <param name="heat">The journey's.</param>
    /// <param name="widest">Where to break a series into another line, in pixels.</param>
    /// <param name="mostBoxes">How many boxes at most; what is too deep or too many is summed up in one box.</param>
    public static Sketch Draw(Block root, Heat heat, double widest, int mostBoxes)
    {
        BlockFacts facts = new(root, heat);
        FailureDomain? outermost = facts.Of(root).Domain?.SelfAndAncestors().LastOrDefault(domain => domain.Kind == DomainKind.Global);
        Sketch sketch = Sketch.Box(new BoxFace([root.Label], string.Empty, root.Label, -1, false, true));
        foreach (int deepest in Depths)
        {
            BlockDiagram diagram = new(facts, heat, mostBoxes, deepest);
            Sketch attempt = diagram.DrawGroup([root], outermost, null, 0, widest);
            if (!diagram.IsFull)
            {
                sketch = attempt;
                break;
            }
        }

        return sketch.WithEnds();
    }

    private Sketch DrawBlock(Block block, FailureDomain? within, int depth, double widest)
    {
        switch (block)
        {
            case ComponentBlock leaf:
                _boxes++;
                return Sketch.Box(Faces.Of(leaf.Component, _heat, _facts.IsShared(leaf.Component)));
            case SeriesBlock or RedundantBlock when IsFull || depth >= _deepest:
                _boxes++;
                return Sketch.Box(Faces.Summary(block.Label, _facts.Of(block).Leaves, _facts.Of(block).Hottest, _heat));
            case SeriesBlock { Children.IsEmpty: true }:
                _boxes++;
                return Sketch.Box(new BoxFace(BoxText.Wrap(block.Label, Faces.TextWidth), "always up", block.Label, -1, false, false));
            case RedundantBlock redundant:
                return DrawGroup(redundant.Children, within, redundant, depth + 1, widest);
            default:
                return DrawGroup(BlockFacts.Children(block), within, null, depth + 1, widest);
        }
    }

    /// <summary>Children of a series (<paramref name="stack"/> is null) or of a redundant block, framed by domain.</summary>
    private Sketch DrawGroup(
        ImmutableArray<Block> blocks, FailureDomain? within, RedundantBlock? stack, int depth, double widest, bool isPart = false)
    {
        double room = stack is null ? widest : widest - (2 * Sketch.Fork);
        Choice<Sibling> choice = Choice.Of(Siblings.Group(blocks, within, _facts), sibling => sibling.Look, sibling => sibling.Hottest);
        ImmutableArray<Sketch>.Builder parts = ImmutableArray.CreateBuilder<Sketch>();
        foreach (Sibling sibling in choice.Shown)
        {
            if (sibling.Domain is { } domain)
            {
                double inside = room - (2 * Sketch.FramePadding);
                parts.Add(Sketch.Frame(DrawGroup(sibling.Blocks, domain, stack, depth, inside, isPart: true), domain.Label));
            }
            else
            {
                parts.Add(DrawBlock(sibling.Blocks[0], within, depth, room));
            }
        }

        foreach (BoxFace more in Faces.More(choice.Alike, choice.Others))
        {
            _boxes++;
            parts.Add(Sketch.Box(more));
        }

        bool isOne = parts.Count == 1;
        if (stack is null || (isOne && isPart))
        {
            return isOne ? parts[0] : Sketch.Row(parts.ToImmutable(), room);
        }

        return Sketch.Stack(parts.ToImmutable(), isPart ? null : Needed(stack));
    }

    private static string Needed(RedundantBlock stack) =>
        $"{stack.Label}: {(stack.Needed == 1 ? "any " : string.Empty)}{stack.Needed} of {stack.Children.Length} needed";
}
