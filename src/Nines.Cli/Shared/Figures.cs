using Nines.Reliability;

namespace Nines.Cli.Shared;

/// <summary>Formats numbers with significant digits and units. All reports use it.</summary>
internal static class Figures
{
    /// <summary>Difference of two equally available systems.</summary>
    public const string NoChange = "no change";

    /// <summary>Fewer minutes than a column with two decimals shows.</summary>
    public const string LeastMinutes = "< 0.01";

    private const double Minute = 60;
    private const double Hour = 3600;
    private const double Day = 24 * Hour;
    private const int SignificantDigits = 4;
    private const int MostDecimals = 10;

    /// <summary>
    /// Availability in percent, with four significant digits of the unavailability and without trailing zeros.
    /// A value below 100 % is never rounded up to 100 %.
    /// </summary>
    /// <param name="unavailability">0 to 1.</param>
    public static string Availability(double unavailability) => Percent(unavailability) + " %";

    /// <summary>Two availabilities that bound one, lowest first: <c>99.97 to 99.98 %</c>.</summary>
    public static string AvailabilityRange(double lowerUnavailability, double upperUnavailability)
    {
        string from = Percent(upperUnavailability);
        string to = Percent(lowerUnavailability);
        return from == to ? from + " %" : $"{from} to {to} %";
    }

    /// <summary>The number of nines to two decimals; ∞ for an unavailability of zero.</summary>
    public static string Nines(double unavailability) => Downtime.Nines(unavailability)?.ToString("F2") ?? "∞";

    /// <summary>A probability to three significant digits: <c>1.25e-6</c>, <c>0.0213</c>.</summary>
    public static string Probability(double probability) => probability switch
    {
        double.NaN => "-",
        0 => "0",
        >= 0.001 => probability.ToString("G3"),
        _ => Scientific(probability),
    };

    /// <summary>A length of time in at most two units: <c>1 h 45 min</c>, <c>2.1 s</c>, <c>29,000 years</c>.</summary>
    /// <param name="seconds">0 or more, may be infinite.</param>
    public static string Duration(double seconds) => seconds switch
    {
        0 => "0 s",
        double.PositiveInfinity => "for ever",
        < 1e-6 => "< 1 µs",
        < 0.9995e-3 => $"{Short(seconds * 1e6)} µs",
        < 0.9995 => $"{Short(seconds * 1e3)} ms",
        < 59.95 => $"{Short(seconds)} s",
        < Hour - 0.5 => Pair(seconds, Minute, "min", 1, "s"),
        < (2 * Day) - 30 => Pair(seconds, Hour, "h", Minute, "min"),
        < (100 * Day) - (Hour / 2) => Pair(seconds, Day, "d", Hour, "h"),
        < 2 * Downtime.SecondsPerYear => $"{seconds / Day:F0} d",
        < 1e7 * Downtime.SecondsPerYear => $"{Rounded(seconds / Downtime.SecondsPerYear)} years",
        _ => $"{Scientific(seconds / Downtime.SecondsPerYear)} years",
    };

    /// <summary>A length of time as <c>h:mm:ss</c>, so that a column of them compares: <c>0:06:20</c>. More than 0 is never shown as 0.</summary>
    public static string Clock(double seconds)
    {
        long whole = seconds > 0 ? Math.Max(1, (long)Math.Round(seconds)) : 0;
        return $"{whole / 3600:0}:{whole / 60 % 60:00}:{whole % 60:00}";
    }

    /// <summary>Expected downtime per year, in the units of <see cref="Duration"/>.</summary>
    public static string DowntimePerYear(double unavailability) => Duration(Downtime.PerYear(unavailability));

    /// <summary>Expected downtime per month, in the units of <see cref="Duration"/>.</summary>
    public static string DowntimePerMonth(double unavailability) => Duration(Downtime.PerMonth(unavailability));

    /// <summary>Change of the downtime per year: <c>-1 h 45 min</c>, <c>+2.1 s</c>, <c>no change</c>.</summary>
    /// <param name="before">Unavailability before, 0 to 1.</param>
    /// <param name="after">Unavailability after, 0 to 1.</param>
    public static string Difference(double before, double after)
    {
        double change = Downtime.PerYear(after - before);
        // Below a microsecond a year two equal systems differ by rounding.
        return Math.Abs(change) < 1e-6 ? NoChange : (change < 0 ? "-" : "+") + Duration(Math.Abs(change));
    }

    /// <summary>Minutes a year, always in minutes so that a column of them compares: <c>105</c>, <c>0.53</c>, <c>1,234</c>.</summary>
    public static string MinutesPerYear(double unavailability)
    {
        double minutes = Downtime.PerYear(unavailability) / Minute;
        return minutes switch
        {
            0 => "0",
            < 0 => "-" + MinutesPerYear(-unavailability),
            < 0.0095 => LeastMinutes,
            < 9.995 => minutes.ToString("0.00"),
            < 99.95 => minutes.ToString("0.0"),
            _ => minutes.ToString("N0"),
        };
    }

    /// <summary>A share in percent: <c>21 %</c>, <c>0.4 %</c>, <c>&lt; 0.1 %</c>.</summary>
    public static string Share(double share) => share switch
    {
        double.NaN => "-",
        0 => "0 %",
        < 0 => "-" + Share(-share),
        < 0.001 => "< 0.1 %",
        < 0.0995 => $"{share * 100:0.#} %",
        // A share below 1 is never shown as 100 %.
        > 0.9995 and < 1 => "> 99.9 %",
        >= 0.995 and < 1 => $"{share * 100:0.#} %",
        _ => $"{share * 100:F0} %",
    };

    /// <summary>A factor: <c>3.2x</c>, <c>120x</c>, <c>1.5e+6x</c>; ∞ for infinity.</summary>
    public static string Factor(double factor) => factor switch
    {
        double.NaN => "-",
        double.PositiveInfinity => "∞",
        < 9.95 => $"{factor:0.##}x",
        < 99_999 => $"{factor:N0}x",
        _ => $"{Scientific(factor)}x",
    };

    /// <summary>A count with separators: <c>1,204</c>; scientific notation from 10^12.</summary>
    public static string Count(UInt128 count) =>
        count < 1_000_000_000_000 ? ((ulong)count).ToString("N0") : Scientific((double)count);

    private static string Percent(double unavailability)
    {
        if (unavailability is <= 0 or >= 1)
        {
            return unavailability <= 0 ? "100" : "0";
        }

        double missing = unavailability * 100;
        int decimals = Math.Max(Decimals(missing, SignificantDigits), Decimals(100 - missing, 2));
        if (missing < 0.5 * Math.Pow(10, -MostDecimals))
        {
            return "> 99." + new string('9', MostDecimals);
        }

        decimal percent = Math.Round(100m - (decimal)missing, Math.Min(decimals, MostDecimals));
        return percent == 0m ? "< 0." + new string('0', MostDecimals - 1) + "1" : percent.ToString("0.############");
    }

    private static int Decimals(double value, int significant) =>
        value <= 0 ? 0 : Math.Max(0, significant - 1 - (int)Math.Floor(Math.Log10(value)));

    private static string Pair(double seconds, double large, string largeName, double small, string smallName)
    {
        long steps = (long)Math.Round(seconds / small);
        long perLarge = (long)(large / small);
        (long whole, long rest) = Math.DivRem(steps, perLarge);
        return rest == 0 ? $"{whole} {largeName}" : $"{whole} {largeName} {rest} {smallName}";
    }

    private static string Short(double value) => value switch
    {
        < 9.95 => value.ToString("0.#"),
        _ => value.ToString("0"),
    };

    private static string Rounded(double value)
    {
        if (value < 9.95)
        {
            return value.ToString("0.#");
        }

        double unit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(value)) - 1));
        return (Math.Round(value / unit) * unit).ToString("N0");
    }

    private static string Scientific(double value)
    {
        string text = value.ToString("0.##e+0");
        return text.Replace("e+", "e", StringComparison.Ordinal);
    }
}
