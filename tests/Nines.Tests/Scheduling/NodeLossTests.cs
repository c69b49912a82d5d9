using Nines.Clusters;
using Nines.Testing;

namespace Nines.Tests.Scheduling;

public sealed class NodeLossTests
{
    private static readonly PodTemplate s_web = new()
    {
        Labels = new Dictionary<string, string> { ["app"] = "web" },
        Requests = PodRequests.From(1000, 1_000_000_000),
    };

    [Fact]
    public void Pods_of_a_lost_zone_move_as_far_as_there_is_room()
    {
        // Six nodes of two places each, nine of twelve taken: three pods are lost, and of the other eight places two are free.
        NodeLossOutcome fits = Lose(ThreeZones(s_web, 9), LossKind.Deleted);
        fits.Replaced.Outcomes.Length.ShouldBe(3);
        fits.Stranded.Count().ShouldBe(1);
        fits.Stranded.First().Message.ShouldBe("0/4 nodes are available: 4 Insufficient cpu.");
        fits.After.Pods.Length.ShouldBe(8);
        fits.After.Nodes.Length.ShouldBe(4);

        Lose(ThreeZones(s_web, 6), LossKind.Deleted).Stranded.ShouldBeEmpty();
    }

    [Fact]
    public void A_hard_spread_blocks_recovery_while_the_dead_zone_is_registered_unless_it_honours_taints()
    {
        PodTemplate spread = s_web with { Spread = [Zones(InclusionPolicy.Ignore)] };
        NodeLossOutcome blocked = Lose(ThreeZones(spread, 6), LossKind.Unreachable);
        blocked.Stranded.Count().ShouldBe(2);
        blocked.Stranded.First().Message.ShouldBe(
            "0/6 nodes are available: 2 node(s) had untolerated taint(s), 4 node(s) didn't match pod topology spread constraints.");
        Lose(ThreeZones(s_web with { Spread = [Zones(InclusionPolicy.Honor)] }, 6), LossKind.Unreachable).Stranded.ShouldBeEmpty();
        Lose(ThreeZones(spread, 6), LossKind.Deleted).Stranded.ShouldBeEmpty();
    }

    [Fact]
    public void minDomains_of_three_with_two_left_blocks_recovery_even_after_the_nodes_are_deleted() =>
        Lose(ThreeZones(s_web with { Spread = [Zones(InclusionPolicy.Honor) with { MinDomains = 3 }] }, 6), LossKind.Deleted).Stranded.Count().ShouldBe(2);

    [Fact]
    public void Daemons_go_with_their_node_and_bare_pods_for_ever()
    {
        Cluster cluster = ThreeZones(s_web, 0) with
        {
            Pods =
            [
                new Pod("daemon", s_web with { Recreation = Recreation.WithNode }) { Node = "z0-0" },
                new Pod("bare", s_web with { Recreation = Recreation.Never }) { Node = "z0-1" },
                new Pod("leaving", s_web) { Node = "z0-1", IsTerminating = true },
            ],
        };
        NodeLossOutcome outcome = Lose(cluster, LossKind.Unreachable);
        outcome.LostNodes.ShouldBe(["z0-0", "z0-1"]);
        outcome.GoneWithNode.Select(placed => placed.Name).ShouldBe(["daemon"]);
        outcome.NotRecreated.Select(placed => placed.Name).ShouldBe(["bare"]);
        outcome.Replaced.Outcomes.ShouldBeEmpty();
    }

    [Fact]
    public void Members_of_a_set_come_back_when_their_node_is_gone_and_not_while_it_is_silent()
    {
        Cluster cluster = ThreeZones(s_web, 0) with { Pods = [new Pod("member-0", s_web with { Recreation = Recreation.AfterIt }) { Node = "z0-0" }] };
        NodeLossOutcome silent = Lose(cluster, LossKind.Unreachable);
        silent.Replaced.Outcomes.ShouldBeEmpty();
        silent.NotRecreated.Select(placed => placed.Name).ShouldBe(["member-0"]);
        NodeLossOutcome gone = Lose(cluster, LossKind.Deleted);
        gone.Replaced.Outcomes.Select(outcome => outcome.Pod.Name).ShouldBe(["member-0"]);
        gone.NotRecreated.ShouldBeEmpty();
    }

    [Fact]
    public void The_more_important_are_placed_first()
    {
        Cluster cluster = ThreeZones(s_web, 9);
        cluster = cluster with { Pods = [.. cluster.Pods.Select((placed, i) => placed with { Template = s_web with { Priority = i } })] };
        NodeLossOutcome outcome = Lose(cluster, LossKind.Deleted);
        outcome.Replaced.Outcomes.Select(o => o.Pod.Template.Priority).ShouldBe([6, 3, 0]);
        outcome.Stranded.Single().Pod.Template.Priority.ShouldBe(0);
    }

    private static SpreadConstraint Zones(InclusionPolicy taints) => new()
    {
        TopologyKey = Node.ZoneLabel,
        IsHard = true,
        Selector = LabelSelector.FromLabels(("app", "web")),
        NodeTaintsPolicy = taints,
    };

    private static NodeLossOutcome Lose(Cluster cluster, LossKind kind) =>
        LossReference.Apply(cluster, SchedulerProfile.Current, node => node.Labels[Node.ZoneLabel] == "0", kind, 1, TestLimit.Token);

    /// <summary>Two nodes of two places in each zone; pods go round the zones.</summary>
    private static Cluster ThreeZones(PodTemplate template, int pods) => new()
    {
        Nodes =
        [
            .. Enumerable.Range(0, 6).Select(i => new Node
            {
                Name = $"z{i % 3}-{i / 3}",
                Labels = new Dictionary<string, string> { [Node.ZoneLabel] = $"{i % 3}", [Node.HostnameLabel] = $"z{i % 3}-{i / 3}" },
                Allocatable = new Resources { MilliCpu = 2000, Memory = 8_000_000_000 },
            }),
        ],
        Pods = [.. Enumerable.Range(0, pods).Select(i => new Pod($"p{i}", template) { Node = $"z{i % 3}-{i / 3 % 2}" })],
    };
}
