using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Audits.Rules;
using Nines.Audits.Losses;
using Nines.Audits;
using Nines.Clusters;
using Nines.Domains;
using Nines.Reliability.Redundancy;
using Nines.Tests.Clusters;
using Nines.Tests.Reliability;

namespace Nines.Tests.Audits.Losses;

public sealed class DowntimeTests
{
    private static readonly DomainRates s_zonesOnly = new()
    {
        ByKey = ImmutableSortedDictionary<string, DomainRate>.Empty.Add(DomainKinds.Zone, new DomainRate(1, TimeSpan.FromHours(10))),
    };

    [Fact]
    public void Pods_that_can_go_elsewhere_are_gone_only_as_long_as_that_takes()
    {
        // Notice 50 s, give up 300 s, start 60 s: less than the ten hours of the zone.
        ExpectedDowntime moving = Downtime(new SnapshotBuilder().Zones(2).Deployment("web", web => web.On("a1")), s_zonesOnly);
        moving.SecondsPerYear.ShouldBe(410, 0.1);
        moving.Causes.ShouldHaveSingleItem().Key.ShouldBe(DomainKinds.Zone);

        ExpectedDowntime bare = Downtime(new SnapshotBuilder().Zones(2).BarePod("web", web => web.On("a1")), s_zonesOnly);
        bare.SecondsPerYear.ShouldBe(36_000, 50);

        ExpectedDowntime pinned = Downtime(new SnapshotBuilder().Zones(2).Deployment("web", web => web.On("a1").Template(pod => pod with
        {
            NodeAffinity = new NodeAffinity { Selector = [(Node.ZoneLabel, "weu-1")] },
        })), s_zonesOnly);
        pinned.SecondsPerYear.ShouldBe(bare.SecondsPerYear, 1e-6);

        // The other zone has no room.
        ExpectedDowntime cramped = Downtime(
            new SnapshotBuilder().Node("a1", zone: "weu-1").Node("b1", zone: "weu-2", cpu: 100).Deployment("web", web => web.On("a1").Cpu(200)), s_zonesOnly);
        cramped.SecondsPerYear.ShouldBe(bare.SecondsPerYear, 1e-6);
    }

    [Fact]
    public void Two_zones_must_fail_together_where_pods_are_in_both()
    {
        double single = Downtime(new SnapshotBuilder().Zones(2).Deployment("web", web => web.On("a1", "a1")), s_zonesOnly).Unavailability.Value;
        Downtime(new SnapshotBuilder().Zones(2).Deployment("web", web => web.On("a1", "b1")), s_zonesOnly).Unavailability.Value
            .ShouldBe(single * single, single * single * 1e-9);
    }

    [Fact]
    public void Placements_agree_with_adding_up_all_states()
    {
        var random = new Random(29);
        var rates = new DomainRates
        {
            // So high that every term counts.
            ByKey = DomainRates.Default.ByKey.ToImmutableSortedDictionary(pair => pair.Key, pair => new DomainRate(2000 + pair.Key.Length, TimeSpan.FromHours(1))),
        };
        int compared = 0;
        for (int trial = 0; trial < 150; trial++)
        {
            var builder = new SnapshotBuilder();
            for (int node = 0; node < 5; node++)
            {
                builder.Node($"n{node}", zone: random.Next(5) == 0 ? null : $"weu-{random.Next(2)}", updateDomain: $"{random.Next(3)}");
            }

            int need = random.Next(1, 4);
            builder.Deployment("web", web => web.On(Enumerable.Range(0, random.Next(need, 4)).Select(_ => $"n{random.Next(5)}"))).Budget("web", min: $"{need}");
            ClusterSnapshot snapshot = builder.Build();
            AuditReport report = Auditor.Audit(snapshot, new AuditOptions { Rates = rates }, CancellationToken.None);
            WorkloadAudit audit = report.Workloads[0];
            double expected = Enumerate(report, audit, rates);
            audit.Downtime.ShouldNotBeNull().Unavailability.Value.ShouldBe(expected, expected * 1e-9);
            compared++;
        }

        compared.ShouldBe(150);
    }

    [Fact]
    public void Decision_diagrams_give_the_same_answer()
    {
        var random = new Random(31);
        for (int trial = 0; trial < 100; trial++)
        {
            int pods = random.Next(1, 7);
            List<GroupLoss> losses = [];
            for (int kind = 0; kind < 3; kind++)
            {
                foreach (IGrouping<int, int> domain in Enumerable.Range(0, pods).GroupBy(_ => random.Next(3)))
                {
                    losses.Add(new GroupLoss([.. domain], 0.01 * (kind + 1), kind));
                }
            }

            PodPattern pattern = PodPattern.Create(pods, losses);
            int down = random.Next(1, pods + 1);
            double expected = StateEnumeration.Probability(PatternSolver.Function(pattern, down));
            GroupLosses.AtLeastDown(pods, losses, down).ShouldNotBeNull().ShouldBe(expected, expected * 1e-9);
            new PatternSolver().Solve(pattern, down, ["a", "b", "c"], CancellationToken.None)!.Value.Probability.Value.ShouldBe(expected, expected * 1e-9);
        }
    }

    [Fact]
    public void Placements_that_differ_in_names_only_are_one_pattern()
    {
        GroupLoss[] left = [new([0, 1], 0.1, 0), new([2], 0.1, 0), new([0], 0.2, 1), new([1], 0.2, 1), new([2], 0.2, 1)];
        GroupLoss[] right = [new([0], 0.1, 0), new([2, 1], 0.1, 0), new([2], 0.2, 1), new([0], 0.2, 1), new([1], 0.2, 1)];
        GroupLoss[] other = [new([0, 1, 2], 0.1, 0), new([0], 0.2, 1), new([1], 0.2, 1), new([2], 0.2, 1)];
        PodPattern.Create(3, [.. left]).Key.ShouldBe(PodPattern.Create(3, [.. right]).Key);
        PodPattern.Create(3, [.. left]).Key.ShouldNotBe(PodPattern.Create(3, [.. other]).Key);
    }

    [Fact]
    public void Causes_show_the_downtime_that_a_fix_would_save()
    {
        ExpectedDowntime downtime = Downtime(
            new SnapshotBuilder().Node("a", zone: "weu-1").Node("b", zone: "weu-1").Node("c", zone: "weu-2").Deployment("web", web => web.On("a", "b")), DomainRates.Default);
        downtime.Causes.Select(cause => cause.SecondsPerYear).ShouldBe(downtime.Causes.Select(cause => cause.SecondsPerYear).OrderDescending());
        downtime.Causes[0].Key.ShouldBe(DomainKinds.Zone);
        downtime.Causes.Select(cause => cause.Key).ShouldBe([DomainKinds.Zone, DomainKinds.Node, DomainRates.Pod], ignoreOrder: true);
        downtime.Causes.ShouldAllBe(cause => cause.SecondsPerYear >= 0 && cause.SecondsPerYear <= downtime.SecondsPerYear);
    }

    [Theory]
    [InlineData("99", true)]
    [InlineData("99.9999999", false)]
    [InlineData("99.9999999%", false)]
    public void An_objective_is_met_or_missed(string objective, bool meets)
    {
        SnapshotBuilder cluster = new SnapshotBuilder().Zones(2).Deployment("web", web => web.On("a1").Annotate(NinesKeys.ObjectiveAnnotation, objective));
        AuditReport report = Auditor.Audit(cluster.Build(), new AuditOptions(), CancellationToken.None);
        report.Workloads[0].Downtime!.MeetsObjective.ShouldBe(meets);
        report.Findings.Any(finding => finding.Kind == ObjectiveRule.Kind).ShouldBe(!meets);
    }

    [Theory]
    [InlineData("")]
    [InlineData("100")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("three nines")]
    public void A_bad_objective_is_noted(string objective)
    {
        SnapshotBuilder cluster = new SnapshotBuilder().Zones(2).Deployment("web", web => web.On("a1").Annotate(NinesKeys.ObjectiveAnnotation, objective));
        AuditReport report = Auditor.Audit(cluster.Build(), new AuditOptions(), CancellationToken.None);
        report.Workloads[0].Downtime!.MeetsObjective.ShouldBeNull();
        report.Notes.ShouldContain(note => note.Contains("such as 99.95", StringComparison.Ordinal));
    }

    [Fact]
    public void Invalid_rates_are_all_reported_at_once()
    {
        var rates = new DomainRates
        {
            ByKey = ImmutableSortedDictionary<string, DomainRate>.Empty.Add("zone", new DomainRate(-1, TimeSpan.Zero)).Add("node", new DomainRate(double.NaN, TimeSpan.FromHours(1))),
            Start = TimeSpan.FromSeconds(-1),
        };
        rates.Faults().Length.ShouldBe(4);
        Should.Throw<ArgumentException>(() => Auditor.Audit(new ClusterSnapshot(), new AuditOptions { Rates = rates }, CancellationToken.None));
        DomainRates.Default.Faults().ShouldBeEmpty();
    }

    [Fact]
    public void Workloads_below_their_requirement_are_not_computed()
    {
        SnapshotBuilder cluster = new SnapshotBuilder().Zones(2).Deployment("web", web => web.Pod("a1").Pod("b1", ready: false)).Budget("web", min: "2");
        Auditor.Audit(cluster.Build(), new AuditOptions(), CancellationToken.None).Workloads[0].Downtime.ShouldBeNull();
    }

    private static ExpectedDowntime Downtime(SnapshotBuilder builder, DomainRates rates) =>
        Auditor.Audit(builder.Build(), new AuditOptions { Rates = rates }, CancellationToken.None).Workloads.ShouldHaveSingleItem().Downtime.ShouldNotBeNull();

    /// <summary>Every state of all domains and pods, straight from the definition; all pods can go elsewhere unless they are stranded.</summary>
    private static double Enumerate(AuditReport report, WorkloadAudit audit, DomainRates rates)
    {
        List<(double Probability, int[] Pods)> events = [];
        string[] nodes = [.. audit.Workload.Pods.Select(pod => pod.Node!)];
        foreach (var level in report.Domains.Levels)
        {
            bool hasOther = report.Domains.Of(level).Length > 1;
            foreach (IGrouping<string, int> domain in Enumerable.Range(0, nodes.Length).GroupBy(pod => report.Domains.Of(level, nodes[pod])?.Id ?? "unknown " + nodes[pod]))
            {
                events.Add((Share(rates.ByKey[level.Key], hasOther ? 410 : 3600), [.. domain]));
            }
        }

        events.AddRange(Enumerable.Range(0, nodes.Length).Select(pod => (Share(rates.ByKey[DomainRates.Pod], 3600), (int[])[pod])));
        double sum = 0;
        for (long state = 0; state < 1L << events.Count; state++)
        {
            double probability = 1;
            int up = (1 << nodes.Length) - 1;
            for (int index = 0; index < events.Count; index++)
            {
                bool happened = (state >> index & 1) == 1;
                probability *= happened ? events[index].Probability : 1 - events[index].Probability;
                foreach (int pod in happened ? events[index].Pods : [])
                {
                    up &= ~(1 << pod);
                }
            }

            sum += System.Numerics.BitOperations.PopCount((uint)up) < audit.Requirement!.Pods ? probability : 0;
        }

        return sum;
    }

    private static double Share(DomainRate rate, double seconds)
    {
        double busy = rate.FailuresPerYear * seconds / Nines.Reliability.Downtime.SecondsPerYear;
        return busy / (1 + busy);
    }
}
