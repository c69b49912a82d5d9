using Nines.Reliability;
using Nines.Reliability.CutSets;
using Nines.Reliability.Importance;
using Nines.Reliability.Solving;
using Nines.Reliability.Structure;

namespace Nines.Tests.Reliability.Solving;

public sealed class SolverAgreesWithBruteForceTests
{
    private const double Tolerance = 1e-11;

    [Theory]
    [InlineData(1u, true)]
    [InlineData(2u, false)]
    public void Every_number_of_thousands_of_random_functions(uint seed, bool coherent)
    {
        RandomFunctions random = new(seed);
        for (int i = 0; i < 2500; i++)
        {
            StructureFunction function = random.Make(maxEvents: 3 + (i % 7), maxGates: 3 + (i % 14), coherent);
            Check(function, $"seed {seed}, number {i}");
        }
    }

    private static void Check(StructureFunction function, string which)
    {
        BruteForce expected = new(function);
        Solution solution = Solver.Solve(function, SolverLimits.Default, TimeProvider.System, TestLimit.Token);
        double top = expected.Probability();

        solution.Unavailability.IsExact.ShouldBeTrue(which);
        Close(solution.Unavailability.Value, top, which);
        solution.IsCoherent.ShouldBe(expected.IsCoherent, which);
        CheckCutSets(solution, expected, which);
        CheckImportance(solution, expected, top, which);
        CheckFrequency(solution, expected, top, which);
    }

    private static void CheckCutSets(Solution solution, BruteForce expected, string which)
    {
        CancellationToken cancellation = TestLimit.Token;
        List<int[]> sets = [.. expected.MinimalCutSets];
        CutSetSummary summary = solution.CutSets(cancellation);
        summary.IsComplete.ShouldBeTrue(which);
        summary.Count.ShouldBe((UInt128)sets.Count, which);
        (summary.CountLower, summary.CountUpper).ShouldBe(((UInt128)sets.Count, (UInt128)sets.Count), which);
        int highest = sets.Count == 0 ? -1 : sets.Max(s => s.Length);
        summary.CountByOrder.ShouldBe(Enumerable.Range(0, highest + 1).Select(o => (UInt128)sets.Count(s => s.Length == o)), which);

        double ProbabilityOf(int[] set) => set.Aggregate(1.0, (p, e) => p * solution.Function.Events[e].Unavailability);
        string Text(IEnumerable<int> set) => string.Join(' ', set);
        solution.MostProbableCutSets(int.MaxValue, cancellation).Select(s => Text(s.Events)).Order()
            .ShouldBe(sets.Select(Text).Order(), which);

        const int Few = 4;
        double[] best = [.. sets.Select(ProbabilityOf).OrderDescending().Take(Few)];
        double[] probable = [.. solution.MostProbableCutSets(Few, cancellation).Select(s => s.Probability)];
        probable.Length.ShouldBe(best.Length, which);
        for (int i = 0; i < best.Length; i++)
        {
            Close(probable[i], best[i], which);
        }

        (int Order, double)[] smallest = [.. sets.Select(s => (s.Length, -ProbabilityOf(s))).Order().Take(Few)];
        solution.SmallestCutSets(Few, cancellation).Select(s => s.Order).ShouldBe(smallest.Select(s => s.Order), which);
        for (int order = 0; order <= highest + 1; order++)
        {
            solution.CutSetsOfOrder(order, int.MaxValue, cancellation).Select(s => Text(s.Events)).Order()
                .ShouldBe(sets.Where(s => s.Length == order).Select(Text).Order(), which);
        }
    }

    private static void CheckImportance(Solution solution, BruteForce expected, double top, string which)
    {
        IReadOnlyList<EventImportance> all = solution.Importance(true, TestLimit.Token);
        all.Count.ShouldBe(solution.Function.Events.Length, which);
        all.Select(e => e.Event).ShouldBe(all.OrderByDescending(e => e.Criticality).ThenBy(e => e.Event).Select(e => e.Event), which);
        foreach (EventImportance e in all)
        {
            string at = $"{which}, event {e.Event}";
            double p = solution.Function.Events[e.Event].Unavailability;
            double given = expected.Probability(e.Event, true);
            double givenNot = expected.Probability(e.Event, false);
            e.Unavailability.ShouldBe(p);
            e.FussellVesely.HasValue.ShouldBe(expected.IsCoherent, at);
            if (e.FussellVesely is { } fussellVesely)
            {
                Close(fussellVesely, top == 0 ? 0 : expected.UnionOfCutSetsWith(e.Event) / top, at);
            }

            Math.Abs(e.Birnbaum - expected.Birnbaum(e.Event)).ShouldBeLessThanOrEqualTo(
                (Tolerance * Math.Abs(expected.Birnbaum(e.Event))) + (1e-15 * (given + givenNot)), at);
            if (top == 0)
            {
                (e.Criticality, e.Diagnostic, e.RiskReductionWorth).ShouldBe((0, p, 1), at);
                continue;
            }

            Close(e.Diagnostic, p * given / top, at);
            Close(e.RiskAchievementWorth, given / top, at);
            Close(e.RiskReductionWorth, givenNot == 0 ? double.PositiveInfinity : top / givenNot, at);
            Close(e.Criticality, p * e.Birnbaum / top, at);
        }
    }

    /// <summary>Without any cut set the Fussell-Vesely measure still lies between the criticality and the diagnostic importance.</summary>
    [Fact]
    public void Bounds_of_the_fussell_vesely_measure_hold()
    {
        RandomFunctions random = new(77);
        for (int i = 0; i < 400; i++)
        {
            StructureFunction function = random.Make(maxEvents: 3 + (i % 7), maxGates: 3 + (i % 14), coherent: true);
            BruteForce expected = new(function);
            double top = expected.Probability();
            Solution solution = Solver.Solve(function, SolverLimits.Default, TimeProvider.System, TestLimit.Token);
            foreach (EventImportance e in solution.Importance(withFussellVesely: false, TestLimit.Token))
            {
                double exact = top == 0 ? 0 : expected.UnionOfCutSetsWith(e.Event) / top;
                (double lower, double upper) = e.FussellVeselyBounds.ShouldNotBeNull();
                e.FussellVesely.ShouldBeNull();
                lower.ShouldBeLessThanOrEqualTo(exact + 1e-12, $"{i}");
                upper.ShouldBeGreaterThanOrEqualTo(exact - 1e-12, $"{i}");
            }
        }
    }

    private static void CheckFrequency(Solution solution, BruteForce expected, double top, string which)
    {
        FailureFrequency? frequency = solution.Frequency();
        (frequency is not null).ShouldBe(expected.IsCoherent, which);
        if (frequency is null)
        {
            return;
        }

        double perHour = solution.Function.Events.Select((e, i) =>
            expected.Birnbaum(i) * e.Unavailability / e.MeanDownTime!.Value.TotalHours).Sum();
        Close(frequency.PerHour, perHour, which);
        if (perHour > 0)
        {
            Close(frequency.MeanDownTimeHours, top / perHour, which);
        }
    }

    private static void Close(double actual, double expected, string which)
    {
        if (!actual.Equals(expected))
        {
            Math.Abs(actual - expected).ShouldBeLessThanOrEqualTo(Tolerance * Math.Abs(expected), which);
        }
    }
}
