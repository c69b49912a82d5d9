using Nines.Reliability.Redundancy;

namespace Nines.Tests.Reliability.Redundancy;

public sealed class FailoverExposureTests
{
    [Theory]
    [InlineData(0.0005, 0.001, 2, 60, 1, null)]
    [InlineData(0.0005, 0.001, 2, 60, 0.99, null)]
    [InlineData(0.001, 0.01, 4, 600, 0.9, 3600)]
    [InlineData(0.2, 0.3, 1, 1800, 0.5, 1800)]
    [InlineData(0.05, 0.02, 8, 0, 1, null)]
    public void The_closed_form_agrees_with_a_Markov_chain(
        double primary, double standby, double meanDownHours, int seconds, double coverage, int? manualSeconds)
    {
        TimeSpan? manual = manualSeconds is { } s ? TimeSpan.FromSeconds(s) : null;
        var times = new FailoverTimes(TimeSpan.FromSeconds(seconds / 2.0), TimeSpan.FromSeconds(seconds / 2.0), coverage, manual);
        double fraction = FailoverExposure.Fraction(times, TimeSpan.FromHours(meanDownHours));

        double closed = FailoverExposure.Unavailability(primary, standby, fraction);

        double chain = ByMarkovChain(primary, standby, meanDownHours, times.Automatic.TotalHours, coverage, manual?.TotalHours);
        closed.ShouldBe(chain, chain * 1e-9);
    }

    [Theory]
    [InlineData(30, 3600)]
    [InlineData(3600, 3600)]
    [InlineData(7200, 600)]
    public void A_fixed_time_is_the_mean_of_the_smaller_of_timer_and_repair(int timerSeconds, int meanDownSeconds)
    {
        var times = new FailoverTimes(TimeSpan.FromSeconds(timerSeconds), TimeSpan.Zero, Spread: DurationSpread.Fixed);

        // E min(T, R) is the integral of P(R > t) up to T; Simpson's rule.
        const int Steps = 2000;
        double h = (double)timerSeconds / Steps;
        double integral = Enumerable.Range(0, Steps + 1)
            .Sum(i => Math.Exp(-i * h / meanDownSeconds) * (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2)) * h / 3;

        FailoverExposure.Fraction(times, TimeSpan.FromSeconds(meanDownSeconds)).ShouldBe(integral / meanDownSeconds, 1e-9);
    }

    [Fact]
    public void An_instant_and_certain_failover_leaves_the_plain_product()
    {
        double fraction = FailoverExposure.Fraction(new FailoverTimes(TimeSpan.Zero, TimeSpan.Zero), TimeSpan.FromHours(1));

        fraction.ShouldBe(0);
        FailoverExposure.Unavailability(1e-3, 1e-4, fraction).ShouldBe(1e-7, 1e-20);
    }

    [Fact]
    public void Without_coverage_or_operators_only_repair_ends_the_outage()
    {
        var times = new FailoverTimes(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), Coverage: 0);

        double fraction = FailoverExposure.Fraction(times, TimeSpan.FromHours(1));

        fraction.ShouldBe(1);
        FailoverExposure.Unavailability(1e-3, 1e-4, fraction).ShouldBe(1e-3);
    }

    [Theory]
    [InlineData(60, 2, 1, 5e-4, 17.5)]
    [InlineData(300, 4, 1, 1e-4, 205)]
    [InlineData(60, 1, 0.99, 5e-4, 53)]
    public void Ignoring_the_exposure_understates_downtime_many_times(
        int seconds, int meanDownHours, double coverage, double standby, double expected)
    {
        var times = new FailoverTimes(TimeSpan.FromSeconds(seconds), TimeSpan.Zero, coverage);
        double fraction = FailoverExposure.Fraction(times, TimeSpan.FromHours(meanDownHours));

        double ratio = FailoverExposure.Unavailability(5e-4, standby, fraction) / (5e-4 * standby);

        ratio.ShouldBe(expected, expected * 0.03);
    }

    [Fact]
    public void A_tiny_fixed_exposure_keeps_its_digits()
    {
        var times = new FailoverTimes(TimeSpan.FromMilliseconds(1), TimeSpan.Zero, Spread: DurationSpread.Fixed);

        double x = 1e-3 / (1e6 * 3600);
        FailoverExposure.Fraction(times, TimeSpan.FromHours(1e6)).ShouldBe(x - (x * x / 2), x * 1e-14);
    }

    [Fact]
    public void Impossible_times_are_refused()
    {
        TimeSpan hour = TimeSpan.FromHours(1);
        Should.Throw<ArgumentOutOfRangeException>(() => FailoverExposure.Fraction(new FailoverTimes(-hour, hour), hour));
        Should.Throw<ArgumentOutOfRangeException>(() => FailoverExposure.Fraction(new FailoverTimes(hour, hour, 1.1), hour));
        Should.Throw<ArgumentOutOfRangeException>(() => FailoverExposure.Fraction(new FailoverTimes(hour, hour, double.NaN), hour));
        Should.Throw<ArgumentOutOfRangeException>(() => FailoverExposure.Fraction(new FailoverTimes(hour, hour), TimeSpan.Zero));
    }

    /// <summary>Primary: 0 up, 1 switching by itself, 2 waiting for people, 3 switched. State = 4 x (standby down) + primary.</summary>
    private static double ByMarkovChain(double primary, double standby, double mdt, double automatic, double coverage, double? manual)
    {
        const double StandbyMdt = 3;
        double repair = 1 / mdt;
        double failure = primary / (1 - primary) * repair;
        double instant = 1e12;
        var chain = new MarkovChain(8);
        for (int s = 0; s <= 4; s += 4)
        {
            chain.Add(s, s + 1, failure * coverage);
            chain.Add(s, s + 2, failure * (1 - coverage));
            chain.Add(s + 1, s + 3, automatic > 0 ? 1 / automatic : instant);
            chain.Add(s + 2, s + 3, manual is { } hours ? 1 / hours : 0);
            for (int p = 1; p < 4; p++)
            {
                chain.Add(s + p, s, repair);
            }
        }

        for (int p = 0; p < 4; p++)
        {
            chain.Add(p, p + 4, standby / (1 - standby) / StandbyMdt);
            chain.Add(p + 4, p, 1 / StandbyMdt);
        }

        double[] share = chain.SteadyState();
        return share[1] + share[2] + share[5] + share[6] + share[7];
    }
}
