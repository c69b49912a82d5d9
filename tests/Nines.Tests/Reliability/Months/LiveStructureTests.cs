using Nines.Reliability.Months;
using Nines.Reliability.Structure;

namespace Nines.Tests.Reliability.Months;

public sealed class LiveStructureTests
{
    [Fact]
    public void Flipping_events_one_by_one_agrees_with_a_new_evaluation()
    {
        for (ulong seed = 0; seed < 300; seed++)
        {
            var random = Xoshiro256.FromSeed(seed);
            StructureFunction function = RandomFunction(random);
            var wiring = new StructureWiring(function);
            var live = new LiveStructure(wiring);
            bool[] down = new bool[function.Events.Length];
            live.IsDown.ShouldBe(function.Evaluate(down));
            for (int i = 0; i < 60 && !wiring.UsedEvents.IsEmpty; i++)
            {
                int e = wiring.UsedEvents[Below(random, wiring.UsedEvents.Length)];
                down[e] = !down[e];
                live.Flip(e);
                live.IsDown.ShouldBe(function.Evaluate(down), $"seed {seed}, change {i}");
            }
        }
    }

    [Fact]
    public void Events_that_the_top_does_not_depend_on_are_omitted()
    {
        var builder = new StructureFunctionBuilder();
        NodeRef a = builder.Event("a", 0.1);
        builder.Event("b", 0.1);
        NodeRef c = builder.Event("c", 0.1);

        new StructureWiring(builder.Build(builder.Or(a, c))).UsedEvents.ShouldBe([0, 2]);
    }

    private static StructureFunction RandomFunction(Xoshiro256 random)
    {
        var builder = new StructureFunctionBuilder();
        List<NodeRef> nodes = [.. Enumerable.Range(0, 6).Select(e => builder.Event($"e{e}", 0.1)), builder.House(true), builder.House(false)];
        for (int gate = 0; gate < 12; gate++)
        {
            NodeRef[] arguments = [.. Enumerable.Range(0, 1 + Below(random, 4)).Select(_ => nodes[Below(random, nodes.Count)])];
            nodes.Add(Below(random, 5) switch
            {
                0 => builder.And(arguments),
                1 => builder.Or(arguments),
                2 => builder.AtLeast(2, arguments),
                3 => builder.Xor(arguments),
                _ => builder.Not(arguments[0]),
            });
        }

        return builder.Build(nodes[^1]);
    }

    private static int Below(Xoshiro256 random, int limit) => (int)(random.Next() % (ulong)limit);
}
