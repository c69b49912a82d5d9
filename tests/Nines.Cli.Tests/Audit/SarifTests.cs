using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Audits.Rules;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Cli.Verbs.Audit.Formats;
using Nines.Clusters;
using Nines.Testing;
using Nines.Text;

namespace Nines.Cli.Tests.Audit;

/// <summary>What SARIF 2.1.0 requires, and what code scanning needs beyond it.</summary>
public sealed class SarifTests
{
    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] s_levels = ["none", "note", "warning", "error"];

    /// <summary>Without the rules, which are the table of codes once more.</summary>
    [Fact]
    public void A_log_matches_its_golden_file()
    {
        JsonNode log = JsonNode.Parse(SarifLog.Render(new AuditAnswer(SampleAudit.Shop()), SampleAudit.Stamp))!;
        log["runs"]![0]!["tool"]!["driver"]!.AsObject().Remove("rules").ShouldBeTrue();

        Golden.Verify(log.ToJsonString(s_readable) + "\n", "shop.sarif");
    }

    [Fact]
    public void A_log_has_every_required_property_of_the_specification()
    {
        JsonElement log = Parse(new AuditAnswer(SampleAudit.Shop()));
        log.GetProperty("version").GetString().ShouldBe("2.1.0");
        JsonElement run = log.GetProperty("runs").EnumerateArray().ShouldHaveSingleItem();
        JsonElement driver = run.GetProperty("tool").GetProperty("driver");
        driver.GetProperty("name").GetString().ShouldNotBeNullOrEmpty();
        JsonElement[] rules = [.. driver.GetProperty("rules").EnumerateArray()];
        rules.Select(rule => rule.GetProperty("id").GetString()).ShouldBe(FindingRules.Kinds.Select(kind => kind.Code));
        foreach (JsonElement rule in rules)
        {
            foreach (string text in (string[])["shortDescription", "fullDescription", "help"])
            {
                rule.GetProperty(text).GetProperty("text").GetString().ShouldNotBeNullOrEmpty();
            }

            s_levels.ShouldContain(rule.GetProperty("defaultConfiguration").GetProperty("level").GetString());
        }

        run.GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean().ShouldBeTrue();
        foreach (JsonElement result in run.GetProperty("results").EnumerateArray())
        {
            result.GetProperty("message").GetProperty("text").GetString().ShouldNotBeNullOrEmpty();
            rules[result.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString().ShouldBe(result.GetProperty("ruleId").GetString());
            s_levels.ShouldContain(result.GetProperty("level").GetString());
            JsonElement location = result.GetProperty("locations")[0];
            location.GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString().ShouldBe("shop.json");
            location.GetProperty("logicalLocations")[0].GetProperty("fullyQualifiedName").GetString()!.ShouldStartWith("shop/Deployment/");
            result.TryGetProperty("baselineState", out _).ShouldBeFalse();
        }
    }

    [Fact]
    public void Every_finding_is_a_result_with_its_own_fingerprint()
    {
        AuditReport report = SampleAudit.Shop();
        string?[] prints = [.. Results(new AuditAnswer(report)).Select(result => result.GetProperty("partialFingerprints").GetProperty("ninesFinding/v1").GetString())];

        prints.ShouldBe(report.Findings.Select(finding => finding.Fingerprint));
        prints.ShouldBeUnique();
    }

    [Fact]
    public void A_baseline_gives_every_result_its_state()
    {
        AuditReport report = SampleAudit.Shop();
        var baseline = new Baseline("b.json",
        [
            Before(report.Findings[0], Severity.Note),
            .. report.Findings.Skip(2).Select(finding => Before(finding, finding.Severity)),
        ]);
        string?[] states = [.. Results(new AuditAnswer(report, BaselineComparison.Create(baseline, report))).Select(result => result.GetProperty("baselineState").GetString())];

        states[0].ShouldBe("updated");
        states[1].ShouldBe("new");
        states.Skip(2).ShouldAllBe(state => state == "unchanged");
    }

    [Theory]
    [InlineData("snapshots/my cluster.json", "snapshots/my%20cluster.json")]
    [InlineData("/tmp/x#1.json", "file:///tmp/x%231.json")]
    [InlineData("-", "cluster")]
    [InlineData("", "cluster")]
    public void The_source_is_an_address(string source, string expected)
    {
        SarifLog.Uri(source).ShouldBe(expected);
        System.Uri.IsWellFormedUriString(expected, UriKind.RelativeOrAbsolute).ShouldBeTrue();
    }

    [Fact]
    public void A_run_stays_within_the_limit_of_code_scanning_and_reports_omissions()
    {
        AuditReport report = SampleAudit.Shop();
        report = report with
        {
            Findings = [.. Enumerable.Range(0, SarifLog.MaxResults + 5).Select(index => Finding.Create(FindingRules.Find("NINE201")!, new ObjectName("Deployment", "shop", $"app{index}"), "m"))],
        };
        JsonElement run = Parse(new AuditAnswer(report)).GetProperty("runs")[0];

        run.GetProperty("results").GetArrayLength().ShouldBe(SarifLog.MaxResults);
        run.GetProperty("invocations")[0].GetProperty("toolExecutionNotifications").EnumerateArray()
            .ShouldContain(note => note.GetProperty("message").GetProperty("text").GetString()!.StartsWith("5 more findings", StringComparison.Ordinal));
    }

    private static BaselineFinding Before(Finding finding, Severity severity) =>
        new(finding.Fingerprint, finding.Kind.Code, severity, finding.Subject.ToString(), finding.Message);

    private static JsonElement Parse(AuditAnswer answer) => JsonDocument.Parse(SarifLog.Render(answer, SampleAudit.Stamp)).RootElement;

    private static JsonElement[] Results(AuditAnswer answer) => [.. Parse(answer).GetProperty("runs")[0].GetProperty("results").EnumerateArray()];
}
