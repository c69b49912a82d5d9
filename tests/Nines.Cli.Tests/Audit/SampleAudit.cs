using System.Collections.Immutable;
using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Audits.Rules;
using Nines.Audits.Losses;
using Nines.Cli.Shared;
using Nines.Clusters;
using Nines.Domains;
using Nines.Reliability.Solving;

namespace Nines.Cli.Tests.Audit;

/// <summary>Reports made by hand, with losses counted the slow way, so that outputs are tested without the rules.</summary>
internal static class SampleAudit
{
    /// <summary>The same origin for every golden file.</summary>
    public static OutputStamp Stamp { get; } = new(
        new ToolStamp("nines", "1.2.3"), new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero), InputSource.FromFiles(["shop.json"]));

    private static readonly DomainLevel s_zone = new(DomainKinds.Zone, DomainKind.Zone, "topology.kubernetes.io/zone");
    private static readonly DomainLevel s_fault = new(DomainKinds.FaultDomain, DomainKind.FaultDomain, null);
    private static readonly DomainLevel s_update = new(DomainKinds.UpdateDomain, DomainKind.UpdateDomain, NinesKeys.UpdateDomainLabel);
    private static readonly DomainLevel s_node = new(DomainKinds.Node, DomainKind.Node, "kubernetes.io/hostname");

    /// <summary>One node and the domains it is in; null for unknown.</summary>
    internal sealed record At(string Name, string? Zone, string? Fault = null, string? Update = null);

    /// <summary>A workload: how many it needs (null: not judged), and the node of each pod; a node with a question mark behind it holds a pod that does not serve.</summary>
    internal sealed record Load(string Namespace, string Name, int? Needs, params string[] Pods)
    {
        public WorkloadKind Kind { get; init; } = WorkloadKind.Deployment;
    }

    /// <summary>Three zones of four nodes, in two fault domains and three update domains each.</summary>
    public static ImmutableArray<At> ThreeZones(int each = 4) =>
        [.. from zone in Enumerable.Range(1, 3) from node in Enumerable.Range(0, each) select new At($"z{zone}n{node}", $"weu-{zone}", $"{node % 2}", $"{node % 3}")];

    /// <summary>A shop: its web is exposed to a zone, its cart to an update domain, its basket holds.</summary>
    public static AuditReport Shop() => Of(
        ThreeZones(),
        new Load("shop", "web", 2, "z1n0", "z1n1", "z2n0"),
        new Load("shop", "cart", 1, "z1n2", "z2n2"),
        new Load("shop", "basket", 1, "z1n3", "z2n3", "z3n3"),
        new Load("shop", "queue", 2, "z1n0", "z2n0", "z3n0?"),
        new Load("kube-system", "proxy", null, "z1n0", "z1n1", "z2n0") { Kind = WorkloadKind.DaemonSet }) with
    {
        Score = 61,
        Notes = ["The rates of failure are those of the table."],
        Unjudged = [new Unjudged(FindingRules.Find("NINE501")!, [new UnreadKind("HorizontalPodAutoscaler", "forbidden")])],
    };

    public static AuditReport Of(ImmutableArray<At> nodes, params Load[] loads)
    {
        (DomainLevel Level, ImmutableArray<DomainNodes> Domains)[] levels = [.. Levels(nodes).Where(level => level.Domains.Length > 0)];
        var map = new DomainMap(levels, [.. nodes.Select(node => node.Name)], []);
        ImmutableArray<WorkloadAudit> audits = [.. loads.Select(load => Audit(load, levels)).OrderByDescending(audit => audit.IsExposed)];
        var snapshot = new ClusterSnapshot
        {
            Source = "shop.json",
            TakenAt = new DateTimeOffset(2026, 8, 1, 12, 0, 0, TimeSpan.Zero),
            MinorVersion = 34,
            Nodes = [.. nodes.Select(node => new Node { Name = node.Name, IsReady = true })],
            Workloads = [.. audits.Select(audit => audit.Workload).OrderBy(workload => workload.Name)],
        };
        return new AuditReport
        {
            Snapshot = snapshot,
            Domains = map,
            Workloads = audits,
            Findings = [.. Findings(audits).OrderByDescending(finding => finding.Severity)],
            Capacity = [.. Capacity(levels, audits)],
            Score = 100,
        };
    }

    private static IEnumerable<(DomainLevel Level, ImmutableArray<DomainNodes> Domains)> Levels(ImmutableArray<At> nodes) =>
    [
        Level(s_zone, nodes, node => node.Zone, value => $"zone {value}"),
        Level(s_fault, nodes, node => node.Fault is null ? null : $"{node.Zone}/{node.Fault}", value => $"fault domain {value}"),
        Level(s_update, nodes, node => node.Update, value => $"update domain {value}"),
        Level(s_node, nodes, node => node.Name, value => $"node {value}"),
    ];

    private static (DomainLevel Level, ImmutableArray<DomainNodes> Domains) Level(DomainLevel level, ImmutableArray<At> nodes, Func<At, string?> value, Func<string, string> label) =>
        (level,
        [
            .. nodes.Where(node => value(node) is not null).GroupBy(node => value(node)!, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new DomainNodes(
                    new FailureDomain(level.Kind, group.Key, label(group.Key), null), [.. group.Select(node => node.Name).Order(StringComparer.Ordinal)])),
        ]);

    private static WorkloadAudit Audit(Load load, (DomainLevel Level, ImmutableArray<DomainNodes> Domains)[] levels)
    {
        var template = new PodTemplate { Namespace = load.Namespace };
        ImmutableArray<Pod> pods =
        [
            .. load.Pods.Select((node, index) => new Pod($"{load.Name}-{index}", template)
            {
                Node = node.TrimEnd('?'),
                IsReady = !node.EndsWith('?'),
            }),
        ];
        string[] serving = [.. pods.Where(pod => pod.Serves).Select(pod => pod.Node!)];
        return new WorkloadAudit
        {
            Workload = new Workload { Kind = load.Kind, Name = new ObjectName(load.Kind.ToString(), load.Namespace, load.Name), Replicas = pods.Length, Pods = pods },
            Serving = serving.Length,
            Requirement = load.Needs is { } needs ? new Requirement(needs, needs == 1 ? RequirementSource.Assumed : RequirementSource.Budget, $"PodDisruptionBudget {load.Name} keeps {needs} of {pods.Length}") : null,
            Losses = load.Needs is { } need ? [.. levels.Select(level => Loss(level.Level, level.Domains, serving, need))] : [],
            Downtime = load.Needs is null ? null : new ExpectedDowntime(
                BoundedProbability.Exact(1e-4), 3155.76, [new DowntimeCause("zone", 2000), new DowntimeCause("pod", 300.5)], load.Name == "web" ? false : null),
        };
    }

    private static LevelLoss Loss(DomainLevel level, ImmutableArray<DomainNodes> domains, string[] serving, int need)
    {
        ImmutableArray<DomainLoss> losses =
        [
            .. domains.Select(domain => new DomainLoss(
                    domain.Domain, serving.Count(node => domain.Nodes.Contains(node)), serving.Count(node => !domain.Nodes.Contains(node))))
                .Where(loss => loss.Lost > 0).OrderByDescending(loss => loss.Lost).ThenBy(loss => loss.Domain.Id, StringComparer.Ordinal),
        ];
        return new LevelLoss
        {
            Level = level,
            Losses = losses,
            UnknownPods = serving.Count(node => !domains.Any(domain => domain.Nodes.Contains(node))),
            WorstPair = losses.Length < 2 ? null : new PairLoss(losses[0].Domain, losses[1].Domain, losses[0].Lost + losses[1].Lost, serving.Length - losses[0].Lost - losses[1].Lost),
            IsExposed = losses.Length > 0 && losses[0].Left < need,
            CanBeClosed = domains.Length > 1,
        };
    }

    private static IEnumerable<Finding> Findings(ImmutableArray<WorkloadAudit> audits)
    {
        foreach (WorkloadAudit audit in audits)
        {
            foreach (LevelLoss loss in audit.Losses.Where(loss => loss is { IsExposed: true, CanBeClosed: true }))
            {
                DomainLoss worst = loss.Worst!;
                yield return Finding.Create(
                    FindingRules.Find("NINE101")!, audit.Workload.Name,
                    $"The loss of {worst.Domain.Label} takes {worst.Lost} of {audit.Serving} pods; {worst.Left} would be left, and {audit.Requirement!.Pods} are required.",
                    $"{loss.Level.Key}={worst.Domain.Id}") with
                { LevelKey = loss.Level.Key, Domains = [worst.Domain] };
            }

            if (audit.Requirement is not null)
            {
                yield return Finding.Create(FindingRules.Find("NINE201")!, audit.Workload.Name, "No PodDisruptionBudget selects its pods.") with { Fix = "Add a budget with maxUnavailable: 1." };
            }
        }
    }

    private static IEnumerable<CapacityLoss> Capacity((DomainLevel Level, ImmutableArray<DomainNodes> Domains)[] levels, ImmutableArray<WorkloadAudit> audits) =>
        levels.Length == 0 || audits.Length == 0 ? [] : levels[0].Domains.Select((domain, index) => new CapacityLoss(
            levels[0].Level, domain.Domain, LossKind.Unreachable, domain.Nodes.Length, 7,
            index == 0 ? [new Stranded(audits[0].Workload.Name, 2, "8 nodes have too little processor time.")] : []));
}
