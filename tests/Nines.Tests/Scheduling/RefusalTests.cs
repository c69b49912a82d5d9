using Nines.Clusters;
using Nines.Scheduling;
using Nines.Testing;

namespace Nines.Tests.Scheduling;

/// <summary>Each filter by an example, with the words in which the scheduler refuses.</summary>
public sealed class RefusalTests
{
    private static readonly PodTemplate s_web = new()
    {
        Labels = new Dictionary<string, string> { ["app"] = "web" },
        Requests = PodRequests.From(500, 1_000_000),
    };

    [Fact]
    public void Reasons_are_counted_by_nodes_and_sorted_as_text()
    {
        Cluster cluster = Of(
            Zoned("a", "1") with { IsUnschedulable = true },
            Zoned("b", "1") with { Allocatable = new Resources { MilliCpu = 100, Memory = 1 } },
            Zoned("c", "1") with { Taints = [new Taint("dedicated", "gpu", TaintEffect.NoSchedule)] },
            Zoned("d", "1") with { AllocatablePods = 0 });
        Message(cluster, s_web).ShouldBe(
            "0/4 nodes are available: 1 Insufficient cpu, 1 Insufficient memory, 1 Too many pods, 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable.");
        Message(cluster, s_web, 30)!.ShouldContain("1 node(s) had untolerated taint {dedicated: gpu}");
        Message(cluster, s_web, 20)!.ShouldContain("1 node(s) had taint {dedicated: gpu}, that the pod didn't tolerate");
    }

    [Fact]
    public void Without_nodes_there_is_nothing_to_count() => Message(Of(), s_web).ShouldBe("no nodes available to schedule pods");

    [Fact]
    public void A_cordoned_node_takes_pods_that_tolerate_it() =>
        Message(Of(Zoned("a", "1") with { IsUnschedulable = true }), s_web with { Tolerations = [new Toleration(Taint.UnschedulableKey, Exists: true)] }).ShouldBeNull();

    [Fact]
    public void A_named_node_is_the_only_one() =>
        Message(Of(Zoned("a", "1"), Zoned("b", "1")), s_web with { NodeName = "c" })
            .ShouldBe("0/2 nodes are available: 2 node(s) didn't match the requested hostname.");

    [Fact]
    public void Volumes_pin_a_pod_to_their_zone()
    {
        PodTemplate pinned = s_web with
        {
            Volumes = [new PodVolume { Nodes = [new NodeSelectorTerm(new LabelRequirement(Node.ZoneLabel, LabelOperator.In, "2"))] }],
        };
        Cluster cluster = Of(Zoned("a", "1"), Zoned("b", "3"));
        Message(cluster, pinned).ShouldBe("0/2 nodes are available: 2 node(s) didn't match PersistentVolume's node affinity.");
        Message(cluster, pinned, 20).ShouldBe("0/2 nodes are available: 2 node(s) had volume node affinity conflict.");
        Message(cluster, s_web with { Volumes = [new PodVolume { ZoneLabels = [(Node.ZoneLabel, ["2", "4"])] }] })
            .ShouldBe("0/2 nodes are available: 2 node(s) had no available volume zone.");
    }

    [Fact]
    public void Host_ports_are_occupied_on_all_addresses_or_on_one()
    {
        PodTemplate taker = s_web with { HostPorts = [new HostPort(80, Ip: "10.0.0.1")] };
        Cluster cluster = Of(Zoned("a", "1")) with { Pods = [new Pod("p", taker) { Node = "a" }] };
        Message(cluster, s_web with { HostPorts = [new HostPort(80)] })
            .ShouldBe("0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.");
        Message(cluster, s_web with { HostPorts = [new HostPort(80, Ip: "10.0.0.2")] }).ShouldBeNull();
        Message(cluster, s_web with { HostPorts = [new HostPort(80, "UDP")] }).ShouldBeNull();
    }

    [Fact]
    public void Anti_affinity_of_existing_pods_excludes_new_ones()
    {
        PodTemplate loner = s_web with
        {
            Labels = new Dictionary<string, string> { ["app"] = "loner" },
            PodAffinity = new PodAffinity { RequiredAnti = [new PodAffinityTerm { TopologyKey = Node.ZoneLabel, Selector = LabelSelector.FromLabels(("app", "web")) }] },
        };
        Cluster cluster = Of(Zoned("a", "1"), Zoned("b", "1")) with { Pods = [new Pod("p", loner) { Node = "a" }] };
        Message(cluster, s_web).ShouldBe("0/2 nodes are available: 2 node(s) didn't satisfy existing pods anti-affinity rules.");
        Message(cluster, s_web, 20).ShouldBe(
            "0/2 nodes are available: 2 node(s) didn't match pod affinity/anti-affinity, 2 node(s) didn't satisfy existing pods anti-affinity rules.");
        Message(cluster, s_web with { Namespace = "other" }).ShouldBeNull();
    }

    [Fact]
    public void The_first_of_pods_that_want_to_be_together_is_let_in_and_the_next_follow_it()
    {
        PodTemplate flock = s_web with
        {
            PodAffinity = new PodAffinity { Required = [new PodAffinityTerm { TopologyKey = Node.ZoneLabel, Selector = LabelSelector.FromLabels(("app", "web")) }] },
        };
        Cluster cluster = Of(Zoned("a", "1"), Zoned("b", "2"), Zoned("c", "3"));
        var simulator = new Simulator(cluster);
        Pod[] pods = [.. Enumerable.Range(0, 6).Select(i => new Pod($"p{i}", flock))];
        simulator.Trials(pods, 50, 1, RunStatistic.Domains(Node.ZoneLabel), TestLimit.Token).Max.ShouldBe(1);

        // One that wants to be near others that are not there stays out.
        PodTemplate follower = flock with { Labels = new Dictionary<string, string> { ["app"] = "other" } };
        Message(cluster, follower).ShouldBe("0/3 nodes are available: 3 node(s) didn't match pod affinity rules.");
    }

    [Fact]
    public void Spread_counts_empty_domains_and_refuses_beyond_the_skew()
    {
        // Zones hold 2 1 0: with maxSkew 1 only the empty one may have the next.
        PodTemplate spread = s_web with
        {
            Spread = [new SpreadConstraint { TopologyKey = Node.ZoneLabel, IsHard = true, Selector = LabelSelector.FromLabels(("app", "web")) }],
        };
        Cluster cluster = Of(Zoned("a", "1"), Zoned("b", "2"), Zoned("c", "3")) with
        {
            Pods = [new Pod("p", s_web) { Node = "a" }, new Pod("q", s_web) { Node = "a" }, new Pod("r", s_web) { Node = "b" }],
        };
        new Simulator(cluster).Place([new Pod("x", spread)], 1).Outcomes[0].Node!.Name.ShouldBe("c");

        Cluster cordoned = cluster with { Nodes = [.. cluster.Nodes.Select(node => node.Name == "c" ? node with { IsUnschedulable = true } : node), new Node { Name = "d", Allocatable = Room }] };
        Message(cordoned, spread).ShouldBe(
            "0/4 nodes are available: 1 node(s) didn't match pod topology spread constraints (missing required label), 1 node(s) were unschedulable, "
            + "2 node(s) didn't match pod topology spread constraints.");
    }

    [Fact]
    public void With_fewer_domains_than_minDomains_the_global_minimum_is_zero()
    {
        PodTemplate spread = s_web with
        {
            Spread = [new SpreadConstraint { TopologyKey = Node.ZoneLabel, IsHard = true, MinDomains = 3, Selector = LabelSelector.FromLabels(("app", "web")) }],
        };
        Cluster cluster = Of(Zoned("a", "1"), Zoned("b", "2")) with { Pods = [new Pod("p", s_web) { Node = "a" }, new Pod("q", s_web) { Node = "b" }] };
        Message(cluster, spread).ShouldBe("0/2 nodes are available: 2 node(s) didn't match pod topology spread constraints.");

        // 1.20 does not know minDomains.
        Message(cluster, spread, 20).ShouldBeNull();
    }

    [Fact]
    public void A_cluster_that_contradicts_itself_is_refused_with_all_faults()
    {
        Cluster cluster = Of(Zoned("a", "1"), Zoned("a", "2")) with { Pods = [new Pod("p", s_web) { Node = "gone" }] };
        string message = Should.Throw<ArgumentException>(() => new Simulator(cluster)).Message;
        message.ShouldContain("node a is duplicated");
        message.ShouldContain("pod default/p is on gone");
    }

    [Fact]
    public void Only_existing_pods_can_be_removed()
    {
        var simulator = new Simulator(Of(Zoned("a", "1") with { AllocatablePods = 1 }));
        var placed = new Pod("p", s_web) { Node = "a" };
        Should.Throw<ArgumentException>(() => simulator.Remove(placed));
        simulator.Add(placed);
        simulator.Place([placed], 1).Unplaced.ShouldBe(1);
        simulator.Remove(placed);
        simulator.Place([placed], 1).Unplaced.ShouldBe(0);
    }

    private static Resources Room { get; } = new() { MilliCpu = 4000, Memory = 8_000_000_000 };

    private static Node Zoned(string name, string zone) => new()
    {
        Name = name,
        Labels = new Dictionary<string, string> { [Node.HostnameLabel] = name, [Node.ZoneLabel] = zone },
        Allocatable = Room,
    };

    private static Cluster Of(params Node[] nodes) => new() { Nodes = [.. nodes] };

    private static string? Message(Cluster cluster, PodTemplate template, int minor = 36) =>
        new Simulator(cluster, SchedulerProfile.ForMinor(minor)).Place([new Pod("x", template)], 1).Outcomes[0].Message;
}
