using System.Collections.Immutable;
using Nines.Reliability.Months;
using Nines.Reliability.Structure;

namespace Nines.Tests.Reliability.Months;

public sealed class MonthSimulatorTests
{
    private const double Hours = 730;

    private static readonly ImmutableArray<CreditTier> AzureTiers = [new(0.999, 0.10), new(0.99, 0.25), new(0.95, 1.0)];

    [Theory]
    [InlineData(0.001, 4)]
    [InlineData(0.05, 100)]
    [InlineData(0.9, 24)]
    public void A_single_components_months_follow_the_closed_forms(double unavailability, double meanDownHours)
    {
        double meanUpHours = meanDownHours / unavailability * (1 - unavailability);
        double noDowntime = (1 - unavailability) * Math.Exp(-Hours / meanUpHours);
        double downThroughout = unavailability * Math.Exp(-Hours / meanDownHours);
        StructureFunction function = Single(unavailability, meanDownHours);

        MonthOutlook any = Run(function, target: 0);
        MonthOutlook throughout = Run(function, target: 1 - 1e-12);

        Holds(any.MissesTarget, 1 - noDowntime);
        Holds(throughout.MissesTarget, downThroughout);
        Holds(any.MeanUnavailability, unavailability);
    }

    [Theory]
    [InlineData(1e-4, 2, 3)]
    [InlineData(0.01, 8, 10)]
    [InlineData(0.3, 50, 200)]
    [InlineData(0.7, 20, 500)]
    public void The_downtime_of_a_month_follows_the_distribution_of_Takacs(double unavailability, double meanDownHours, double hours)
    {
        double failures = unavailability / (1 - unavailability) / meanDownHours * (Hours - hours);
        double repairs = hours / meanDownHours;
        double atMost = 0;
        double probabilityOfN = Math.Exp(-failures);
        double stillDown = 0; // P(the sum of n down times exceeds the hours)
        double term = Math.Exp(-repairs);
        for (int n = 0; n < 400; n++)
        {
            atMost += probabilityOfN * ((1 - unavailability) * (1 - stillDown) + (unavailability * (1 - stillDown - term)));
            probabilityOfN *= failures / (n + 1);
            stillDown += term;
            term *= repairs / (n + 1);
        }

        Holds(Run(Single(unavailability, meanDownHours), target: hours / Hours).MissesTarget, 1 - atMost);
    }

    [Fact]
    public void The_mean_agrees_with_the_exact_value_for_a_system()
    {
        var builder = new StructureFunctionBuilder();
        NodeRef shared = builder.Event("shared", 0.002, TimeSpan.FromHours(1));
        NodeRef[] nodes = [.. Enumerable.Range(0, 5).Select(i => builder.Event($"node {i}", 0.03 + (0.01 * i), TimeSpan.FromHours(5 + i)))];
        NodeRef stuck = builder.Event("stuck", 1);
        NodeRef never = builder.Event("never", 0);
        NodeRef mostly = builder.Event("mostly", 0.8, TimeSpan.FromHours(50));
        StructureFunction function = builder.Build(builder.Or(
            shared, never, builder.And(builder.AtLeast(2, nodes), stuck, mostly), builder.Xor(nodes[0], shared)));

        // Over many seeds the distance from the exact value, in half intervals of 1.96 deviations, is that of a normal variable.
        double exact = StateEnumeration.Probability(function);
        double[] distances = [.. Enumerable.Range(1, 60).Select(seed =>
        {
            Estimate mean = MonthSimulator.Run(function, new MonthSimulationOptions { Months = 1000, Seed = (ulong)seed }).MeanUnavailability;
            return (mean.Value - exact) / (mean.Upper - mean.Lower) * 2 * 1.96;
        })];

        distances.Average().ShouldBe(0, 0.4);
        distances.Average(d => d * d).ShouldBe(1, 0.5);
    }

    [Fact]
    public void The_same_seed_gives_the_same_months_with_any_number_of_threads()
    {
        StructureFunction function = Single(0.01, 8);
        var options = new MonthSimulationOptions { Months = 20_500, Seed = 77, TargetUnavailability = 0.01, CreditTiers = AzureTiers };

        MonthOutlook one = MonthSimulator.Run(function, options);
        MonthOutlook again = MonthSimulator.Run(function, options);
        MonthOutlook two = MonthSimulator.Run(function, options with { Threads = 2 });
        MonthOutlook other = MonthSimulator.Run(function, options with { Seed = 78 });

        Same(again, one);
        Same(two, one);
        other.MeanUnavailability.ShouldNotBe(one.MeanUnavailability);
    }

    [Fact]
    public void Credit_adds_up_the_tiers_that_months_reach()
    {
        // With outages of years, a month is up or down throughout: all of the bill with probability U.
        var outlook = MonthSimulator.Run(
            Single(0.2, 1e8), new MonthSimulationOptions { Months = 20_000, CreditTiers = AzureTiers });

        Holds(outlook.ExpectedCredit!.Value, 0.2);
        outlook.ExpectedCredit.Value.Lower.ShouldBeGreaterThan(0.19);
    }

    [Fact]
    public void Without_tiers_there_is_no_credit() =>
        Run(Single(0.2, 10), 0.1, 100).ExpectedCredit.ShouldBeNull();

    [Fact]
    public void Quantiles_ascend_and_their_intervals_hold_them()
    {
        MonthOutlook outlook = Run(Single(0.01, 8), target: 0.01);

        outlook.Quantiles.Length.ShouldBe(5);
        outlook.Quantiles.ShouldAllBe(q => q.Unavailability.Lower <= q.Unavailability.Value && q.Unavailability.Value <= q.Unavailability.Upper);
        outlook.Quantiles.Select(q => q.Unavailability.Value).ShouldBeInOrder();
    }

    [Fact]
    public void A_rare_failure_that_was_not_sampled_has_a_valid_upper_bound()
    {
        MonthOutlook outlook = Run(Single(1e-12, 1), target: 1e-4, months: 1000);

        outlook.MissesTarget.Value.ShouldBe(0);
        outlook.MissesTarget.Upper.ShouldBe(0.0037, 0.0001);
        outlook.MeanUnavailability.Upper.ShouldBe(0.0037, 0.0001);
        outlook.Quantiles[^1].Unavailability.Upper.ShouldBe(1);
    }

    [Fact]
    public void Constants_need_no_mean_down_time()
    {
        var builder = new StructureFunctionBuilder();
        NodeRef stuck = builder.Event("stuck", 1);
        NodeRef never = builder.Event("never", 0);

        Run(builder.Build(stuck), 0, 10).MeanUnavailability.Value.ShouldBe(1);
        Run(builder.Build(never), 0, 10).MeanUnavailability.Value.ShouldBe(0);
    }

    [Fact]
    public void A_missing_mean_down_time_is_named()
    {
        var builder = new StructureFunctionBuilder();
        StructureFunction function = builder.Build(builder.Event("pump", 0.1));

        MonthSimulator.EventWithoutMeanDownTime(function).ShouldBe("pump");
        Should.Throw<ArgumentException>(() => Run(function, 0)).Message.ShouldContain("pump");
    }

    [Fact]
    public void Many_events_that_rarely_fail_cost_little()
    {
        var builder = new StructureFunctionBuilder();
        NodeRef[] pairs = [.. Enumerable.Range(0, 5000).Select(i => builder.And(
            builder.Event($"a{i}", 1e-6, TimeSpan.FromHours(1)), builder.Event($"b{i}", 1e-6, TimeSpan.FromHours(1))))];
        StructureFunction function = builder.Build(builder.Or(pairs));

        MonthSimulator.ExpectedChangesPerMonth(function).ShouldBe(14.6, 0.01);
        Run(function, 0, 20_000).MissesTarget.Value.ShouldBeLessThan(1e-2);
    }

    [Fact]
    public void It_stops_when_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Should.Throw<OperationCanceledException>(
            () => MonthSimulator.Run(Single(0.5, 0.1), new MonthSimulationOptions(), cancelled.Token));
    }

    [Fact]
    public void Endless_work_is_refused_at_once() =>
        Should.Throw<ArgumentException>(() => Run(Single(0.5, 1e-6), 0)).Message.ShouldContain("at most");

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        StructureFunction function = Single(0.1, 1);
        Should.Throw<ArgumentException>(() => MonthSimulator.Run(function, new MonthSimulationOptions { Months = 0 }));
        Should.Throw<ArgumentException>(() => MonthSimulator.Run(function, new MonthSimulationOptions { Quantiles = [1] }));
        Should.Throw<ArgumentException>(() => MonthSimulator.Run(function, new MonthSimulationOptions { TargetUnavailability = double.NaN }));
        Should.Throw<ArgumentException>(() => MonthSimulator.Run(function, new MonthSimulationOptions { CreditTiers = [new(2, 0)] }));
    }

    private static StructureFunction Single(double unavailability, double meanDownHours)
    {
        var builder = new StructureFunctionBuilder();
        return builder.Build(builder.Event("one", unavailability, TimeSpan.FromHours(meanDownHours)));
    }

    private static MonthOutlook Run(StructureFunction function, double target, int months = 100_000) =>
        MonthSimulator.Run(function, new MonthSimulationOptions { Months = months, Seed = 2026, TargetUnavailability = target });

    private static void Same(MonthOutlook actual, MonthOutlook expected)
    {
        actual.Quantiles.ShouldBe(expected.Quantiles);
        (actual with { Quantiles = [] }).ShouldBe(expected with { Quantiles = [] });
    }

    private static void Holds(Estimate estimate, double exact) =>
        exact.ShouldBeInRange(estimate.Lower, estimate.Upper, $"estimated {estimate.Value}");
}
