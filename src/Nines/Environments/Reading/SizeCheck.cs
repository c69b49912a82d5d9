using Nines.Environments.Model;
using Nines.Environments.Specs;

namespace Nines.Environments.Reading;

/// <summary>
/// A short file can ask for a great deal: replicas times regions times components. What each section permits by itself is
/// added up here, before any of it is built.
/// </summary>
internal static class SizeCheck
{
    public static void Run(CheckContext context)
    {
        // How many nodes there are depends on references that must resolve.
        if (context.Reading.HasFaults)
        {
            return;
        }

        EnvironmentSpec spec = context.Spec;
        (string Collection, long Parts)[] sizes =
        [
            ("components", spec.Components.Sum(component => (long)component.Replicas * Math.Max(1, component.Regions.Length))),
            ("workloads", spec.Workloads.Sum(workload => (long)workload.Replicas * spec.Regions.Count(region => ReferenceNames.RunsIn(workload, region)))),
            ("regions", spec.Regions.Sum(region => Nodes(spec, region))),
        ];
        long total = sizes.Sum(size => size.Parts);
        if (total > Limits.Parts)
        {
            (string collection, long parts) = sizes.MaxBy(size => size.Parts);
            context.Reading.Report(
                context.Document.PositionOfKey(collection),
                $"The environment has {total:N0} replicas, pods and nodes, of which {parts:N0} are here; at most {Limits.Parts:N0} are reckoned with.",
                "Split the environment into several files.");
        }
    }

    private static long Nodes(EnvironmentSpec spec, RegionSpec region)
    {
        if (region.Cluster is null)
        {
            return 0;
        }

        WorkloadSpec[] workloads = [.. spec.Workloads.Where(workload => ReferenceNames.RunsIn(workload, region))];
        HashSet<string> used = [.. workloads.Select(workload => PoolPlan.PoolOf(region, workload).Name)];
        return region.Cluster.NodePools
            .Where(pool => used.Contains(pool.Name) || pool.Mode == NodePoolMode.System)
            .Sum(pool => (long)PoolPlan.Nodes(spec, region, pool));
    }
}
