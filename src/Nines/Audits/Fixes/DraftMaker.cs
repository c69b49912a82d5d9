using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Audits.Rules;
using Nines.Clusters;
using Nines.Domains;

namespace Nines.Audits.Fixes;

/// <summary>Decides what may be changed of a workload: constraints by arithmetic and rules, replicas by what is needed.</summary>
/// <param name="map">The domains, with the labels that are to come.</param>
/// <param name="nodes">Nodes that pods may use.</param>
/// <param name="need">Requirement of a workload with a number of replicas.</param>
/// <param name="rules">Fields that the server knows.</param>
internal sealed class DraftMaker(DomainMap map, UsableDomainsCache nodes, Func<Workload, Requirement?> need, ServerRules rules)
{
    private static readonly ImmutableHashSet<FindingKind> _spreadKinds =
    [
        DomainLossRule.Kind, NotSpreadRule.Kind, SingleReplicaRule.Kind, MissedPodsRule.SpreadMissesOwnPods, BlockedRecoveryRule.Kind,
        MissedPodsRule.AntiAffinityMissesOwnPods,
    ];

    private static readonly ImmutableHashSet<FindingKind> _replicaKinds = [SingleReplicaRule.Kind, DomainLossRule.Kind];

    /// <summary>Null when there is nothing of the workload itself that a patch can change.</summary>
    public WorkloadDraft? Make(Workload workload, ImmutableArray<Finding> findings)
    {
        if (!findings.Any(finding => _spreadKinds.Contains(finding.Kind)) || !CanBePatched(workload) || need(workload) is not { } before)
        {
            return null;
        }

        PodTemplate template = workload.AnyTemplate!;
        ImmutableArray<DomainLevel> spreadable = [.. map.Levels.Where(level => level.SpreadLabel is not null && IsSpreadOver(level.Kind))];
        UsableDomains usable = nodes.For(template);
        (DomainLevel Level, int Domains)[] levels = [.. spreadable.Select(level => (level, usable.In(map.Levels.IndexOf(level)).Length)).Where(each => each.Length >= 2)];
        (DomainLevel Level, bool IsExposed)[] wanted = [.. levels.Where(each => IsWanted(each.Level, template, findings)).Select(each => (each.Level, IsExposed(each.Level, findings)))];
        int replicas = Replicas(workload, findings, levels);
        LabelSelector selector = workload.Selector ?? LabelSelector.FromLabels([.. template.Labels.Select(pair => (pair.Key, pair.Value))]);
        ImmutableArray<SpreadPlan> plans = replicas < 2 || wanted.Length == 0
            ? [new SpreadPlan([], template.Spread, false)]
            : SpreadPlan.Candidates(wanted, template, selector, workload.Kind == WorkloadKind.Deployment, rules);
        if (AntiAffinityFix.Fix(template.PodAffinity, findings, selector) is { } affinity)
        {
            // A rule that meant nothing may ask for more than there is once it means something: then it stays as it is.
            plans = [.. plans.Select(plan => plan with { Affinity = affinity, Replaces = true }), .. plans];
        }

        var draft = new WorkloadDraft
        {
            Workload = workload,
            Findings = findings,
            RequirementBefore = before,
            RequirementAfter = need(workload with { Replicas = replicas }) ?? before,
            Replicas = replicas,
            Levels = [.. levels.Select(each => each.Level)],
            Plans = plans,
        };
        return draft.ChangesPlaces ? draft : null;
    }

    /// <summary>Returns true if a patch of it would be kept and understood.</summary>
    public static bool CanBePatched(Workload workload) =>
        workload.Kind is WorkloadKind.Deployment or WorkloadKind.StatefulSet or WorkloadKind.ReplicaSet
        && workload is { ApiVersion.Length: > 0, Replicas: > 0, AnyTemplate: not null }
        && !workload.Labels.ContainsKey("addonmanager.kubernetes.io/mode");

    /// <summary>Returns true if it can have more pods without changes to its data.</summary>
    public static bool CanBeMultiplied(Workload workload) =>
        workload is { Kind: not WorkloadKind.StatefulSet, HasOwnVolumes: false } && workload.AnyTemplate is { Claims.IsEmpty: true };

    private static bool IsSpreadOver(DomainKind kind) =>
        kind is DomainKind.Zone or DomainKind.FaultDomain or DomainKind.UpdateDomain or DomainKind.Node or DomainKind.Custom;

    // Constraints of the pod's own switch the scheduler's defaults off, so that a single pod that becomes two is spread over everything.
    private static bool IsWanted(DomainLevel level, PodTemplate template, ImmutableArray<Finding> findings) => findings.Any(finding =>
        finding.Kind == SingleReplicaRule.Kind
        || (_spreadKinds.Contains(finding.Kind) && (finding.LevelKey == level.Key || (finding.LevelKey.Length == 0 && template.Spread.Any(each => each.TopologyKey == level.SpreadLabel)))));

    private static bool IsExposed(DomainLevel level, ImmutableArray<Finding> findings) =>
        findings.Any(finding => finding.Kind == DomainLossRule.Kind && finding.LevelKey == level.Key);

    private int Replicas(Workload workload, ImmutableArray<Finding> findings, (DomainLevel Level, int Domains)[] levels)
    {
        int now = workload.Replicas;
        if (!findings.Any(finding => _replicaKinds.Contains(finding.Kind)) || !CanBeMultiplied(workload))
        {
            return now;
        }

        int[] counts = [.. levels.Where(each => now == 1 || IsExposed(each.Level, findings)).Select(each => each.Domains)];
        return ReplicaArithmetic.FindMin(Math.Max(2, now), counts, replicas => need(workload with { Replicas = replicas })?.Pods ?? 1) ?? now;
    }
}

/// <summary>Possible changes of a workload, before they are tried.</summary>
internal sealed class WorkloadDraft
{
    private readonly Dictionary<PodTemplate, PodTemplate> _changed = new(ReferenceEqualityComparer.Instance);

    public required Workload Workload { get; init; }

    public required ImmutableArray<Finding> Findings { get; init; }

    public required Requirement RequirementBefore { get; init; }

    public required Requirement RequirementAfter { get; init; }

    public required int Replicas { get; init; }

    /// <summary>Those that the pods are counted by: every one that they may be spread over.</summary>
    public required ImmutableArray<DomainLevel> Levels { get; init; }

    /// <summary>One or more; the first one that works is taken. A single one without constraints when only numbers change.</summary>
    public required ImmutableArray<SpreadPlan> Plans { get; init; }

    public bool ChangesPlaces => Plans.Any(plan => plan.ChangesPods) || Replicas != Workload.Replicas;

    /// <summary>The pods as they are made today.</summary>
    public Pod[] PodsBefore() => Pods(Workload.Replicas, static template => template);

    /// <summary>The pods as a plan would have them made.</summary>
    public Pod[] PodsAfter(SpreadPlan plan)
    {
        _changed.Clear();
        return Pods(Replicas, template =>
        {
            if (!_changed.TryGetValue(template, out PodTemplate? changed))
            {
                changed = template with
                {
                    Spread = plan.All,
                    PodAffinity = plan.Affinity ?? template.PodAffinity,
                    Labels = plan.Revision is { } revision ? SpreadRevision.With(template.Labels, revision) : template.Labels,
                };
                _changed.Add(template, changed);
            }

            return changed;
        });
    }

    private Pod[] Pods(int count, Func<PodTemplate, PodTemplate> change)
    {
        PodTemplate next = Workload.AnyTemplate!;
        return
        [
            .. Enumerable.Range(0, count).Select(i => new Pod(
                $"{Workload.Name.Name}-{i}",

                // A StatefulSet's pod keeps its volumes, and so its zone.
                change(Workload.HasOwnVolumes && i < Workload.Pods.Length ? Workload.Pods[i].Template : next))),
        ];
    }
}

/// <summary>Computes the number of replicas with which the loss of any one domain leaves enough, if they are spread as evenly as possible.</summary>
internal static class ReplicaArithmetic
{
    // A workload that needs more additional pods than this should not be decided by a patch.
    private const int MaxMore = 10;

    /// <param name="now">The replicas there are, 0 or more.</param>
    /// <param name="domains">Of each level, how many the pods may use; those with fewer than 2 are passed over, since replicas do not help there.</param>
    /// <param name="need">Number of pods needed out of a number of replicas.</param>
    /// <returns>At least <paramref name="now"/>; null when up to twice as many and ten more do not do.</returns>
    public static int? FindMin(int now, IReadOnlyCollection<int> domains, Func<int, int> need)
    {
        for (int replicas = now; replicas <= (2L * now) + MaxMore; replicas++)
        {
            int min = need(replicas);
            if (domains.All(count => count < 2 || replicas - Ceiling(replicas, count) >= min))
            {
                return replicas;
            }
        }

        return null;
    }

    private static int Ceiling(int pods, int domains) => (pods + domains - 1) / domains;
}
