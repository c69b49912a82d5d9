using System.Collections.Immutable;
using Nines.Environments.Specs;

namespace Nines.Environments.Reading;

/// <summary>Every workload finds a cluster, and its node pool in it.</summary>
internal static class WorkloadPlacementCheck
{
    public static void Run(CheckContext context)
    {
        EnvironmentSpec spec = context.Spec;
        bool hasCluster = spec.Regions.Any(region => region.Cluster is not null || !context.IsSound("regions", region.Name, "cluster"));
        foreach (WorkloadSpec workload in spec.Workloads.Where(_ => context.IsSound("regions")))
        {
            if (!hasCluster)
            {
                context.Reading.Report(
                    context.Document.PositionOfKey("workloads", workload.Name),
                    $"The workload '{workload.Name}' has nowhere to run: no region has a cluster.",
                    "Add a cluster to a region, or describe it under components.");
                continue;
            }

            CheckRegions(context, workload);
            CheckPool(context, workload);
        }
    }

    private static void CheckRegions(CheckContext context, WorkloadSpec workload)
    {
        for (int i = 0; i < workload.Regions.Length && context.IsSound("workloads", workload.Name, "regions"); i++)
        {
            string name = workload.Regions[i];
            if (context.Spec.Regions.FirstOrDefault(region => region.Name == name) is { Cluster: null }
                && context.Document.Find("regions", name, "cluster") is null)
            {
                context.Reading.Report(
                    context.Document.PositionOfItem(i, "workloads", workload.Name, "regions"),
                    $"The workload '{workload.Name}' cannot run in '{name}', which has no cluster.");
            }
        }
    }

    private static void CheckPool(CheckContext context, WorkloadSpec workload)
    {
        if (workload.Pool is not { } pool)
        {
            return;
        }

        foreach (RegionSpec region in context.Spec.Regions.Where(region => ReferenceNames.RunsIn(workload, region)))
        {
            ImmutableArray<NodePoolSpec> pools = region.Cluster!.NodePools;
            if (pools.All(each => each.Name != pool) && context.IsSound("regions", region.Name, "cluster", "nodePools"))
            {
                context.Reading.ReportUnknown(
                    context.Document.PositionOf("workloads", workload.Name, "pool"),
                    $"The cluster in '{region.Name}' has no node pool '{pool}'.",
                    pool,
                    pools.Select(each => each.Name));
            }
        }
    }
}
