using Nines.Clusters;

namespace Nines.Cli.Verbs.Audit.Answers;

/// <summary>Where the pods of one workload are. Made for thousands of workloads in turn, so nothing is frozen.</summary>
/// <param name="Serving">How many that serve each node has; nodes without one are left out.</param>
/// <param name="Others">The same for pods that are placed and do not serve.</param>
internal sealed record PodsByNode(IReadOnlyDictionary<string, int> Serving, IReadOnlyDictionary<string, int> Others)
{
    public static PodsByNode Of(Workload? workload) => new(
        Count(workload, static pod => pod.Serves),
        Count(workload, static pod => !pod.Serves));

    private static Dictionary<string, int> Count(Workload? workload, Func<Pod, bool> isCounted) =>
        (workload?.Pods ?? []).Where(pod => pod.Node is not null && isCounted(pod))
            .CountBy(pod => pod.Node!, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
}
