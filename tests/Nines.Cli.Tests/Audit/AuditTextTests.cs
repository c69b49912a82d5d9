using System.Collections.Immutable;
using Nines.Audits;
using Nines.Audits.Rules;
using Nines.Cli.Tests.Output;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Cli.Verbs.Audit.Terminal;
using Nines.Testing;
using Nines.Text;

namespace Nines.Cli.Tests.Audit;

public sealed class AuditTextTests
{
    [Fact]
    public void An_audit_lists_the_most_severe_findings_first() => Golden.Verify(Render(new AuditAnswer(SampleAudit.Shop())), "shop.txt");

    [Fact]
    public void The_details_of_one_workload_are_complete()
    {
        AuditReport report = SampleAudit.Shop();
        Golden.Verify(Render(new AuditAnswer(report, null, report.Workloads.Single(workload => workload.Workload.Name.Name == "web"))), "web.txt");
    }

    [Fact]
    public void The_report_fits_eighty_columns() =>
        Render(new AuditAnswer(SampleAudit.Shop()), 80).Split('\n').Max(line => line.Length).ShouldBeLessThanOrEqualTo(80);

    [Fact]
    public void A_baseline_marks_new_findings_and_lists_removed_ones()
    {
        AuditReport report = SampleAudit.Shop();
        var baseline = new Baseline("before.json",
        [
            .. report.Findings.Skip(1).Select(finding => new BaselineFinding(finding.Fingerprint, finding.Kind.Code, finding.Severity, finding.Subject.ToString(), finding.Message)),
            new BaselineFinding("NINE604:shop/Pod/old", "NINE604", Severity.Error, "shop/Pod/old", "Nobody makes it anew."),
        ]);
        string text = Render(new AuditAnswer(report, BaselineComparison.Create(baseline, report)));

        text.Split('\n').Count(line => line.Contains("new: ", StringComparison.Ordinal)).ShouldBe(1);
        text.ShouldContain("NINE604 shop/Pod/old: Nobody makes it anew.");
        text.ReplaceLineEndings(" ").ShouldContain("1 new, 0 worse, 1 gone");
    }

    [Fact]
    public void Names_are_interpreted_neither_as_control_sequences_nor_as_markup()
    {
        const string nasty = "a\u001b[31m\u202e[red]x\nb";
        AuditReport report = SampleAudit.Of([new SampleAudit.At(nasty, "z\u0007\u200b"), new SampleAudit.At("other", "2")], new SampleAudit.Load("shop", nasty, 1, nasty));
        report = report with { Notes = [nasty], Unjudged = [new Unjudged(FindingRules.Find("NINE201")!, [new Nines.Clusters.UnreadKind("PodDisruptionBudget", nasty)])] };
        string text = Render(new AuditAnswer(report, null, report.Workloads[0]));

        text.ShouldContain(@"a\u001b[31m\u202e[red]x\u000ab");
        text.Where(char.IsControl).ShouldAllBe(letter => letter == '\n');
        text.ShouldNotContain("\u202e");
        text.ShouldNotContain("\u200b");
    }

    [Fact]
    public void Color_does_not_change_the_text()
    {
        string plain = Render(new AuditAnswer(SampleAudit.Shop()));
        string coloured = TextConsole.Render(console => AuditText.Write(new AuditAnswer(SampleAudit.Shop()), console), 100, colour: true);
        coloured.ShouldContain("\u001b[");
        foreach (string word in plain.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            coloured.ShouldContain(word);
        }
    }

    [Fact]
    public void A_large_cluster_fits_a_few_screens()
    {
        ImmutableArray<SampleAudit.At> nodes = SampleAudit.ThreeZones(1_500);
        SampleAudit.Load[] loads = [.. Enumerable.Range(0, 200).Select(index => new SampleAudit.Load("shop", $"app{index}", 2, $"z1n{index}", $"z1n{index + 1}", $"z2n{index}"))];
        string text = Render(new AuditAnswer(SampleAudit.Of(nodes, loads)));

        text.Split('\n').Length.ShouldBeLessThan(300);
        text.ShouldContain("250 nodes, ");
        text.ShouldContain("more objects, none more severe than these");
    }

    [Fact]
    public void Nodes_of_unknown_zone_have_a_column_of_their_own()
    {
        string text = Render(new AuditAnswer(SampleAudit.Of(
            [new SampleAudit.At("a", "1"), new SampleAudit.At("b", "2"), new SampleAudit.At("c", null)], new SampleAudit.Load("shop", "web", 1, "a", "c"))));

        text.ShouldContain("zone unknown (1 node)");
    }

    [Fact]
    public void A_cluster_without_findings_is_reported_as_such() =>
        Render(new AuditAnswer(SampleAudit.Of([], []))).ShouldContain("No problems found.");

    private static string Render(AuditAnswer answer, int width = 100) => TextConsole.Render(console => AuditText.Write(answer, console), width);
}
