using Nines.Clusters;

namespace Nines.Kubernetes.Snapshots;

/// <summary>Marks workloads of manifests as such, and puts objects that name no namespace into the one that they would be applied to.</summary>
internal static class ManifestNamespace
{
    public static ClusterSnapshot Fill(ClusterSnapshot snapshot, string ns) => snapshot with
    {
        Workloads = [.. snapshot.Workloads.Select(workload => (workload.Name.Namespace.Length > 0 ? workload : Fill(workload, ns)) with { IsManifest = true }).OrderBy(workload => workload.Name)],
        Budgets = [.. snapshot.Budgets.Select(budget => budget.Name.Namespace.Length > 0 ? budget : budget with { Name = budget.Name with { Namespace = ns } })],
    };

    private static Workload Fill(Workload workload, string ns) => workload with
    {
        Name = workload.Name with { Namespace = ns },
        Template = workload.Template is { } template ? Fill(template, ns) : null,
        Pods = [.. workload.Pods.Select(pod => pod with { Template = Fill(pod.Template, ns) })],
    };

    private static PodTemplate Fill(PodTemplate definition, string ns) => definition with { Namespace = ns };
}
