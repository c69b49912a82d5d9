using System.Collections.Immutable;
using Nines.Domains;
using Nines.Environments.Model;

namespace Nines.Cli.Verbs.Predict.Diagrams;

/// <summary>Draws a reliability block diagram: series left to right, redundancy stacked, failure domains as frames.</summary>
internal sealed class BlockDiagram
{
    /// <summary>Tried in turn until the drawing has few enough boxes.</summary>
    private static readonly ImmutableArray<int> Depths = [10, 7, 5, 4, 3, 2, 1];

    private readonly BlockFacts _facts;
    private readonly Heat _heat;
    private readonly int _mostBoxes;
    private readonly int _deepest;
    private readonly HashSet<Block> _repeating = new(ReferenceEqualityComparer.Instance);
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

        return WithSharedMarks(sketch.WithEnds());
    }

    /// <summary>Marks the boxes of components that have more than one.</summary>
    private static Sketch WithSharedMarks(Sketch sketch)
    {
        HashSet<string> shared =
        [
            .. sketch.Marks.OfType<BoxMark>().Select(box => box.Face.ComponentId).OfType<string>()
                .GroupBy(id => id, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key),
        ];
        return sketch with
        {
            Marks =
            [
                .. sketch.Marks.Select(mark => mark is BoxMark { Face: { ComponentId: { } id } face } box && shared.Contains(id)
                    ? box with { Face = face with { IsShared = true, Tip = $"{face.Tip}. It is drawn more than once" } }
                    : mark),
            ],
        };
    }

    private Sketch DrawBlock(Block block, FailureDomain? within, int depth, double widest)
    {
        if (Guard.Of(block) is { } guard)
        {
            _boxes++;
            return Sketch.Box(Faces.Of(guard, _heat, within));
        }

        switch (block)
        {
            case RedundantBlock repeating when _repeating.Contains(repeating):
                _boxes++;
                return Sketch.Box(Faces.Repeating(Needed(repeating, within), _facts.Of(repeating).Hottest, _heat));
            case ComponentBlock leaf:
                _boxes++;
                return Sketch.Box(Faces.Of(leaf.Component, _heat, within));
            case SeriesBlock or RedundantBlock when IsFull || depth >= _deepest:
                _boxes++;
                return Sketch.Box(Faces.Summary(Faces.Shortened(block.Label, within), _facts.Of(block).Leaves, _facts.Of(block).Hottest, _heat));
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
        if (stack is null)
        {
            ImmutableArray<Block> series = Simplified.Series(blocks, _facts);
            _repeating.UnionWith(Simplified.Repeating(series, _facts));
            ImmutableArray<Sketch> parts = DrawParts(series, within, null, depth, widest);
            return parts.Length == 1 ? parts[0] : Sketch.Row(parts, widest);
        }

        (ImmutableArray<Block> common, ImmutableArray<Block> rests) = Simplified.Stack(blocks, within, _facts);
        ImmutableArray<Sketch> before = common.IsEmpty ? [] : DrawParts(common, within, null, depth, widest);
        double room = widest - (2 * Sketch.Fork) - before.Sum(part => part.Width + Sketch.RowGap);
        ImmutableArray<Sketch> choices = DrawParts(rests, within, stack, depth, room);
        Sketch fork = choices.Length == 1 && isPart ? choices[0] : Sketch.Stack(choices, isPart ? null : Needed(stack, within));
        return before.IsEmpty ? fork : Sketch.Row([.. before, fork], widest);
    }

    private ImmutableArray<Sketch> DrawParts(ImmutableArray<Block> blocks, FailureDomain? within, RedundantBlock? stack, int depth, double room)
    {
        Choice<Sibling> choice = Choice.Of(Siblings.Group(blocks, within, _facts), sibling => sibling.Look, sibling => sibling.Hottest);
        ImmutableArray<Sketch>.Builder parts = ImmutableArray.CreateBuilder<Sketch>();
        foreach (Sibling sibling in choice.Shown)
        {
            if (sibling.Domain is { } domain)
            {
                double inside = room - (2 * Sketch.FramePadding);
                parts.Add(Sketch.Frame(DrawGroup(sibling.Blocks, domain, stack, depth, inside, isPart: true), Faces.Frame(domain)));
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

        return parts.ToImmutable();
    }

    /// <summary>How many are needed, unless the block's own label says so.</summary>
    private static string Needed(RedundantBlock stack, FailureDomain? within)
    {
        string label = Faces.Shortened(stack.Label, within);
        string all = $"{stack.Needed} of {stack.Children.Length}";
        return label.Equals("any of", StringComparison.Ordinal) ? $"any 1 of {stack.Children.Length} needed"
            : label.StartsWith(all, StringComparison.Ordinal) ? label
            : stack.Needed > 1 ? $"{label}: {all} needed"
            : label.StartsWith("any ", StringComparison.Ordinal) ? $"{label}: {all}"
            : $"{label}: any {all}";
    }
}
