using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Tests.Clusters;
using Nines.Tests.Scheduling;
using Nines.Text;

namespace Nines.Tests.Audits.Rules;

public sealed class BlockedRecoveryTests
{
    private const string Code = "NINE306";

    private static SnapshotBuilder Spread(int zones, IEnumerable<string> on, Func<SpreadConstraint, SpreadConstraint>? change = null, bool hard = true) =>
        new SnapshotBuilder().Zones(zones, 2).Deployment("web", web => web.On(on).SpreadOver(Node.ZoneLabel, hard, change: change));

    private static readonly string[] s_threeZones = ["a1", "b1", "c1"];

    [Fact]
    public void A_lost_zone_counts_as_empty_and_keeps_its_pods_out()
    {
        Finding finding = Found.One(Code, Spread(3, s_threeZones));
        finding.Message.ShouldBe(
            "After the loss of zone weu-1, 1 pod stays Pending: while its nodes are registered it counts as empty, and with maxSkew 1 the others may hold 1 each.");
        finding.Fix.ShouldBe("Set nodeTaintsPolicy: Honor in the constraint over topology.kubernetes.io/zone, or use whenUnsatisfiable: ScheduleAnyway.");
        (finding.LevelKey, finding.Detail, finding.Severity).ShouldBe(("zone", "topology.kubernetes.io/zone", Severity.Warning));
        finding.Domains.ShouldHaveSingleItem().Id.ShouldBe("weu-1");
    }

    [Fact]
    public void Honouring_taints_cures_it() => Found.None(Code, Spread(3, s_threeZones, constraint => constraint with { NodeTaintsPolicy = InclusionPolicy.Honor }));

    [Fact]
    public void Old_clusters_cannot_honour_taints()
    {
        SnapshotBuilder old = Spread(3, s_threeZones, constraint => constraint with { NodeTaintsPolicy = InclusionPolicy.Honor }).Minor(24);
        Found.One(Code, old).Fix.ShouldBe("Use whenUnsatisfiable: ScheduleAnyway in the constraint over topology.kubernetes.io/zone; nodeTaintsPolicy: Honor needs Kubernetes 1.26.");
    }

    [Fact]
    public void A_wish_blocks_nothing() => Found.None(Code, Spread(3, s_threeZones, hard: false));

    [Fact]
    public void A_maxSkew_that_the_others_can_take_in_blocks_nothing()
    {
        Found.None(Code, Spread(3, s_threeZones, constraint => constraint with { MaxSkew = 2 }));
        Found.One(Code, Spread(2, ["a1", "a2", "b1", "b2"], constraint => constraint with { MaxSkew = 3 })).Message.ShouldStartWith("After the loss of zone weu-1, 1 pod stays Pending");
    }

    [Fact]
    public void An_empty_zone_takes_one_in() => Found.None(Code, Spread(3, ["a1", "b1"]));

    [Fact]
    public void Requiring_more_domains_than_remain_blocks_recovery_even_after_the_nodes_are_deleted()
    {
        Finding finding = Found.One(Code, Spread(3, s_threeZones, constraint => constraint with { NodeTaintsPolicy = InclusionPolicy.Honor, MinDomains = 3 }));
        finding.Message.ShouldBe(
            "After the loss of zone weu-1, 1 pod stays Pending: minDomains 3 is more than the 2 remaining, and with maxSkew 1 each may hold 1.");
        finding.Fix.ShouldBe("Set minDomains of 2 or less in the constraint over topology.kubernetes.io/zone, or use whenUnsatisfiable: ScheduleAnyway.");
        Found.None(Code, Spread(3, s_threeZones, constraint => constraint with { NodeTaintsPolicy = InclusionPolicy.Honor, MinDomains = 2 }));
    }

    [Fact]
    public void With_nowhere_else_to_go_the_constraint_is_not_to_blame() => Found.None(Code, Spread(1, ["a1", "a2"]));

    [Fact]
    public void Pods_of_a_StatefulSet_wait_for_their_node_anyhow() =>
        Found.One(Code, new SnapshotBuilder().Zones(3).StatefulSet("db", db => db.On("a1", "b1", "c1").SpreadOver(Node.ZoneLabel))).Severity.ShouldBe(Severity.Note);

    [Fact]
    public void A_cordoned_zone_blocks_placement_in_the_others()
    {
        SnapshotBuilder cluster = new SnapshotBuilder().Zones(2, 2).Node("c1", "weu-3", cordoned: true)
            .Deployment("web", web => web.On("a1", "b1").SpreadOver(Node.ZoneLabel));
        Finding finding = Found.One(Code, cluster);
        finding.Message.ShouldBe("No further pod can be scheduled now: no node of zone weu-3 takes pods, it has 0 pods, and with maxSkew 1 the others may hold 1 each.");
        finding.Detail.ShouldBe("topology.kubernetes.io/zone:now");
    }

    [Fact]
    public void The_arithmetic_agrees_with_the_scheduler_when_a_domain_is_lost()
    {
        // One constraint, nodes that never fill up: what stays Pending in the simulator stays because of the constraint.
        var seen = new HashSet<bool>();
        for (ulong seed = 1; seed <= 300; seed++)
        {
            var random = new RandomClusters(seed);
            int zones = 2 + random.Below(3);
            string[] on = [.. Enumerable.Range(0, 1 + random.Below(7)).Select(_ => $"{(char)('a' + random.Below(zones))}{1 + random.Below(2)}")];
            ClusterSnapshot snapshot = Spread(zones, on, constraint => constraint with
            {
                MaxSkew = 1 + random.Below(3),
                MinDomains = 1 + random.Below(4),
                NodeTaintsPolicy = random.OneIn(2) ? InclusionPolicy.Honor : InclusionPolicy.Ignore,
            }).Build();
            int worst = Enumerable.Range(1, zones).Max(zone => LossReference.Apply(
                snapshot.ToCluster(), snapshot.Scheduler, node => node.Labels[Node.ZoneLabel] == $"weu-{zone}", LossKind.Unreachable, seed, CancellationToken.None).Stranded.Count());

            Finding? finding = Found.Of(Code, snapshot).SingleOrDefault(found => !found.Detail.EndsWith(":now", StringComparison.Ordinal));
            (finding is not null).ShouldBe(worst > 0, $"seed {seed}: {string.Join(' ', on)}, {snapshot.Workloads[0].Template!.Spread[0]}");
            finding?.Message.ShouldContain($", {worst} pod");
            seen.Add(worst > 0);
        }

        seen.Count.ShouldBe(2);
    }
}
