using System.Globalization;
using System.Xml.Linq;
using Nines.Audits;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Cli.Verbs.Audit.Formats;
using Nines.Testing;

namespace Nines.Cli.Tests.Audit;

public sealed class JUnitTests
{
    [Fact]
    public void A_report_matches_its_golden_file() => Golden.Verify(JUnitReport.Render(new AuditAnswer(SampleAudit.Shop())), "shop.junit.xml");

    [Theory]
    [InlineData(nameof(FailLevel.Error))]
    [InlineData(nameof(FailLevel.Warning))]
    [InlineData(nameof(FailLevel.Never))]
    public void A_case_fails_exactly_if_its_finding_fails_the_run(string level)
    {
        AuditReport report = SampleAudit.Shop();
        AuditAnswer answer = new(report) { FailOn = Enum.Parse<FailLevel>(level) };
        XElement root = XDocument.Parse(JUnitReport.Render(answer)).Root!;

        string[] failed = [.. root.Descendants("testcase").Where(test => test.Element("failure") is not null).Select(test => $"{test.Attribute("classname")!.Value} {test.Attribute("name")!.Value}")];
        failed.ShouldBe(answer.Failing.Select(finding => $"nines.audit.{finding.Kind.Code[..5]}xx {finding.Subject}").Distinct(), ignoreOrder: true);
        foreach (XElement suite in root.Elements("testsuite"))
        {
            Number(suite, "tests").ShouldBe(suite.Elements("testcase").Count());
            Number(suite, "failures").ShouldBe(suite.Elements("testcase").Count(test => test.Element("failure") is not null));
            Number(suite, "skipped").ShouldBe(suite.Elements("testcase").Count(test => test.Element("skipped") is not null));
        }
    }

    [Fact]
    public void Every_audited_workload_is_a_case_of_every_family_on_workloads()
    {
        AuditReport report = SampleAudit.Shop();
        XElement root = XDocument.Parse(JUnitReport.Render(new AuditAnswer(report))).Root!;

        foreach (XElement suite in root.Elements("testsuite").Take(6))
        {
            suite.Elements("testcase").Select(test => test.Attribute("name")!.Value)
                .ShouldBeSubsetOf([.. report.Workloads.Select(workload => workload.Workload.Name.ToString()), "NINE501 The autoscaler can scale down to one pod"]);
            Number(suite, "tests").ShouldBeGreaterThanOrEqualTo(report.Workloads.Length);
        }
    }

    [Fact]
    public void Hostile_names_give_valid_XML()
    {
        const string nasty = "</testcase>&\u0000\u001b[31m\ufffe]]>";
        AuditReport report = SampleAudit.Of([new SampleAudit.At("n", nasty), new SampleAudit.At("m", "2")], new SampleAudit.Load("shop", nasty, 1, "n"));

        XDocument.Parse(JUnitReport.Render(new AuditAnswer(report))).Descendants("testcase")
            .ShouldContain(test => test.Attribute("name")!.Value.Contains(@"</testcase>&\u0000\u001b[31m\ufffe]]>", StringComparison.Ordinal));
    }

    private static int Number(XElement suite, string attribute) => int.Parse(suite.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
