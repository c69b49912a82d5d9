using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Kubernetes.Snapshots.Trimming;

namespace Nines.Kubernetes.Snapshots.Building;

/// <summary>Budgets and autoscalers.</summary>
internal static class PolicyMapping
{
    public static ImmutableArray<DisruptionBudget> Budgets(ClusterRecords records, SelectorMapping selectors, BuildNotes notes) =>
    [
        .. records.Budgets.Select(budget =>
        {
            var name = new ObjectName(SnapshotKinds.Budget, budget.Metadata.Namespace, budget.Metadata.Name);
            return new DisruptionBudget
            {
                Name = name,
                Selector = selectors.Map(budget.Spec.Selector, name.ToString()),
                MinAvailable = Map(budget.Spec.MinAvailable, name, notes),

                // Both at once are refused by kube-apiserver; then the first decides.
                MaxUnavailable = budget.Spec.MinAvailable is null ? Map(budget.Spec.MaxUnavailable, name, notes) : null,
                DisruptionsAllowed = budget.Status.ObservedGeneration is null ? null : budget.Status.DisruptionsAllowed,
                AlwaysEvictsUnhealthy = budget.Spec.UnhealthyPodEvictionPolicy == "AlwaysAllow",
                Annotations = budget.Metadata.Annotations.Kept,
            };
        }).OrderBy(budget => budget.Name),
    ];

    public static ImmutableArray<Autoscaler> Autoscalers(ClusterRecords records) =>
    [
        .. records.Autoscalers.Select(autoscaler =>
        {
            Records.ScaleTarget target = autoscaler.Spec.ScaleTargetRef;
            int least = autoscaler.Spec.MinReplicas ?? 1;
            return new Autoscaler(
                new ObjectName(SnapshotKinds.Autoscaler, autoscaler.Metadata.Namespace, autoscaler.Metadata.Name),
                new ObjectName(Owners.KindOf(target.Kind, target.ApiVersion), autoscaler.Metadata.Namespace, target.Name),
                least, Math.Max(1, autoscaler.Spec.MaxReplicas),
                autoscaler.Status is { CurrentReplicas: 0, DesiredReplicas: 0 } ? null : autoscaler.Status.CurrentReplicas,
                autoscaler.Metadata.Annotations.Kept);
        }).OrderBy(autoscaler => autoscaler.Name),
    ];

    /// <summary>Null for a text that is no share, with a note.</summary>
    public static Amount? Map(Records.IntOrText? value, ObjectName who, BuildNotes notes)
    {
        switch (value)
        {
            case null:
                return null;
            case { Text: null, Number: >= 0 } number:
                return new Amount(number.Number);
            case { Percent: >= 0 and { } percent }:
                return new Amount(percent, IsPercent: true);
            default:
                notes.Add("objects have an amount that is neither a number from 0 nor a share such as 50%; it is taken as not said", who.ToString());
                return null;
        }
    }
}
