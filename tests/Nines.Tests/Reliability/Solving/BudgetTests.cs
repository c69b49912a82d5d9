using Nines.Reliability;
using Nines.Reliability.Circuits;
using Nines.Reliability.Solving;
using Nines.Reliability.Structure;
using Nines.Reliability.Truncation;

namespace Nines.Tests.Reliability.Solving;

public sealed class BudgetTests
{
    [Fact]
    public void Without_any_steps_the_answer_is_bounds_that_say_so()
    {
        RandomFunctions random = new(5);
        for (int i = 0; i < 300; i++)
        {
            StructureFunction function = random.Make(9, 16, coherent: i % 2 == 0);
            double exact = new BruteForce(function).Probability();
            SolverLimits nothing = new(1 << 20, 1);

            BoundedProbability answer = Solver.Solve(
                function, nothing, TimeProvider.System, TestLimit.Token).Unavailability;

            answer.Lower.ShouldBeLessThanOrEqualTo(exact + 1e-12, $"{i}");
            answer.Upper.ShouldBeGreaterThanOrEqualTo(exact - 1e-12, $"{i}");
            answer.Value.ShouldBeInRange(answer.Lower, answer.Upper);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Truncated_diagrams_enclose_the_exact_value(bool coherent)
    {
        RandomFunctions random = new(11);
        Effort effort = new(SolverLimits.Default, TimeProvider.System);
        using Effort.Stretch work = effort.Work(TestLimit.Token);
        for (int i = 0; i < 400; i++)
        {
            StructureFunction function = random.Make(10, 20, coherent);
            double exact = new BruteForce(function).Probability();
            ModuleTree tree = ModuleTree.Create(Simplifier.Simplify(function, effort));
            double[] numbers = [.. function.Events.Select(e => e.Unavailability)];

            // No diagram at all: everything is bounded, with very small diagrams.
            Interval at = Interval.Unknown;
            Interval[] modules = new Interval[tree.Modules.Length];
            for (int m = 0; m < modules.Length; m++)
            {
                Module module = tree.Modules[m];
                Interval[] inputs = [.. module.Variables.Select(v => v >= 0 ? Interval.At(numbers[v]) : modules[~v])];
                int[] order = [.. Enumerable.Range(0, inputs.Length)];
                modules[m] = module.Shape.Root < 0
                    ? GateBounds.Compute(module.Shape, inputs)
                    : TruncatingCompiler.Bound(module.Shape, order, inputs, 4, 1 << 20, effort)!.Value
                        .And(GateBounds.Compute(module.Shape, inputs));
                at = modules[m];
            }

            at = tree.TopIsComplemented ? at.Not : at;
            at.Low.ShouldBeLessThanOrEqualTo(exact + 1e-12, $"{i}");
            at.High.ShouldBeGreaterThanOrEqualTo(exact - 1e-12, $"{i}");
        }
    }

    [Fact]
    public void A_function_too_large_for_its_memory_is_bounded()
    {
        StructureFunction function = Entangled(events: 40, gates: 60);
        SolverLimits small = new(1 << 20, SolverLimits.Default.MaxSteps);
        Solution bounded = Solver.Solve(function, small, TimeProvider.System, TestLimit.Token);
        Solution exact = Solver.Solve(function, SolverLimits.Default, TimeProvider.System, TestLimit.Token);

        exact.Unavailability.IsExact.ShouldBeTrue();
        bounded.Unavailability.IsExact.ShouldBeFalse();
        bounded.EndedBy.ShouldBe(SolverLimit.Memory);
        bounded.Unavailability.Lower.ShouldBeLessThanOrEqualTo(exact.Unavailability.Value);
        bounded.Unavailability.Upper.ShouldBeGreaterThanOrEqualTo(exact.Unavailability.Value);
        bounded.Importance(true, TestLimit.Token).ShouldBeEmpty();
        bounded.Frequency().ShouldBeNull();
        bounded.CutSets(TestLimit.Token).IsComplete.ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => bounded.Evaluate(new double[function.Events.Length]));
    }

    [Fact]
    public void A_solve_whose_steps_run_out_gives_the_same_bounds_whatever_the_clock_says()
    {
        StructureFunction function = Entangled(events: 60, gates: 120);
        SolverLimits few = new(64 << 20, 300_000);
        Solution slow = Solver.Solve(function, few, new JumpingClock(), TestLimit.Token);
        Solution fast = Solver.Solve(function, few, TimeProvider.System, TestLimit.Token);

        fast.Unavailability.IsExact.ShouldBeFalse();
        fast.EndedBy.ShouldBe(SolverLimit.Work);
        slow.Unavailability.ShouldBe(fast.Unavailability);
        slow.CutSets(TestLimit.Token).CountByOrder.ShouldBe(fast.CutSets(TestLimit.Token).CountByOrder);
        slow.Steps.ShouldBe(fast.Steps);
    }

    [Fact]
    public void A_deadline_that_ends_the_work_is_named()
    {
        SolverLimits limits = SolverLimits.Default with { MaxTime = TimeSpan.FromSeconds(1) };
        Solution solution = Solver.Solve(Entangled(events: 60, gates: 120), limits, new JumpingClock(), TestLimit.Token);

        solution.Unavailability.IsExact.ShouldBeFalse();
        solution.EndedBy.ShouldBe(SolverLimit.Time);
    }

    [Fact]
    public void A_cancelled_solve_stops()
    {
        using CancellationTokenSource source = new();
        source.Cancel();

        Should.Throw<OperationCanceledException>(
            () => Solver.Solve(Entangled(20, 40), SolverLimits.Default, TimeProvider.System, source.Token));
    }

    /// <summary>Every look at it is an hour later.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        private long _hours;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => 3600 * ++_hours;
    }

    private static StructureFunction Entangled(int events, int gates)
    {
        RandomFunctions random = new(3);
        StructureFunctionBuilder builder = new();
        NodeRef[] nodes = [.. Enumerable.Range(0, events).Select(i => builder.Event($"e{i}", 0.05))];
        List<NodeRef> pairs = [];
        for (int i = 0; i < gates; i++)
        {
            pairs.Add(builder.And(nodes[random.Next(events)], nodes[random.Next(events)], nodes[random.Next(events)]));
        }

        return builder.Build(builder.Or([.. pairs]));
    }
}
