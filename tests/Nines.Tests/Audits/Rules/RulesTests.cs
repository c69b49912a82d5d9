using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Audits.Rules;
using Nines.Clusters;

namespace Nines.Tests.Audits.Rules;

/// <summary>What holds of every rule, whatever it is shown.</summary>
public sealed class RulesTests
{
    [Fact]
    public void Every_rule_survives_random_values_and_finds_something()
    {
        var seen = new HashSet<string>();
        for (ulong seed = 1; seed <= 2000; seed++)
        {
            AuditContext context = RandomSnapshots.Context(RandomSnapshots.Of(seed));
            foreach (Finding finding in FindingRules.All.SelectMany(rule => rule.Find(context)))
            {
                seen.Add(finding.Kind.Code);
                finding.Message.ShouldNotBeNullOrWhiteSpace();
                finding.Message.Length.ShouldBeLessThan(20_000);
                (finding.Severity <= finding.Kind.Severity).ShouldBeTrue(finding.Message);
                finding.Subject.Name.ShouldNotBeNull();
            }
        }

        // So that the clusters are odd enough to mean something.
        string[] unseen = [.. FindingRules.Kinds.Select(kind => kind.Code).Where(code => code[4] is >= '2' and <= '6').Except(seen)];
        unseen.ShouldBeEmpty();
    }

    [Fact]
    public void Every_finding_has_a_unique_fingerprint()
    {
        for (ulong seed = 1; seed <= 300; seed++)
        {
            AuditContext context = RandomSnapshots.Context(RandomSnapshots.Of(seed));
            string[] names = [.. FindingRules.All.SelectMany(rule => rule.Find(context)).Select(finding => finding.Fingerprint)];
            names.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => $"seed {seed}: {group.Key}").ShouldBeEmpty();
        }
    }

    [Fact]
    public void The_same_cluster_gets_the_same_findings()
    {
        for (ulong seed = 1; seed <= 50; seed++)
        {
            string[] Told() => [.. Auditor.Audit(RandomSnapshots.Of(seed), new AuditOptions(), CancellationToken.None).Findings.Select(finding => finding.Fingerprint + finding.Message)];
            Told().ShouldBe(Told());
        }
    }

    [Fact]
    public void Workloads_that_are_not_selected_are_not_reported()
    {
        var options = new AuditOptions { IncludesWorkload = static _ => false, IncludesNamespace = static _ => false };
        for (ulong seed = 1; seed <= 50; seed++)
        {
            ClusterSnapshot snapshot = RandomSnapshots.Of(seed);
            Auditor.Audit(snapshot, options, CancellationToken.None).Findings.Where(finding => finding.Subject.Namespace.Length > 0).Select(finding => finding.ToString()).ShouldBeEmpty();
        }
    }
}
