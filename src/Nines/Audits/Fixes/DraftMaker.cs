using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Domains;

namespace Nines.Audits.Fixes;

/// <summary>Decides what may be changed of a workload: constraints by arithmetic and rules, replicas by what is needed.</summary>
/// <param name="map">The domains, with the labels that are to come.</param>
/// <param name="nodes">Which of them pods may use.</param>
/// <param name="need">What a workload needs, with a number of replicas.</param>
/// <param name="rules">Which fields the server knows.</param>
internal sealed class DraftMaker(DomainMap map, UsableNodes nodes, Func<Workload, Need?> need, ServerRules rules)
{
    private static readonly ImmutableHashSet<ExposureKind> _spreadKinds =
    [
        ExposureCatalogue.DomainLoss, ExposureCatalogue.NotSpread, ExposureCatalogue.SingleReplica, ExposureCatalogue.SpreadMissesOwnPods, ExposureCatalogue.SpreadBlocksRecovery,
        ExposureCatalogue.AntiAffinityMissesOwnPods,
    ];

    private static readonly ImmutableHashSet<ExposureKind> _replicaKinds = [ExposureCatalogue.SingleReplica, ExposureCatalogue.DomainLoss];

    /// <summary>Null when there is nothing of the workload itself that a patch can change.</summary>
    public WorkloadDraft? Make(Workload workload, ImmutableArray<Exposure> exposures)
    {
        if (!exposures.Any(exposure => _spreadKinds.Contains(exposure.Kind)) || !CanBePatched(workload) || need(workload) is not { } before)
        {
            return null;
        }

        PodTemplate template = workload.Definition!.Placement;
        ImmutableArray<DomainAxis> spreadable = [.. map.Axes.Where(axis => axis.SpreadLabel is not null && IsSpreadOver(axis.Kind))];
        UsableDomains usable = nodes.Of(template);
        (DomainAxis Axis, int Domains)[] axes = [.. spreadable.Select(axis => (axis, usable.In(map.Axes.IndexOf(axis)).Length)).Where(each => each.Length >= 2)];
        (DomainAxis Axis, bool IsExposed)[] wanted = [.. axes.Where(each => IsWanted(each.Axis, template, exposures)).Select(each => (each.Axis, IsExposed(each.Axis, exposures)))];
        int replicas = Replicas(workload, exposures, axes);
        LabelSelector selector = workload.Selector ?? LabelSelector.Of([.. template.Labels.Select(pair => (pair.Key, pair.Value))]);
        ImmutableArray<SpreadPlan> plans = replicas < 2 || wanted.Length == 0
            ? [new SpreadPlan([], template.Spread, false)]
            : SpreadPlan.Candidates(wanted, template, selector, workload.Kind == WorkloadKind.Deployment, rules);
        if (AntiAffinityFix.Mend(template.PodAffinity, exposures, selector) is { } mended)
        {
            // A rule that meant nothing may ask for more than there is once it means something: then it stays as it is.
            plans = [.. plans.Select(plan => plan with { Affinity = mended, Replaces = true }), .. plans];
        }

        var draft = new WorkloadDraft
        {
            Workload = workload,
            Exposures = exposures,
            NeedBefore = before,
            NeedAfter = need(workload with { Replicas = replicas }) ?? before,
            Replicas = replicas,
            Axes = [.. axes.Select(each => each.Axis)],
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
    private static bool IsWanted(DomainAxis axis, PodTemplate template, ImmutableArray<Exposure> exposures) => exposures.Any(exposure =>
        exposure.Kind == ExposureCatalogue.SingleReplica
        || (_spreadKinds.Contains(exposure.Kind) && (exposure.AxisKey == axis.Key || (exposure.AxisKey.Length == 0 && template.Spread.Any(each => each.TopologyKey == axis.SpreadLabel)))));

    private static bool IsExposed(DomainAxis axis, ImmutableArray<Exposure> exposures) =>
        exposures.Any(exposure => exposure.Kind == ExposureCatalogue.DomainLoss && exposure.AxisKey == axis.Key);

    private int Replicas(Workload workload, ImmutableArray<Exposure> exposures, (DomainAxis Axis, int Domains)[] axes)
    {
        int now = workload.Replicas;
        if (!exposures.Any(exposure => _replicaKinds.Contains(exposure.Kind)) || !CanBeMultiplied(workload))
        {
            return now;
        }

        int[] counts = [.. axes.Where(each => now == 1 || IsExposed(each.Axis, exposures)).Select(each => each.Domains)];
        return ReplicaArithmetic.Least(Math.Max(2, now), counts, replicas => need(workload with { Replicas = replicas })?.Pods ?? 1) ?? now;
    }
}
