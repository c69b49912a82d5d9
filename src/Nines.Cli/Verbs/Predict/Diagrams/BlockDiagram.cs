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
    private readonly int _maxBoxes;
    private readonly int _maxDepth;
    private readonly HashSet<Block> _repeating = new(ReferenceEqualityComparer.Instance);
    private int _boxes;

    private BlockDiagram(BlockFacts facts, Heat heat, int maxBoxes, int maxDepth)
    {
        _facts = facts;
        _heat = heat;
        _maxBoxes = maxBoxes;
        _maxDepth = maxDepth;
    }

    private bool IsFull => _boxes > _maxBoxes;

    /// <param name="root">The journey's block.</param>
    /// <param name="heat">The journey's.</param>
    /// <param name="maxWidth">Width at which a series continues on another line, in pixels.</param>
    /// <param name="maxBoxes">Maximum number of boxes; deeper or further parts are summed up in one box.</param>
    public static Sketch Draw(Block root, Heat heat, double maxWidth, int maxBoxes)
    {
        BlockFacts facts = new(root, heat);
        FailureDomain? outermost = facts.Get(root).Domain?.SelfAndAncestors().LastOrDefault(domain => domain.Kind == DomainKind.Global);
        Sketch sketch = Sketch.Box(new BoxFace([root.Label], string.Empty, root.Label, -1, false, true));
        foreach (int maxDepth in Depths)
        {
            BlockDiagram diagram = new(facts, heat, maxBoxes, maxDepth);
            Sketch attempt = diagram.DrawGroup([root], outermost, null, 0, maxWidth);
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

    private Sketch DrawBlock(Block block, FailureDomain? within, int depth, double maxWidth)
    {
        if (BridgedLoss.Find(block) is { } bridged)
        {
            _boxes++;
            return Sketch.Box(BoxFaces.Create(bridged, _heat, within));
        }

        switch (block)
        {
            case RedundantBlock repeating when _repeating.Contains(repeating):
                _boxes++;
                return Sketch.Box(BoxFaces.Repeating(Needed(repeating, within), _facts.Get(repeating).Hottest, _heat));
            case ComponentBlock leaf:
                _boxes++;
                return Sketch.Box(BoxFaces.Create(leaf.Component, _heat, within));
            case SeriesBlock or RedundantBlock when IsFull || depth >= _maxDepth:
                _boxes++;
                return Sketch.Box(BoxFaces.Summary(BoxFaces.Shortened(block.Label, within), _facts.Get(block).Leaves, _facts.Get(block).Hottest, _heat));
            case SeriesBlock { Children.IsEmpty: true }:
                _boxes++;
                return Sketch.Box(new BoxFace(BoxText.Wrap(block.Label, BoxFaces.TextWidth), "always up", block.Label, -1, false, false));
            case RedundantBlock redundant:
                return DrawGroup(redundant.Children, within, redundant, depth + 1, maxWidth);
            default:
                return DrawGroup(BlockFacts.Children(block), within, null, depth + 1, maxWidth);
        }
    }

    /// <summary>Children of a series (<paramref name="stack"/> is null) or of a redundant block, framed by domain.</summary>
    private Sketch DrawGroup(
        ImmutableArray<Block> blocks, FailureDomain? within, RedundantBlock? stack, int depth, double maxWidth, bool isPart = false)
    {
        if (stack is null)
        {
            ImmutableArray<Block> series = Simplified.Series(blocks, _facts);
            _repeating.UnionWith(Simplified.Repeating(series, _facts));
            ImmutableArray<Sketch> parts = DrawParts(series, within, null, depth, maxWidth);
            return parts.Length == 1 ? parts[0] : Sketch.Row(parts, maxWidth);
        }

        (ImmutableArray<Block> common, ImmutableArray<Block> rests) = Simplified.Stack(blocks, within, _facts);
        ImmutableArray<Sketch> before = common.IsEmpty ? [] : DrawParts(common, within, null, depth, maxWidth);
        double room = maxWidth - (2 * Sketch.Fork) - before.Sum(part => part.Width + Sketch.RowGap);
        ImmutableArray<Sketch> choices = DrawParts(rests, within, stack, depth, room);
        Sketch fork = choices.Length == 1 && isPart ? choices[0] : Sketch.Stack(choices, isPart ? null : Needed(stack, within));
        return before.IsEmpty ? fork : Sketch.Row([.. before, fork], maxWidth);
    }

    private ImmutableArray<Sketch> DrawParts(ImmutableArray<Block> blocks, FailureDomain? within, RedundantBlock? stack, int depth, double room)
    {
        Selection<Sibling> choice = Selection.Select(Siblings.Group(blocks, within, _facts), sibling => sibling.Look, sibling => sibling.Hottest);
        ImmutableArray<Sketch>.Builder parts = ImmutableArray.CreateBuilder<Sketch>();
        foreach (Sibling sibling in choice.Shown)
        {
            if (sibling.Domain is { } domain)
            {
                double inside = room - (2 * Sketch.FramePadding);
                parts.Add(Sketch.Frame(DrawGroup(sibling.Blocks, domain, stack, depth, inside, isPart: true), BoxFaces.Frame(domain)));
            }
            else
            {
                parts.Add(DrawBlock(sibling.Blocks[0], within, depth, room));
            }
        }

        foreach (BoxFace more in BoxFaces.More(choice.Alike, choice.Others))
        {
            _boxes++;
            parts.Add(Sketch.Box(more));
        }

        return parts.ToImmutable();
    }

    /// <summary>Number of parts needed, as text.</summary>
    private static string Needed(RedundantBlock stack, FailureDomain? within)
    {
        string label = BoxFaces.Shortened(stack.Label, within);
        string all = $"{stack.Needed} of {stack.Children.Length}";
        return label.Equals("any of", StringComparison.Ordinal) ? $"any 1 of {stack.Children.Length} needed"
            : label.StartsWith(all, StringComparison.Ordinal) ? label
            : stack.Needed > 1 ? $"{label}: {all} needed"
            : label.StartsWith("any ", StringComparison.Ordinal) ? $"{label}: {all}"
            : $"{label}: any {all}";
    }
}
