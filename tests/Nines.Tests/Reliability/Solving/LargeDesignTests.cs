using Nines.Reliability;
using Nines.Reliability.Solving;
using Nines.Reliability.Structure;

namespace Nines.Tests.Reliability.Solving;

public sealed class LargeDesignTests
{
    private static Solution Solve(StructureFunction function) =>
        Solver.Solve(function, SolverLimits.Default, TimeProvider.System, TestLimit.Token);

    [Fact]
    public void Six_nodes_in_three_zones_count_the_zone_once()
    {
        // Needing four of six: two zones lost, or one zone and a node elsewhere, or three nodes. Facts give 1.25e-6.
        StructureFunctionBuilder builder = new();
        List<NodeRef> nodes = [];
        for (int zone = 0; zone < 3; zone++)
        {
            NodeRef zoneDown = builder.Event($"zone{zone}", 1e-4);
            nodes.Add(builder.Or(zoneDown, builder.Event($"node{zone}a", 1e-3)));
            nodes.Add(builder.Or(zoneDown, builder.Event($"node{zone}b", 1e-3)));
        }

        Solution solution = Solve(builder.Build(builder.AtLeast(3, [.. nodes])));

        solution.Unavailability.Value.ShouldBe(1.25e-6, 0.005e-6);
        solution.IsCoherent.ShouldBeTrue();
    }

    [Theory]
    [InlineData(40, 3)]
    [InlineData(150, 76)]
    [InlineData(1000, 20)]
    public void Identical_components_follow_the_binomial_sum(int n, int k)
    {
        const double P = 0.01;
        StructureFunctionBuilder builder = new();
        NodeRef[] nodes = [.. Enumerable.Range(0, n).Select(i => builder.Event($"n{i}", P))];

        Solution solution = Solve(builder.Build(builder.AtLeast(k, nodes)));

        double term = Math.Pow(1 - P, n);
        double sum = 0;
        for (int i = 0; i <= n; i++)
        {
            sum += i >= k ? term : 0;
            term *= (double)(n - i) / (i + 1) * P / (1 - P);
        }

        (solution.Unavailability.Value / sum).ShouldBe(1, 1e-9);
        if (n == 40)
        {
            solution.CutSets(TestLimit.Token).Count.ShouldBe((UInt128)9880);
        }
    }

    [Fact]
    public void A_hundred_regions_of_three_zones_of_fifty_nodes_are_exact()
    {
        StructureFunctionBuilder builder = new();
        List<NodeRef> regions = [];
        for (int r = 0; r < 100; r++)
        {
            List<NodeRef> nodes = [];
            for (int z = 0; z < 3; z++)
            {
                NodeRef zone = builder.Event($"r{r}z{z}", 0.01);
                for (int n = 0; n < 50; n++)
                {
                    nodes.Add(builder.Or(zone, builder.Event($"r{r}z{z}n{n}", 0.02)));
                }
            }

            regions.Add(builder.AtLeast(60, [.. nodes]));
        }

        Solution all = Solve(builder.Build(builder.Or([.. regions])));
        Solution one = Solve(builder.Build(regions[0]));
        CancellationToken cancellation = TestLimit.Token;

        all.Unavailability.IsExact.ShouldBeTrue();
        (all.Unavailability.Value / -double.ExpM1(100 * double.LogP1(-one.Unavailability.Value))).ShouldBe(1, 1e-9);
        all.Importance(false, cancellation).Length.ShouldBe(15300);
        all.MostProbableCutSets(3, cancellation).Length.ShouldBe(3);
        all.CutSets(cancellation).IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void A_chain_of_two_hundred_thousand_gates_does_not_overflow_the_stack()
    {
        StructureFunctionBuilder builder = new();
        NodeRef chain = builder.Event("e0", 0.5);
        for (int i = 1; i <= 200_000; i++)
        {
            // Few events, used again and again: nothing here is a module.
            NodeRef e = builder.Event($"e{i % 50}", i % 50 == 0 ? 0.5 : 0.25);
            chain = i % 2 == 0 ? builder.And(chain, e) : builder.Or(chain, e);
        }

        Solution solution = Solve(builder.Build(chain));

        solution.Unavailability.IsExact.ShouldBeTrue();
        solution.Importance(true, TestLimit.Token).Length.ShouldBe(50);
    }

    [Fact]
    public void A_chain_of_modules_is_as_exact_as_its_recurrence()
    {
        StructureFunctionBuilder builder = new();
        NodeRef chain = builder.Event("e0", 1e-6);
        double expected = 1e-6;
        for (int i = 1; i <= 20_000; i++)
        {
            NodeRef e = builder.Event($"e{i}", i % 2 == 0 ? 0.5 : 1e-6);
            chain = i % 2 == 0 ? builder.And(chain, e) : builder.Or(chain, e);
            expected = i % 2 == 0 ? expected * 0.5 : expected + (1e-6 * (1 - expected));
        }

        Solution solution = Solve(builder.Build(chain));

        (solution.Unavailability.Value / expected).ShouldBe(1, 1e-9);
        solution.Importance(false, TestLimit.Token)[0].Event.ShouldBe(20_000);
    }

    [Fact]
    public void Changed_probabilities_agree_with_a_new_solve()
    {
        RandomFunctions random = new(77);
        for (int i = 0; i < 200; i++)
        {
            StructureFunction function = random.Make(8, 12, coherent: i % 2 == 0);
            double[] numbers = [.. function.Events.Select(_ => random.Next(1000) / 1000.0)];
            double expected = 0;
            bool[] state = new bool[numbers.Length];
            for (int s = 0; s < 1 << numbers.Length; s++)
            {
                double p = 1;
                for (int e = 0; e < numbers.Length; e++)
                {
                    state[e] = ((s >> e) & 1) == 1;
                    p *= state[e] ? numbers[e] : 1 - numbers[e];
                }

                expected += function.Evaluate(state) ? p : 0;
            }

            Solve(function).Evaluate(numbers).ShouldBe(expected, 1e-12);
        }
    }
}
