using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Audits.Rules;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Cli.Verbs.Audit.Formats;
using Nines.Clusters;
using Nines.Testing;

namespace Nines.Cli.Tests.Audit;

public sealed class MarkdownTests
{
    [Fact]
    public void A_report_matches_its_golden_file() => Golden.Verify(MarkdownReport.Render(new AuditAnswer(SampleAudit.Shop()) { FailOn = FailLevel.Error }), "shop.md");

    [Theory]
    [InlineData("a|b", @"a\|b")]
    [InlineData("<img src=x>", "&lt;img src=x&gt;")]
    [InlineData("[x](javascript:alert(1))", @"\[x\]\(javascript:alert\(1\)\)")]
    [InlineData("@everyone", "@<!-- -->everyone")]
    [InlineData("https://evil", "https:<!-- -->//evil")]
    [InlineData("WWW.evil", "WWW<!-- -->.evil")]
    [InlineData("a\nb", @"a\\u000ab")]
    [InlineData("`code`", @"\`code\`")]
    [InlineData("kube-system/web.v1", "kube-system/web.v1")]
    public void Text_from_a_cluster_is_never_markup(string text, string expected) => MarkdownText.Escape(text).ShouldBe(expected);

    [Fact]
    public void Every_row_has_the_cells_of_its_table()
    {
        AuditReport report = SampleAudit.Of([new SampleAudit.At("n", "a|b"), new SampleAudit.At("m", "c")], new SampleAudit.Load("shop", "x|y|`", 1, "n"));

        foreach (string row in MarkdownReport.Render(new AuditAnswer(report)).Split('\n').Where(line => line.StartsWith("| error", StringComparison.Ordinal)))
        {
            row.Replace(@"\|", "", StringComparison.Ordinal).Count(letter => letter == '|').ShouldBe(6);
        }
    }

    [Fact]
    public void A_large_report_fits_a_comment()
    {
        AuditReport report = SampleAudit.Shop();
        report = report with
        {
            Findings = [.. Enumerable.Range(0, 5_000).Select(index => Finding.Create(index % 2 == 0 ? FindingRules.Find("NINE201")! : FindingRules.Find("NINE103")!, new ObjectName("Deployment", "shop", $"app{index}"), new string('x', 300)))],
        };
        string text = MarkdownReport.Render(new AuditAnswer(report));

        text.Length.ShouldBeLessThan(65_536);
        text.ShouldContain("more findings, none more severe than these");
    }
}
