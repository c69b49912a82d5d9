using Nines.Clusters;

namespace Nines.Audits.Losses;

/// <summary>
/// Which pods can be counted on. Where no pod of the whole cluster is ready, the file does not say who is (manifests, dumps without
/// status), and those that have a node are taken to serve.
/// </summary>
internal sealed class ServingPods(ClusterSnapshot snapshot)
{
    /// <summary>Whether anything says which pods are ready.</summary>
    public bool AreKnown { get; } = snapshot.Workloads.Any(workload => workload.Pods.Any(pod => pod.IsReady))
        || !snapshot.Workloads.Any(workload => workload.Pods.Any(pod => pod.Node is not null));

    public bool Serves(ClusterPod pod) => AreKnown ? pod.Serves : pod.Node is not null && !pod.IsTerminating;

    public List<ClusterPod> Of(Workload workload) => workload.Pods.IsDefaultOrEmpty ? [] : [.. workload.Pods.Where(Serves)];
}
