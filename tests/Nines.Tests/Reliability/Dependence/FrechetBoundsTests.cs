using Nines.Reliability.Dependence;
using Nines.Reliability.Structure;

namespace Nines.Tests.Reliability.Dependence;

public sealed class FrechetBoundsTests
{
    [Fact]
    public void A_series_lies_between_the_worst_member_and_the_sum()
    {
        (double lower, double upper) = Of(b => b.Or(b.Event("a", 0.1), b.Event("b", 0.2)));

        lower.ShouldBe(0.2, 1e-15);
        upper.ShouldBe(0.3, 1e-15);
    }

    [Fact]
    public void A_parallel_pair_lies_between_never_and_the_better_member()
    {
        (double lower, double upper) = Of(b => b.And(b.Event("a", 0.1), b.Event("b", 0.2)));

        lower.ShouldBe(0);
        upper.ShouldBe(0.1);
        Of(b => b.And(b.Event("a", 0.7), b.Event("b", 0.8))).Lower.ShouldBe(0.5, 1e-15);
    }

    [Fact]
    public void Two_of_three_may_be_worse_than_any_product() =>
        Of(b => b.AtLeast(2, b.Event("a", 0.1), b.Event("b", 0.1), b.Event("c", 0.1))).Upper.ShouldBe(0.15, 1e-15);

    [Fact]
    public void A_sure_argument_is_set_aside_before_averaging() =>
        Of(b => b.AtLeast(2, b.House(true), b.Event("b", 0.1), b.Event("c", 0.05))).Upper.ShouldBe(0.15, 1e-15);

    [Fact]
    public void Odd_lies_between_the_difference_and_the_sum()
    {
        (double lower, double upper) = Of(b => b.Xor(b.Event("a", 0.7), b.Event("b", 0.6)));

        lower.ShouldBe(0.1, 1e-15);
        upper.ShouldBe(0.7, 1e-15);
    }

    [Fact]
    public void A_negation_swaps_the_bounds()
    {
        (double lower, double upper) = Of(b => b.Not(b.Or(b.Event("a", 0.1), b.Event("b", 0.2))));

        lower.ShouldBe(0.7, 1e-15);
        upper.ShouldBe(0.8, 1e-15);
    }

    [Fact]
    public void Any_joint_distribution_stays_within_the_bounds()
    {
        for (uint seed = 1; seed <= 3000; seed++)
        {
            var random = new SmallRandom(seed);
            double[] joint = RandomJoint(random, events: 4);
            StructureFunction function = RandomFunction(random, joint);
            (double lower, double upper) = FrechetBounds.Compute(function);

            double probability = 0;
            for (int state = 0; state < joint.Length; state++)
            {
                bool[] down = [.. function.Events.Select(e => (state >> (e.Name[0] - 'a') & 1) == 1)];
                probability += function.Evaluate(down) ? joint[state] : 0;
            }

            probability.ShouldBeInRange(lower - 1e-12, upper + 1e-12, $"seed {seed}");
        }
    }

    private static FrechetBounds Of(Func<StructureFunctionBuilder, NodeRef> top)
    {
        var builder = new StructureFunctionBuilder();
        return FrechetBounds.Compute(builder.Build(top(builder)));
    }

    /// <summary>Few states carry most of the weight, so that strong dependence is common.</summary>
    private static double[] RandomJoint(SmallRandom random, int events)
    {
        double[] joint = new double[1 << events];
        for (int i = random.Below(6); i >= 0; i--)
        {
            joint[random.Below(joint.Length)] += random.Unit();
        }

        double sum = joint.Sum();
        return [.. joint.Select(p => p / sum)];
    }

    private static StructureFunction RandomFunction(SmallRandom random, double[] joint)
    {
        var builder = new StructureFunctionBuilder();
        var nodes = new List<NodeRef>();
        for (int e = 0; 1 << e < joint.Length; e++)
        {
            double p = joint.Where((_, state) => (state >> e & 1) == 1).Sum();
            nodes.Add(builder.Event($"{(char)('a' + e)}", Math.Min(p, 1)));
        }

        for (int gate = random.Below(6); gate >= 0; gate--)
        {
            NodeRef[] arguments = [.. Enumerable.Range(0, 1 + random.Below(4)).Select(_ => nodes[random.Below(nodes.Count)])];
            nodes.Add(random.Below(5) switch
            {
                0 => builder.And(arguments),
                1 => builder.Or(arguments),
                2 => builder.AtLeast(1 + random.Below(arguments.Length), arguments),
                3 => builder.Xor(arguments),
                _ => builder.Not(arguments[0]),
            });
        }

        return builder.Build(nodes[^1]);
    }

    /// <summary>Marsaglia's xorshift: enough for choosing examples.</summary>
    private sealed class SmallRandom(uint seed)
    {
        private uint _state = seed * 2654435769u;

        public double Unit() => Next() / 4294967296.0;

        public int Below(int limit) => (int)(Unit() * limit);

        private uint Next()
        {
            _state ^= _state << 13;
            _state ^= _state >> 17;
            return _state ^= _state << 5;
        }
    }
}
