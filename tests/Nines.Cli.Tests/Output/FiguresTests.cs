using Nines.Cli.Shared;

namespace Nines.Cli.Tests.Output;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0, "100 %")]
    [InlineData(1, "0 %")]
    [InlineData(1e-3, "99.9 %")]
    [InlineData(5e-4, "99.95 %")]
    [InlineData(2.0033e-4, "99.97997 %")]
    [InlineData(1e-9, "99.9999999 %")]
    [InlineData(6.4e-7, "99.999936 %")]
    [InlineData(1.25e-6, "99.999875 %")]
    [InlineData(1e-17, "> 99.9999999999 %")]
    [InlineData(0.25, "75 %")]
    [InlineData(0.123456, "87.65 %")]
    [InlineData(0.999, "0.1 %")]
    [InlineData(0.9999876, "0.0012 %")]
    public void An_availability_shows_the_digits_that_say_something(double unavailability, string expected) =>
        Figures.Availability(unavailability).ShouldBe(expected);

    [Fact]
    public void An_availability_below_one_hundred_percent_never_reads_as_one_hundred()
    {
        for (double unavailability = 0.5; unavailability > 1e-300; unavailability /= 1.7)
        {
            Figures.Availability(unavailability).ShouldNotBe("100 %");
        }
    }

    [Fact]
    public void A_range_of_availabilities_starts_with_the_lower_one()
    {
        Figures.AvailabilityRange(1e-4, 3e-4).ShouldBe("99.97 to 99.99 %");
        Figures.AvailabilityRange(1e-4, 1e-4).ShouldBe("99.99 %");
    }

    [Theory]
    [InlineData(0, "∞")]
    [InlineData(1, "0.00")]
    [InlineData(1e-3, "3.00")]
    [InlineData(2.0033e-4, "3.70")]
    [InlineData(1e-17, "17.00")]
    public void Nines_have_two_decimals(double unavailability, string expected) => Figures.Nines(unavailability).ShouldBe(expected);

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(1e-9, "< 1 µs")]
    [InlineData(3.2e-6, "3.2 µs")]
    [InlineData(0.0125, "13 ms")]
    [InlineData(0.99999, "1 s")]
    [InlineData(2.06, "2.1 s")]
    [InlineData(59.94, "60 s")]
    [InlineData(59.96, "1 min")]
    [InlineData(61, "1 min 1 s")]
    [InlineData(3599.6, "1 h")]
    [InlineData(6322, "1 h 45 min")]
    [InlineData(86400, "24 h")]
    [InlineData(172799, "2 d")]
    [InlineData(200000, "2 d 8 h")]
    [InlineData(31557600, "365 d")]
    [InlineData(31557600 * 2.34, "2.3 years")]
    [InlineData(31557600.0 * 29412, "29,000 years")]
    [InlineData(31557600.0 * 3.21e9, "3.21e9 years")]
    [InlineData(double.PositiveInfinity, "for ever")]
    public void A_duration_uses_at_most_two_units(double seconds, string expected) => Figures.Duration(seconds).ShouldBe(expected);

    [Fact]
    public void A_duration_never_carries_a_full_smaller_unit()
    {
        for (double seconds = 1; seconds < 1e8; seconds *= 1.0003)
        {
            string text = Figures.Duration(seconds);
            text.ShouldNotContain(" 60 s");
            text.ShouldNotContain(" 60 min");
            text.ShouldNotContain(" 24 h");
        }
    }

    [Fact]
    public void Downtime_uses_a_year_of_365_25_days_and_a_month_of_730_hours()
    {
        Figures.DowntimePerYear(2.0033e-4).ShouldBe("1 h 45 min");
        Figures.DowntimePerMonth(1e-3).ShouldBe("43 min 48 s");
        Figures.DowntimePerYear(1e-3).ShouldBe("8 h 46 min");
    }

    [Theory]
    [InlineData(1e-3, 8e-4, "-1 h 45 min")]
    [InlineData(1e-6, 2e-6, "+32 s")]
    [InlineData(1e-3, 1e-3, "no change")]
    public void A_difference_has_a_sign(double before, double after, string expected) =>
        Figures.Difference(before, after).ShouldBe(expected);

    [Theory]
    [InlineData(0.999, "99.9 %")]
    [InlineData(0.9999, "> 99.9 %")]
    [InlineData(0.99, "99 %")]
    [InlineData(1, "100 %")]
    [InlineData(0.211, "21 %")]
    public void A_share_is_never_rounded_up_to_all(double share, string expected) => Figures.Share(share).ShouldBe(expected);

    [Fact]
    public void What_is_not_a_number_is_a_dash()
    {
        Figures.Share(double.NaN).ShouldBe("-");
        Figures.Factor(double.NaN).ShouldBe("-");
        Figures.Probability(double.NaN).ShouldBe("-");
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1e-12, "< 0.01")]
    [InlineData(-1e-6, "-0.53")]
    [InlineData(1e-6, "0.53")]
    [InlineData(1e-4, "52.6")]
    [InlineData(2e-4, "105")]
    [InlineData(1e-2, "5,260")]
    public void Minutes_a_year_stay_minutes(double unavailability, string expected) =>
        Figures.MinutesPerYear(unavailability).ShouldBe(expected);

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.0213, "0.0213")]
    [InlineData(1.25e-6, "1.25e-6")]
    [InlineData(1, "1")]
    [InlineData(5e-4, "5e-4")]
    public void A_probability_has_three_significant_digits(double probability, string expected) =>
        Figures.Probability(probability).ShouldBe(expected);

    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(1e-5, "< 0.1 %")]
    [InlineData(0.004, "0.4 %")]
    [InlineData(0.0996, "10 %")]
    [InlineData(0.213, "21 %")]
    [InlineData(1, "100 %")]
    public void A_share_is_a_percentage(double share, string expected) => Figures.Share(share).ShouldBe(expected);

    [Theory]
    [InlineData(3.2, "3.2x")]
    [InlineData(1.05, "1.05x")]
    [InlineData(120.4, "120x")]
    [InlineData(1.5e6, "1.5e6x")]
    [InlineData(double.PositiveInfinity, "∞")]
    public void A_factor_says_times(double factor, string expected) => Figures.Factor(factor).ShouldBe(expected);

    [Fact]
    public void A_count_has_separators_until_nobody_would_read_them()
    {
        Figures.Count(1204).ShouldBe("1,204");
        Figures.Count(UInt128.MaxValue).ShouldBe("3.4e38");
    }
}
