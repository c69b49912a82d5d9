using System.Text;
using System.Text.Json;
using Nines.Audits;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Cli.Verbs.Audit.Formats;
using Nines.Testing;
using Nines.Testing.Schemas;
using Nines.Text;

namespace Nines.Cli.Tests.Audit;

public sealed class AuditJsonTests
{
    [Fact]
    public void A_report_matches_its_golden_file() => Golden.Verify(AuditJson.Render(new AuditAnswer(SampleAudit.Shop()), SampleAudit.Stamp), "shop.json");

    [Fact]
    public void The_published_schema_describes_every_key()
    {
        AuditReport report = SampleAudit.Shop();
        report = report with { Ignored = [new IgnoredFinding(report.Findings[^1], "annotation of shop/Deployment/web")] };
        var baseline = new Baseline("b.json", [new BaselineFinding("NINE604:shop/Pod/old", "NINE604", Severity.Error, "shop/Pod/old", "Nobody makes it anew.")]);
        using JsonDocument output = JsonDocument.Parse(AuditJson.Render(new AuditAnswer(report, BaselineComparison.Create(baseline, report)), SampleAudit.Stamp));

        StrictSchema.Open("audit").Faults(output.RootElement).ShouldBeEmpty();
    }

    [Fact]
    public void A_report_used_as_its_own_baseline_has_no_new_finding()
    {
        AuditReport report = SampleAudit.Shop();
        ReadResult<Baseline> read = BaselineReader.Read("b.json", Encoding.UTF8.GetBytes(AuditJson.Render(new AuditAnswer(report), SampleAudit.Stamp)));

        read.Diagnostics.ShouldBeEmpty();
        BaselineComparison comparison = BaselineComparison.Create(read.Value!, report);
        new AuditAnswer(report, comparison).Counted.ShouldBeEmpty();
        comparison.Gone.ShouldBeEmpty();
        comparison.Unseen.ShouldBeEmpty();
    }

    [Fact]
    public void A_finding_that_became_more_severe_counts_as_new()
    {
        AuditReport report = SampleAudit.Shop();
        var baseline = new Baseline("b.json", [.. report.Findings.Select(finding =>
            new BaselineFinding(finding.Fingerprint, finding.Kind.Code, Severity.Warning, finding.Subject.ToString(), finding.Message))]);
        AuditAnswer answer = new(report, BaselineComparison.Create(baseline, report));

        answer.Counted.Length.ShouldBe(report.Findings.Count(finding => finding.Severity == Severity.Error));
        answer.Counted.ShouldAllBe(finding => answer.Baseline!.GetState(finding) == BaselineState.Worse);
    }

    [Fact]
    public void Findings_that_a_run_did_not_check_are_not_reported_as_gone()
    {
        AuditReport report = SampleAudit.Shop();
        var baseline = new Baseline("b.json",
        [
            new BaselineFinding("NINE501:shop/HorizontalPodAutoscaler/web", "NINE501", Severity.Error, "shop/HorizontalPodAutoscaler/web", "m"),
            new BaselineFinding("NINE201:other/Deployment/x", "NINE201", Severity.Warning, "other/Deployment/x", "m"),
            new BaselineFinding("NINE601:shop/Deployment/web:c", "NINE601", Severity.Warning, "shop/Deployment/web", "m"),
        ]);

        BaselineComparison.Create(baseline, report, isPartial: true).Gone.Select(gone => gone.Code).ShouldBe(["NINE601"]);
        BaselineComparison.Create(baseline, report).Gone.Select(gone => gone.Code).ShouldBe(["NINE201", "NINE601"]);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("[]", "is not a JSON object")]
    [InlineData("{}", "has no 'schema'")]
    [InlineData("""{"schema":"nines.audit/v2","findings":[]}""", "is of version 'nines.audit/v2'; this nines reads nines.audit/v1")]
    [InlineData("""{"schema":"nines.predict/v1","files":[]}""", "is a 'nines.predict/v1' file")]
    [InlineData("""{"version":"2.1.0","runs":[]}""", "is a SARIF log")]
    [InlineData("""{"apiVersion":"v1","kind":"List","items":[]}""", "is a file of Kubernetes objects")]
    [InlineData("""{"schema":"nines.audit/v1"}""", "'findings' is missing")]
    [InlineData("""{"schema":"nines.audit/v1","findings":[{"finger""", "b.json:1:")]
    [InlineData("""{"schema":"nines.audit/v1","findings":[7]}""", "findings[0] is not an object")]
    [InlineData("""{"schema":"nines.audit/v1","findings":[{"fingerprint":"a","code":"NINE101","severity":"bad","subject":"s","message":"m"}]}""", "severity is 'bad'")]
    [InlineData("""{"schema":"nines.audit/v1","findings":[{"fingerprint":"\ud800","code":"c","severity":"note","subject":"s","message":"m"}]}""", "not Unicode")]
    [InlineData("""[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[""", "not valid JSON from here on")]
    public void A_file_of_another_type_is_refused_as_baseline(string text, string expected)
    {
        ReadResult<Baseline> read = BaselineReader.Read("b.json", Encoding.UTF8.GetBytes(text));

        read.IsValid.ShouldBeFalse();
        string.Join('\n', read.Diagnostics).ShouldContain(expected);
    }

    [Fact]
    public void All_errors_of_a_baseline_are_reported()
    {
        ReadResult<Baseline> read = BaselineReader.Read("b.json", """{"schema":"nines.audit/v1","findings":[{},{"fingerprint":"f"}]}"""u8.ToArray());

        read.Diagnostics.Length.ShouldBe(9, string.Join('\n', read.Diagnostics));
    }
}
