using Nines.Clusters;

namespace Nines.Audits.Findings;

/// <summary>What exposures of the cluster as a whole are about: one name for all clusters, so that baselines hold when a cluster is renamed.</summary>
internal static class ClusterSubject
{
    public static ObjectName Name { get; } = new("Cluster", "", "cluster");
}
