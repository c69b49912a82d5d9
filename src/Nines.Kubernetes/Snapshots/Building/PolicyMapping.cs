using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Kubernetes.Records;
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
            ScaleTarget target = autoscaler.Spec.ScaleTargetRef;
            int min = autoscaler.Spec.MinReplicas ?? 1;
            return new Autoscaler(
                new ObjectName(SnapshotKinds.Autoscaler, autoscaler.Metadata.Namespace, autoscaler.Metadata.Name),
                new ObjectName(Owners.KindOf(target.Kind, target.ApiVersion), autoscaler.Metadata.Namespace, target.Name),
                min, Math.Max(1, autoscaler.Spec.MaxReplicas),
                autoscaler.Status is { CurrentReplicas: 0, DesiredReplicas: 0 } ? null : autoscaler.Status.CurrentReplicas,
                autoscaler.Metadata.Annotations.Kept);
        }).OrderBy(autoscaler => autoscaler.Name),
    ];

    /// <summary>Null for a text that is no share, with a note.</summary>
    public static Amount? Map(IntOrText? value, ObjectName who, BuildNotes notes)
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
                notes.Add("objects have an amount that is neither a number of 0 or more nor a percentage such as 50%; it is ignored", who.ToString());
                return null;
        }
    }
}

/// <summary>Services with what is behind them.</summary>
internal static class ServiceMapping
{
    private const string ServiceName = "kubernetes.io/service-name";

    /// <summary>Name of the service that a slice belongs to, in its namespace; empty for none.</summary>
    public static string ServiceOf(EndpointSliceRecord slice) => slice.Metadata.Labels.TryGetValue(ServiceName, out string? service) ? service : "";

    public static ImmutableArray<Service> Map(ClusterRecords records)
    {
        ILookup<(string, string), EndpointSliceRecord> slices = records.Slices.ToLookup(slice => (slice.Metadata.Namespace, ServiceOf(slice)));
        bool knowsSlices = records.Knows(SnapshotKinds.EndpointSlice);
        return
        [
            .. records.Services.Select(service => new Service
            {
                Name = new ObjectName(SnapshotKinds.Service, service.Metadata.Namespace, service.Metadata.Name),
                Selector = service.Spec.Selector,
                Type = service.Spec.Type.Length > 0 ? service.Spec.Type : "ClusterIP",
                IsHeadless = service.Spec.ClusterIP == "None",
                IsExternallyLocal = service.Spec.ExternalTrafficPolicy == "Local",
                IsInternallyLocal = service.Spec.InternalTrafficPolicy == "Local",
                Endpoints = knowsSlices ? Endpoints(slices[(service.Metadata.Namespace, service.Metadata.Name)]) : null,
                Annotations = service.Metadata.Annotations.Kept,
            }).OrderBy(service => service.Name),
        ];
    }

    // A pod has an entry for each family of addresses and for each set of ports, and is still one pod.
    private static ImmutableArray<ServiceEndpoint> Endpoints(IEnumerable<EndpointSliceRecord> slices)
    {
        var pods = new SortedDictionary<string, ServiceEndpoint>(StringComparer.Ordinal);
        List<ServiceEndpoint> others = [];
        string? family = null;
        foreach (EndpointSliceRecord slice in slices.OrderBy(slice => slice.AddressType, StringComparer.Ordinal).ThenBy(slice => slice.Metadata.Name, StringComparer.Ordinal))
        {
            foreach (Endpoint endpoint in slice.Endpoints)
            {
                var one = new ServiceEndpoint(endpoint.NodeName, endpoint.TargetRef?.Name ?? "", endpoint.Conditions.Ready ?? true);
                if (one.Pod.Length > 0)
                {
                    pods[one.Pod] = pods.TryGetValue(one.Pod, out ServiceEndpoint? same) && same.IsReady ? same : one;
                }
                else if ((family ??= slice.AddressType) == slice.AddressType)
                {
                    others.Add(one);
                }
            }
        }

        return [.. pods.Values, .. others];
    }
}
