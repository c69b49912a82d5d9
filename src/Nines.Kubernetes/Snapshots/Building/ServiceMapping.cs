using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Kubernetes.Snapshots.Trimming;

namespace Nines.Kubernetes.Snapshots.Building;

/// <summary>Services with what is behind them.</summary>
internal static class ServiceMapping
{
    private const string ServiceName = "kubernetes.io/service-name";

    /// <summary>Which service of its namespace a slice belongs to; empty for none.</summary>
    public static string ServiceOf(Records.EndpointSlice slice) => slice.Metadata.Labels.TryGetValue(ServiceName, out string? service) ? service : "";

    public static ImmutableArray<Service> Map(ClusterRecords records)
    {
        ILookup<(string, string), Records.EndpointSlice> slices = records.Slices.ToLookup(slice => (slice.Metadata.Namespace, ServiceOf(slice)));
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
    private static ImmutableArray<ServiceEndpoint> Endpoints(IEnumerable<Records.EndpointSlice> slices)
    {
        var pods = new SortedDictionary<string, ServiceEndpoint>(StringComparer.Ordinal);
        List<ServiceEndpoint> others = [];
        string? family = null;
        foreach (Records.EndpointSlice slice in slices.OrderBy(slice => slice.AddressType, StringComparer.Ordinal).ThenBy(slice => slice.Metadata.Name, StringComparer.Ordinal))
        {
            foreach (Records.Endpoint endpoint in slice.Endpoints)
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
