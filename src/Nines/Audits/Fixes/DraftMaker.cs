using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Audits.Rules;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Domains;

namespace Nines.Audits.Fixes;

/// <summary>Decides what may be changed of a workload: constraints by arithmetic and rules, replicas by what is needed.</summary>
/// <param name="map">The domains, with the labels that are to come.</param>
/// <param name="nodes">Which of them pods may use.</param>
/// <param name="need">What a workload needs, with a number of replicas.</param>
/// <param name="rules">Which fields the server knows.</param>
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

        PodTemplate template = workload.Definition!.Placement;
        ImmutableArray<DomainLevel> spreadable = [.. map.Levels.Where(level => level.SpreadLabel is not null && IsSpreadOver(level.Kind))];
        UsableDomains usable = nodes.For(template);
        (DomainLevel Level, int Domains)[] levels = [.. spreadable.Select(level => (level, usable.In(map.Levels.IndexOf(level)).Length)).Where(each => each.Length >= 2)];
        (DomainLevel Level, bool IsExposed)[] wanted = [.. levels.Where(each => IsWanted(each.Level, template, findings)).Select(each => (each.Level, IsExposed(each.Level, findings)))];
        int replicas = Replicas(workload, findings, levels);
        LabelSelector selector = workload.Selector ?? LabelSelector.FromLabels([.. template.Labels.Select(pair => (pair.Key, pair.Value))]);
        ImmutableArray<SpreadPlan> plans = replicas < 2 || wanted.Length == 0
            ? [new SpreadPlan([], template.Spread, false)]
            : SpreadPlan.Candidates(wanted, template, selector, workload.Kind == WorkloadKind.Deployment, rules);
        if (AntiAffinityFix.Mend(template.PodAffinity, findings, selector) is { } mended)
        {
            // A rule that meant nothing may ask for more than there is once it means something: then it stays as it is.
            plans = [.. plans.Select(plan => plan with { Affinity = mended, Replaces = true }), .. plans];
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

    /// <summary>Whether a patch of it would last and be understood.</summary>
    public static bool CanBePatched(Workload workload) =>
        workload.Kind is WorkloadKind.Deployment or WorkloadKind.StatefulSet or WorkloadKind.ReplicaSet
        && workload is { ApiVersion.Length: > 0, Replicas: > 0, Definition: not null }
        && !workload.Labels.ContainsKey("addonmanager.kubernetes.io/mode");

    /// <summary>Whether more pods of it can be made without thinking about its data.</summary>
    public static bool CanBeMultiplied(Workload workload) =>
        workload is { Kind: not WorkloadKind.StatefulSet, HasOwnVolumes: false } && workload.Definition is { Claims.IsEmpty: true };

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
        return ReplicaArithmetic.Least(Math.Max(2, now), counts, replicas => need(workload with { Replicas = replicas })?.Pods ?? 1) ?? now;
    }
}
