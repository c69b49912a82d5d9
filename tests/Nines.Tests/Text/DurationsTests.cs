using Nines.Text;

namespace Nines.Tests.Text;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("90", 90)]
    [InlineData("0.5", 0.5)]
    [InlineData("500ms", 0.5)]
    [InlineData("30s", 30)]
    [InlineData("5m", 300)]
    [InlineData("1.5h", 5400)]
    [InlineData("1h30m", 5400)]
    [InlineData("2d", 172_800)]
    [InlineData("1d1h1m1s1ms", 90_061.001)]
    [InlineData("PT1H30M", 5400)]
    [InlineData("P1DT0.5S", 86_400.5)]
    public void A_duration_is_parsed(string text, double seconds)
    {
        Durations.TryParse(text, out TimeSpan value).ShouldBeTrue();

        value.ShouldBe(TimeSpan.FromTicks((long)(decimal.Parse(seconds.ToString("R", null), null) * TimeSpan.TicksPerSecond)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" 5s")]
    [InlineData("5 s")]
    [InlineData("-5s")]
    [InlineData("+5s")]
    [InlineData("5S")]
    [InlineData("s")]
    [InlineData("5.s")]
    [InlineData(".5s")]
    [InlineData("5.")]
    [InlineData("1m1h")]
    [InlineData("1h1h")]
    [InlineData("1e3")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1M")]
    [InlineData("5s\n")]
    [InlineData("1,5h")]
    [InlineData("٥s")]
    public void Anything_else_is_refused(string text) => Durations.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Too_long_a_duration_is_the_largest_and_not_an_overflow()
    {
        Durations.TryParse(new string('9', 59) + "d", out TimeSpan value).ShouldBeTrue();

        value.ShouldBe(TimeSpan.MaxValue);
    }

    [Theory]
    [InlineData("0s", 0)]
    [InlineData("100ms", 100)]
    [InlineData("1.5s", 1_500)]
    [InlineData("90s", 90_000)]
    [InlineData("60s", 60_000)]
    [InlineData("5m", 300_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("24h", 86_400_000)]
    [InlineData("2d", 172_800_000)]
    public void A_duration_is_formatted_so_that_it_parses_again(string text, int milliseconds)
    {
        Durations.Format(TimeSpan.FromMilliseconds(milliseconds)).ShouldBe(text);
        Durations.TryParse(text, out TimeSpan value).ShouldBeTrue();

        value.TotalMilliseconds.ShouldBe(milliseconds);
    }
}
