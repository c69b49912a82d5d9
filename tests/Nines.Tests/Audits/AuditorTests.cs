using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Audits.Rules;
using Nines.Clusters;
using Nines.Tests.Clusters;

namespace Nines.Tests.Audits;

public sealed class AuditorTests
{
    [Fact]
    public void An_empty_cluster_has_nothing_to_find()
    {
        AuditReport report = Audit(new SnapshotBuilder());
        report.Workloads.ShouldBeEmpty();
        report.Score.ShouldBe(100);
    }

    [Fact]
    public void The_worst_comes_first()
    {
        AuditReport report = Audit(new SnapshotBuilder().Zones(3, 2)
            .Deployment("fine", web => web.On("a1", "b1", "c1"))
            .Deployment("single", web => web.On("a1"))
            .Deployment("packed", web => web.On("a1", "a2", "a1"))
            .DaemonSet("agent", web => web.On("a1", "b1")));
        report.Findings.Select(finding => finding.Severity).ShouldBe(report.Findings.Select(finding => finding.Severity).OrderDescending());
        report.Workloads.Select(audit => audit.Workload.Name.Name).ShouldBe(["packed", "single", "fine", "agent"]);
        report.Workloads[3].Requirement.ShouldBeNull();
    }

    [Fact]
    public void Ignored_findings_are_listed_with_their_source()
    {
        SnapshotBuilder cluster = new SnapshotBuilder().Zones(2)
            .Deployment("a", web => web.On("a1").Annotate(NinesKeys.IgnoreAnnotation, "nine102, NINE201,NINE999"))
            .Deployment("b", web => web.On("a1"));
        AuditReport report = Auditor.Audit(cluster.Build(), new AuditOptions { IgnoredCodes = ["NINE999", "NINE601"] }, CancellationToken.None);
        report.Findings.Where(finding => finding.Kind.Code == "NINE102").ShouldHaveSingleItem().Subject.Name.ShouldBe("b");
        report.Ignored.Single(one => one.Finding.Kind.Code == "NINE102").By.ShouldBe("annotation of shop/Deployment/a");
        report.Notes.Count(note => note.Contains("NINE999", StringComparison.Ordinal)).ShouldBe(2);
        Audit(cluster).Score.ShouldBeGreaterThan(Audit(new SnapshotBuilder().Zones(2)
            .Deployment("a", web => web.On("a1")).Deployment("b", web => web.On("a1"))).Score);
        Auditor.Audit(cluster.Build(), new AuditOptions { IgnoredCodes = ["all"] }, CancellationToken.None).Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Kinds_that_were_not_read_are_not_checked()
    {
        AuditReport report = Audit(new SnapshotBuilder().Zones(3).Deployment("web", web => web.On("a1", "b1", "c1"))
            .Without("PodDisruptionBudget").Autoscaler("web", 3, 5));
        report.Unjudged.Select(one => one.Kind.Code).ShouldContain("NINE201");
        report.Unjudged.ShouldAllBe(one => one.Missing.Single().Kind == "PodDisruptionBudget");
        report.Findings.ShouldNotContain(finding => finding.Kind.Reads.Contains("PodDisruptionBudget"));
        report.Notes.ShouldContain(note => note.Contains("PodDisruptionBudget", StringComparison.Ordinal));
    }

    [Fact]
    public void Excluded_workloads_are_not_reported()
    {
        ClusterSnapshot snapshot = new SnapshotBuilder().Zones(2).Deployment("a", web => web.On("a1")).Deployment("b", web => web.On("a1")).Build();
        AuditReport report = Auditor.Audit(snapshot, new AuditOptions { IncludesWorkload = workload => workload.Name.Name == "b" }, CancellationToken.None);
        report.Workloads.ShouldHaveSingleItem();
        report.Findings.ShouldNotContain(finding => finding.Subject.Name == "a");
    }

    [Fact]
    public void Phantoms_and_unknown_domains_are_reported_once_for_the_cluster()
    {
        SnapshotBuilder cluster = new SnapshotBuilder().Zones(2)
            .Node("x1", zone: "0", pool: "old").Node("x2", zone: "1", pool: "old").Node("y", pool: "new");
        AuditReport report = Audit(cluster);
        report.Findings.Where(finding => finding.Kind == PhantomDomainRule.Kind).Select(finding => finding.Message).ShouldBe(
        [
            "1 node (node pool old) has '0' in the label topology.kubernetes.io/zone, where others have zones: it is a fault domain, and the scheduler spreads over it as over a zone.",
            "1 node (node pool old) has '1' in the label topology.kubernetes.io/zone, where others have zones: it is a fault domain, and the scheduler spreads over it as over a zone.",
        ]);
        report.Findings.Where(finding => finding.Kind == DomainUnknownRule.Kind).Select(finding => finding.Message).ShouldBe(
        [
            "The fault domain of 1 of 5 nodes is unknown, such as y.",
            "The update domain of 3 of 5 nodes is unknown, such as x1.",
            "The zone of 1 of 5 nodes is unknown, such as y.",
        ]);
        Audit(new SnapshotBuilder().Node("x1", zone: "0").Node("x2", zone: "1")).Findings.ShouldNotContain(finding => finding.Kind == PhantomDomainRule.Kind);
    }

    [Fact]
    public void The_same_snapshot_gives_the_same_report()
    {
        ClusterSnapshot Cluster() => new SnapshotBuilder().Zones(3, 2).Deployment("a", web => web.On("a1", "a2")).Deployment("b", web => web.On("b1")).Build();
        static string[] Told(ClusterSnapshot snapshot) =>
            [.. Auditor.Audit(snapshot, new AuditOptions(), CancellationToken.None).Findings.Select(finding => finding.Fingerprint + finding.Message)];
        Told(Cluster()).ShouldBe(Told(Cluster()));
        string[] prints = [.. Auditor.Audit(Cluster(), new AuditOptions(), CancellationToken.None).Findings.Select(finding => finding.Fingerprint)];
        prints.Distinct().Count().ShouldBe(prints.Length);
    }

    [Fact]
    public void A_stop_is_obeyed()
    {
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Should.Throw<OperationCanceledException>(() => Auditor.Audit(
            new SnapshotBuilder().Zones(1).Deployment("a", web => web.On("a1")).Build(), new AuditOptions(), stopped.Token));
    }

    private static AuditReport Audit(SnapshotBuilder builder) => Auditor.Audit(builder.Build(), new AuditOptions(), CancellationToken.None);
}
