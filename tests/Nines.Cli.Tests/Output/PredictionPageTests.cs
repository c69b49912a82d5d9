using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Nines.Cli.Tests.Audit;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Cli.Verbs.Predict.Html;
using Nines.Environments.Predictions;
using Nines.Testing;

namespace Nines.Cli.Tests.Output;

public sealed partial class PredictionPageTests
{
    [Fact]
    public void A_page_matches_its_golden_file() => Golden.Verify(Page(null, Sample.SharedServices()), "shared-services.html");

    [Fact]
    public void Names_never_become_markup()
    {
        string page = Page(null, Sample.Awkward());
        page.ShouldNotContain("<script", Case.Insensitive);
        page.ShouldNotContain("href=\"javascript", Case.Insensitive);
        page.ShouldNotContain("</td>cause");
        page.ShouldContain("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
    }

    [Fact]
    public void The_page_loads_no_external_resource()
    {
        string page = Page(null, Sample.Hybrid(), Sample.SharedServices());
        page.ShouldContain("default-src 'none'");
        foreach (string part in (string[])["<script", "<img", "<link", "<iframe", " src=", "@import", "url(", " style="])
        {
            page.ShouldNotContain(part, Case.Insensitive);
        }
    }

    [Fact]
    public void Every_identifier_is_unique_and_every_reference_resolves()
    {
        string page = Page(null, Sample.Hybrid(), Sample.SharedServices(), Sample.FaultTree());
        string[] ids = [.. Identifier().Matches(page).Select(match => match.Groups["id"].Value)];
        ids.ShouldBeUnique();
        foreach (Match match in Reference().Matches(page))
        {
            foreach (string id in match.Groups["id"].Value.Split(' '))
            {
                ids.ShouldContain(id);
            }
        }
    }

    [Fact]
    public void A_large_system_stays_below_a_megabyte()
    {
        Prediction large = Sample.Large(20, 3, 10);
        large = large with { Journeys = [.. Enumerable.Repeat(large.Journeys[0], 40)] };
        Page(null, large, large, large).Length.ShouldBeLessThan(1_000_000);
    }

    [Fact]
    public void A_fault_tree_has_neither_a_diagram_nor_domains()
    {
        string page = Page(null, Sample.FaultTree());
        page.ShouldNotContain("<svg class=\"sketch\"");
        page.ShouldContain("probability of the top event");
        page.ShouldContain("0.00109");
    }

    [Fact]
    public void An_explanation_opens_line_by_line()
    {
        ExplanationLine line = new("bottom <b>", null, null, "source & date", []);
        for (int depth = 0; depth < 5_000; depth++)
        {
            line = new ExplanationLine("level", "f", "n", null, [line]);
        }

        string page = Page(line, Sample.SharedServices());
        Count(page, "<details").ShouldBe(Count(page, "</details>"));
        page.ShouldContain("The rest is omitted");
        string small = Page(new ExplanationLine("top", "A", "1", null, [new("bottom <b>", null, null, "source & date", [])]), Sample.SharedServices());
        small.ShouldContain("bottom &lt;b&gt;");
        small.ShouldContain("source: source &amp; date");
    }

    private static string Page(ExplanationLine? explanation, params ImmutableArray<Prediction> predictions) =>
        PredictionPage.Render(new PredictAnswer(predictions, explanation, [], null), SampleAudit.Stamp);

    private static int Count(string text, string part) => Regex.Count(text, Regex.Escape(part), RegexOptions.None, TimeSpan.FromSeconds(5));

    [GeneratedRegex("""\sid="(?<id>[^"]+)" ?""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Identifier();

    [GeneratedRegex("""(?:aria-labelledby="|href="#)(?<id>[^"]+)" ?""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Reference();
}
