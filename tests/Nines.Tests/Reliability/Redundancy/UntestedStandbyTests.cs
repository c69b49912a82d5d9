using Nines.Reliability.Redundancy;

namespace Nines.Tests.Reliability.Redundancy;

public sealed class UntestedStandbyTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1e-18)]
    [InlineData(1e-9)]
    [InlineData(1e-3)]
    [InlineData(0.3)]
    [InlineData(0.9999)]
    [InlineData(1.0)]
    [InlineData(1.5)]
    [InlineData(40)]
    [InlineData(1e6)]
    public void It_agrees_with_the_mean_over_the_interval(double x)
    {
        // Mean of 1 - exp(-t) over 0..x by Simpson's rule, with 1 - exp(-t) = tanh(t/2) (1 + exp(-t)) to keep the digits.
        const int Steps = 20_000;
        double h = x / Steps;
        double mean = Enumerable.Range(0, Steps + 1)
            .Sum(i => Math.Tanh(i * h / 2) * (1 + Math.Exp(-i * h)) * (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2)) / (3.0 * Steps);

        UntestedStandby.Unavailability(x, TimeSpan.FromHours(1)).ShouldBe(mean, (mean * 1e-10) + (x > 1000 ? 1e-2 : double.Epsilon));
    }

    [Fact]
    public void A_small_rate_gives_half_of_rate_times_interval() =>
        UntestedStandby.Unavailability(1e-6, TimeSpan.FromHours(720)).ShouldBe(3.6e-4, 1e-7);

    [Fact]
    public void A_negative_rate_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => UntestedStandby.Unavailability(-1, TimeSpan.FromHours(1)));
}
