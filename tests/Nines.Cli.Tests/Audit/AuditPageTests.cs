using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Audits.Rules;
using Nines.Audits.Losses;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Cli.Verbs.Audit.Html;
using Nines.Clusters;
using Nines.Testing;

namespace Nines.Cli.Tests.Audit;

public sealed partial class AuditPageTests
{
    public const string Nasty = "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">\u202e'\"&";

    [Fact]
    public void A_page_matches_its_golden_file() => Golden.Verify(WithoutParts(AuditPage.Render(new AuditAnswer(SampleAudit.Shop()), SampleAudit.Stamp)), "shop.html");

    [Fact]
    public void The_page_loads_no_external_resource()
    {
        string page = AuditPage.Render(new AuditAnswer(SampleAudit.Shop()), SampleAudit.Stamp);
        page.ShouldContain("default-src 'none'");
        foreach (string part in (string[])["<img", "<link", "<iframe", " src=", "@import", "url(", " style=", "onclick", "http:", "https:", "fetch(", "innerHTML", "eval("])
        {
            page.ShouldNotContain(part, Case.Insensitive);
        }

        Regex.Count(page, "<script", RegexOptions.None, TimeSpan.FromSeconds(5)).ShouldBe(2);
        Regex.Count(page, "</script", RegexOptions.None, TimeSpan.FromSeconds(5)).ShouldBe(2);
    }

    [Fact]
    public void Names_never_become_markup()
    {
        string page = AuditPage.Render(new AuditAnswer(Hostile()), SampleAudit.Stamp);
        Regex.Count(page, "<script", RegexOptions.None, TimeSpan.FromSeconds(5)).ShouldBe(2);
        page.ShouldNotContain("<img", Case.Insensitive);
        page.ShouldNotContain("\u202e");
        page.ShouldContain("&lt;/script&gt;");
    }

    [Fact]
    public void The_data_of_the_page_agree_with_the_report()
    {
        AuditReport report = SampleAudit.Shop();
        using JsonDocument data = JsonDocument.Parse(new PageData(new AuditAnswer(report)).ToJson());
        foreach (JsonElement workload in data.RootElement.GetProperty("workloads").EnumerateArray())
        {
            WorkloadAudit audit = report.Workloads.Single(each => each.Workload.Name.ToString() == workload.GetProperty("w").GetString());
            workload.GetProperty("p").EnumerateArray().Where((_, index) => index % 2 == 1).Sum(number => number.GetInt32()).ShouldBe(audit.Serving);
        }
    }

    [Theory]
    [InlineData(334, true)]
    [InlineData(333, false)]
    public void Many_nodes_are_grouped_by_their_failure_domains(int eachZone, bool grouped)
    {
        AuditReport report = SampleAudit.Of(SampleAudit.ThreeZones(eachZone), new SampleAudit.Load("shop", "web", 2, "z1n0", "z1n1", "z2n5"));
        using JsonDocument data = JsonDocument.Parse(new PageData(new AuditAnswer(report)).ToJson());

        data.RootElement.GetProperty("grouped").GetBoolean().ShouldBe(grouped);
        data.RootElement.GetProperty("places").GetArrayLength().ShouldBe(grouped ? 18 : 999);
        AuditPage.Render(new AuditAnswer(report), SampleAudit.Stamp).Contains("single nodes cannot be clicked", StringComparison.Ordinal).ShouldBe(grouped);
    }

    [Fact]
    public void A_large_cluster_gives_a_page_that_browsers_open()
    {
        ImmutableArray<SampleAudit.At> nodes = SampleAudit.ThreeZones(1_666);
        WorkloadAudit[] some = [.. SampleAudit.Of(nodes, [.. Enumerable.Range(0, 20).Select(index => Load(index))]).Workloads];
        AuditReport report = SampleAudit.Of(nodes) with
        {
            // Counting every loss the slow way for ten thousand would take longer than the page.
            Workloads = [.. Enumerable.Range(0, 10_000).Select(index => some[index % 20] with
            {
                Workload = some[index % 20].Workload with { Name = new ObjectName("Deployment", "shop", $"application-{index}") },
            })],
            Findings = [.. Enumerable.Range(0, 30_000).Select(index => Finding.Create(FindingRules.Find("NINE201")!, new ObjectName("Deployment", "shop", $"application-{index % 10_000}"), new string('m', 150), $"{index}"))],
        };
        string page = AuditPage.Render(new AuditAnswer(report), SampleAudit.Stamp);

        page.Length.ShouldBeLessThan(4_000_000);
        page.ShouldContain("The 2,000 most severe of 30,000 are listed");
        page.ShouldContain("application-9999");
    }

    internal static AuditReport Hostile()
    {
        AuditReport report = SampleAudit.Of(
            [new SampleAudit.At(Nasty, Nasty, Nasty, Nasty), new SampleAudit.At("other", "2")],
            new SampleAudit.Load(Nasty, Nasty, 1, Nasty), new SampleAudit.Load("__proto__", "constructor", 1, "other", Nasty));
        return report with
        {
            Snapshot = report.Snapshot with { Source = Nasty },
            Notes = [Nasty],
            Unjudged = [new Unjudged(FindingRules.Find("NINE201")!, [new UnreadKind("PodDisruptionBudget", Nasty)])],
        };
    }

    private static SampleAudit.Load Load(int index) => new("shop", $"app{index}", 2, [.. Enumerable.Range(0, 15).Select(pod => $"z{1 + (pod % 3)}n{((index * 83) + (pod * 97)) % 1_666}")]);

    /// <summary>Style and script stand in files of their own; what a reviewer wants to see here is the rest.</summary>
    private static string WithoutParts(string page) => Hashes().Replace(
        page.Replace(PageParts.Css, "(style)", StringComparison.Ordinal).Replace(PageParts.Script, "(script)", StringComparison.Ordinal), "sha256-(hash)");

    [GeneratedRegex("sha256-[A-Za-z0-9+/=]+", RegexOptions.None, 5000)]
    private static partial Regex Hashes();
}
