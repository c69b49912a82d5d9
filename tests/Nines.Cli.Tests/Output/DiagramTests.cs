using System.Collections.Immutable;
using Nines.Cli.Verbs.Predict.Diagrams;
using Nines.Environments.Model;
using Nines.Environments.Predictions;

namespace Nines.Cli.Tests.Output;

public sealed class DiagramTests
{
    private const int MostBoxes = 200;

    private static readonly Lazy<Dictionary<string, Sketch>> Cached = new(DrawAll);

    public static TheoryData<string> Names => [.. Drawings().Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Boxes_do_not_overlap(string name)
    {
        BoxMark[] boxes = [.. Drawings()[name].Marks.OfType<BoxMark>()];
        boxes.Length.ShouldBeGreaterThan(0);
        for (int one = 0; one < boxes.Length; one++)
        {
            for (int other = one + 1; other < boxes.Length; other++)
            {
                Overlap(Area.Of(boxes[one]), Area.Of(boxes[other])).ShouldBeFalse($"{boxes[one].Face.Tip} and {boxes[other].Face.Tip}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Everything_is_within_the_drawing(string name)
    {
        Sketch sketch = Drawings()[name];
        foreach (Area area in sketch.Marks.SelectMany(Areas))
        {
            area.Left.ShouldBeGreaterThanOrEqualTo(0);
            area.Top.ShouldBeGreaterThanOrEqualTo(0);
            area.Right.ShouldBeLessThanOrEqualTo(sketch.Width);
            area.Bottom.ShouldBeLessThanOrEqualTo(sketch.Height);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_box_is_wholly_inside_a_frame_or_wholly_outside(string name)
    {
        Sketch sketch = Drawings()[name];
        Area[] frames = [.. sketch.Marks.OfType<FrameMark>().Select(frame => new Area(frame.X, frame.Y, frame.X + frame.Width, frame.Y + frame.Height))];
        foreach (Area area in sketch.Marks.OfType<BoxMark>().Select(Area.Of).Concat(frames))
        {
            foreach (Area frame in frames)
            {
                (!Overlap(area, frame) || Contains(frame, area) || Contains(area, frame)).ShouldBeTrue();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Wires_run_straight_and_through_no_box(string name)
    {
        Sketch sketch = Drawings()[name];
        Area[] boxes = [.. sketch.Marks.OfType<BoxMark>().Select(Area.Of)];
        foreach (WireMark wire in sketch.Marks.OfType<WireMark>())
        {
            foreach ((Corner from, Corner to) in wire.Corners.Zip(wire.Corners.Skip(1)))
            {
                (from.X == to.X || from.Y == to.Y).ShouldBeTrue();
                Area line = new(Math.Min(from.X, to.X), Math.Min(from.Y, to.Y), Math.Max(from.X, to.X), Math.Max(from.Y, to.Y));
                boxes.ShouldNotContain(box => Overlap(box, line));
            }
        }
    }

    [Fact]
    public void The_same_input_gives_the_same_drawing() =>
        DrawAll()["large"].Marks.OfType<BoxMark>().Select(box => (box.X, box.Y, box.Face.Tip))
            .ShouldBe(Drawings()["large"].Marks.OfType<BoxMark>().Select(box => (box.X, box.Y, box.Face.Tip)));

    [Fact]
    public void Regions_zones_and_nodes_are_frames_inside_each_other()
    {
        FrameMark[] frames = [.. Drawings()["hybrid"].Marks.OfType<FrameMark>()];
        frames.Select(frame => frame.Label).ShouldBe(["region weu (westeurope)", "zone 1", "zone 2", "zone 3"]);
    }

    [Fact]
    public void A_component_that_is_drawn_twice_is_marked()
    {
        ComponentBlock[] all = [Leaf(0), Leaf(1), Leaf(2), Leaf(3)];
        Block pairs = new RedundantBlock(
            "any pair", 1, [new SeriesBlock("one", [all[0], all[1]]), new SeriesBlock("two", [all[1], all[2]]), new SeriesBlock("three", [all[2], all[3]])]);

        BoxMark[] boxes = [.. Boxes(pairs)];
        boxes.Where(box => box.Face.IsShared).Select(box => box.Face.ComponentId).ShouldBe(["c1", "c1", "c2", "c2"], ignoreOrder: true);
    }

    [Fact]
    public void What_all_alternatives_need_is_drawn_once_before_they_part()
    {
        BoxMark[] boxes = [.. Drawings()["shared"].Marks.OfType<BoxMark>()];
        BoxMark entra = boxes.Single(box => box.Face.Tip.StartsWith("Entra ID", StringComparison.Ordinal));
        boxes.Where(box => box.Face.Tip.StartsWith("Web app", StringComparison.Ordinal)).ShouldAllBe(box => box.X > entra.X + entra.Width);
    }

    [Fact]
    public void What_a_series_says_twice_is_drawn_once()
    {
        ComponentBlock region = Leaf(0);
        Block nested = new SeriesBlock("outer", [region, new SeriesBlock("inner", [region, Leaf(1), new SeriesBlock("innermost", [region])])]);

        Boxes(nested).Select(box => box.Face.ComponentId).ShouldBe(["c0", "c1"]);
    }

    [Fact]
    public void A_loss_that_counts_only_until_others_take_over_is_one_box()
    {
        ComponentBlock failover = Answering(ReactionKind.Rescheduling, Leaf(0), "Rescheduling shop away from c0");
        BoxMark box = Boxes(new RedundantBlock("c0, or its pods have moved", 1, [Leaf(0), failover])).ShouldHaveSingleItem();

        box.Face.Lines.ShouldBe(["c0", "or its pods moved"]);
        box.Face.Tip.ShouldContain("counts only until others have taken over");
    }

    [Fact]
    public void A_failover_in_a_row_says_when_it_counts()
    {
        Block path = new SeriesBlock("path", [Leaf(2), Leaf(3)]);
        ComponentBlock failover = Answering(ReactionKind.Failover, path, "Failover from path");
        BoxMark box = Boxes(new RedundantBlock("path, or its load has moved", 1, [path, failover])).ShouldHaveSingleItem();

        box.Face.Lines.ShouldBe(["Failover from path"]);
        box.Face.Note.ShouldStartWith("if that is down");
    }

    private static ComponentBlock Answering(ReactionKind kind, Block lost, string label) =>
        new(Leaf(1).Component with { Kind = ComponentKind.Failover, Label = label, Reaction = new OutageReaction(kind, lost, null, 1, null) });

    private static IEnumerable<BoxMark> Boxes(Block block) =>
        BlockDiagram.Draw(block, Heat.From(Sample.Awkward().Journeys[0]), 1000, MostBoxes).Marks.OfType<BoxMark>();

    [Fact]
    public void Many_that_look_alike_are_two_and_a_count()
    {
        BoxMark[] boxes = [.. Drawings()["large"].Marks.OfType<BoxMark>()];
        boxes.ShouldContain(box => box.Face.Tip == "48 more like this");
        boxes.ShouldContain(box => box.Face.Tip == "98 more like this");
        boxes.Length.ShouldBeLessThanOrEqualTo(MostBoxes);
    }

    [Fact]
    public void The_hottest_of_many_alike_is_shown()
    {
        ImmutableArray<Block> many = [.. Enumerable.Range(0, 30).Select(Leaf)];
        JourneyPrediction journey = Sample.Awkward().Journeys[0] with
        {
            Components = [((ComponentBlock)many[17]).Component],
            Importance = [new(0, 0.1, 1, 1, 1, 1, 1, 1)],
        };
        Sketch sketch = BlockDiagram.Draw(new RedundantBlock("many", 1, many), Heat.From(journey), 1000, MostBoxes);
        sketch.Marks.OfType<BoxMark>().ShouldContain(box => box.Face.Level == 5 && box.Face.Tip.StartsWith("c17", StringComparison.Ordinal));
    }

    [Fact]
    public void Blocks_that_share_and_nest_without_end_are_summed_up()
    {
        Block block = Leaf(0);
        for (int level = 1; level < 200; level++)
        {
            block = new RedundantBlock($"level {level}", 1, [new SeriesBlock("left", [block, Leaf(level)]), new SeriesBlock("right", [block, block])]);
        }

        Sketch sketch = BlockDiagram.Draw(block, Heat.From(Sample.Awkward().Journeys[0]), 1000, MostBoxes);
        sketch.Marks.OfType<BoxMark>().Count().ShouldBeLessThanOrEqualTo(MostBoxes);
        sketch.Marks.OfType<BoxMark>().ShouldContain(box => box.Face.Note == "very many parts");
    }

    [Theory]
    [InlineData("Short", "Short")]
    [InlineData("Application Gateway in weu", "Application Gateway|in weu")]
    [InlineData("", "")]
    public void Text_is_wrapped_into_its_box(string text, string lines) =>
        string.Join('|', BoxText.Wrap(text, BoxFaces.TextWidth)).ShouldBe(lines);

    [Fact]
    public void Text_that_does_not_fit_ends_in_an_ellipsis()
    {
        ImmutableArray<string> lines = BoxText.Wrap(new string('W', 300), BoxFaces.TextWidth);
        lines.Length.ShouldBe(2);
        lines[1].ShouldEndWith("…");
    }

    private static Dictionary<string, Sketch> Drawings() => Cached.Value;

    private static Dictionary<string, Sketch> DrawAll()
    {
        Dictionary<string, Sketch> drawings = new(StringComparer.Ordinal);
        Prediction hybrid = Sample.Hybrid();
        Prediction large = Sample.Large(100, 3, 50);
        drawings["hybrid"] = Block(hybrid, 0, 1100);
        drawings["hybrid, narrow"] = Block(hybrid, 0, 300);
        drawings["on-premises"] = Block(hybrid, 2, 1100);
        drawings["on-premises, narrow"] = Block(hybrid, 2, 200);
        drawings["shared"] = Block(Sample.SharedServices(), 0, 1100);
        drawings["large"] = Block(large, 0, 1100);
        drawings["long series"] = BlockDiagram.Draw(
            new SeriesBlock("long", [.. Enumerable.Range(0, 40).Select(index => Leaf(index) with { Component = Leaf(index).Component with { Cause = $"{index}" } })]),
            Heat.From(hybrid), 900, MostBoxes);
        drawings["map of hybrid"] = DomainDiagram.Draw(hybrid.System, Heat.From(hybrid), 1100, MostBoxes)!;
        drawings["map of large"] = DomainDiagram.Draw(large.System, Heat.From(large), 1100, MostBoxes)!;
        drawings["map of few"] = DomainDiagram.Draw(large.System, Heat.From(large), 1100, 10)!;
        return drawings;
    }

    private static Sketch Block(Prediction prediction, int journey, double maxWidth) => BlockDiagram.Draw(
        prediction.Journeys[journey].Diagram!, Heat.From(prediction.Journeys[journey]), maxWidth, MostBoxes);

    private static ComponentBlock Leaf(int index) => new(Sample.Awkward().System.Components[0] with { Id = $"c{index}", Label = $"c{index}" });

    private static IEnumerable<Area> Areas(Mark mark) => mark switch
    {
        BoxMark box => [Area.Of(box)],
        FrameMark frame => [new Area(frame.X, frame.Y, frame.X + frame.Width, frame.Y + frame.Height)],
        WireMark wire => wire.Corners.Select(corner => new Area(corner.X, corner.Y, corner.X, corner.Y)),
        LabelMark label => [new Area(label.X, label.Y - 11, label.X + BoxText.Width(label.Text), label.Y + 3)],
        _ => [],
    };

    private static bool Overlap(Area one, Area other) =>
        one.Left < other.Right && other.Left < one.Right && one.Top < other.Bottom && other.Top < one.Bottom;

    private static bool Contains(Area outer, Area inner) =>
        outer.Left <= inner.Left && outer.Top <= inner.Top && outer.Right >= inner.Right && outer.Bottom >= inner.Bottom;

    private readonly record struct Area(double Left, double Top, double Right, double Bottom)
    {
        public static Area Of(BoxMark box) => new(box.X, box.Y, box.X + box.Width, box.Y + box.Height);
    }
}
