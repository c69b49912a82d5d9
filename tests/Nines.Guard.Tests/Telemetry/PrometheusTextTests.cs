using System.Text.RegularExpressions;
using Nines.Guard.Telemetry;

namespace Nines.Guard.Tests.Telemetry;

public sealed partial class PrometheusTextTests
{
    // The exposition format, version 0.0.4: comments, and samples with labels whose values are escaped.
    [GeneratedRegex("""^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z]+="([^"\\\n]|\\["\\n])*",?)*\})? [-+0-9.eEInf]+)$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();

    [Fact]
    public void Every_line_is_in_the_text_format_with_any_labels()
    {
        using var instruments = new Instruments();
        using var text = new PrometheusText(instruments.Meter);
        instruments.Reviews.Add("access", "a\"b\\c\nd", "é");
        instruments.Duration(TimeSpan.FromMilliseconds(3), "access", "near-cache");
        instruments.Gauge(MetricTable.Connections, () => 1.5e-9);
        string written = text.Write();
        written.ShouldEndWith("\n");
        written.TrimEnd('\n').Split('\n').ShouldAllBe(line => Line().IsMatch(line));
        written.ShouldContain("""nines_guard_reviews_total{kind="access",verdict="a\"b\\c\nd",source="é"} 1""");
        written.ShouldContain("nines_guard_connections 1.5E-09");
    }

    [Fact]
    public void A_histogram_counts_up_to_each_bound()
    {
        using var instruments = new Instruments();
        using var text = new PrometheusText(instruments.Meter);
        foreach (double milliseconds in (double[])[0.02, 0.05, 3, 40_000])
        {
            instruments.Duration(TimeSpan.FromMilliseconds(milliseconds), "access", "rule");
        }

        string written = text.Write();
        Bucket("5E-05").ShouldBe("2");
        Bucket("0.0025").ShouldBe("2");
        Bucket("0.005").ShouldBe("3");
        Bucket("30").ShouldBe("3");
        Bucket("+Inf").ShouldBe("4");
        written.ShouldContain("nines_guard_review_duration_seconds_count{kind=\"access\",source=\"rule\"} 4\n");

        string Bucket(string bound)
        {
            string start = $"nines_guard_review_duration_seconds_bucket{{kind=\"access\",source=\"rule\",le=\"{bound}\"}} ";
            return written.Split('\n').Single(line => line.StartsWith(start, StringComparison.Ordinal))[start.Length..];
        }
    }

    [Fact]
    public void Memory_is_bounded_for_any_number_of_label_values()
    {
        using var instruments = new Instruments();
        using var text = new PrometheusText(instruments.Meter);
        for (int value = 0; value < 5000; value++)
        {
            instruments.Unavailable.Add($"part-{value}");
        }

        string[] lines = [.. text.Write().Split('\n').Where(line => line.StartsWith("nines_guard_unavailable_total{", StringComparison.Ordinal))];
        lines.Length.ShouldBe(1001);
        lines.ShouldContain("nines_guard_unavailable_total{part=\"other\"} 4000");
    }

    [Fact]
    public void Two_guards_in_one_process_count_separately()
    {
        using var one = new Instruments();
        using var other = new Instruments();
        using var text = new PrometheusText(one.Meter);
        one.LogLost.Add();
        other.LogLost.Add();
        text.Write().ShouldContain("nines_guard_log_lines_lost_total 1\n");
    }

    [Fact]
    public void Names_follow_the_conventions_and_the_table_is_complete()
    {
        MetricTable.All.Select(metric => metric.Name).Distinct().Count().ShouldBe(MetricTable.All.Length);
        MetricTable.All.ShouldAllBe(metric => metric.Name.StartsWith("nines_guard_", StringComparison.Ordinal));
        MetricTable.All.ShouldAllBe(metric => metric.Kind == MetricKind.Counter == metric.Name.EndsWith("_total", StringComparison.Ordinal));
        MetricTable.All.Length.ShouldBe(typeof(MetricTable).GetProperties().Count(property => property.PropertyType == typeof(MetricDefinition)));
    }
}
