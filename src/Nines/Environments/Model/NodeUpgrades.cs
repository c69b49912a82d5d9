using Nines.Domains;
using Nines.Environments.Specs;

namespace Nines.Environments.Model;

/// <summary>Upgrades of the nodes of a cluster, one after the other: each is drained, so that its pods start elsewhere, and is ready again later.</summary>
internal sealed class NodeUpgrades(ModelContext context)
{
    /// <summary>The drain of a node: pods without a budget are missing together until they have started elsewhere. Null when there are no upgrades.</summary>
    public Block? Drain(RegionSpec region, FailureDomain node) =>
        Work(region, node, $"{node.Id}.drain", $"Drain of {node.Id}", context.Spec.Timings.PodStart, "start of pods elsewhere");

    /// <summary>The drain of a node, on which a budget makes pods of a workload wait for each other: one is missing at a time.</summary>
    public Block? DrainOneByOne(RegionSpec region, FailureDomain node, WorkloadSpec workload, int pods) => Work(
        region, node, $"{node.Id}.{workload.Name}.drain", $"Drain of {node.Id}, one pod of {workload.Name} at a time", context.Spec.Timings.PodStart * pods,
        $"start of {pods} pods one after the other");

    /// <summary>The node itself, where no surge node stands in for it. Null where one does, or when there are no upgrades.</summary>
    public Block? Replacement(RegionSpec region, NodePoolSpec pool, FailureDomain node) => pool.HasSurge ? null : Work(
        region, node, $"{node.Id}.upgrade", $"Upgrade of {node.Id}", context.Spec.Timings.NodeUpgrade, "upgrade without a surge node");

    private Block? Work(RegionSpec region, FailureDomain node, string id, string label, TimeSpan time, string what)
    {
        UpgradeSpec upgrades = region.Cluster!.Upgrades ?? UpgradeSpec.Default;
        double perHour = upgrades.PerHour;
        if (perHour == 0 || time <= TimeSpan.Zero)
        {
            return null;
        }

        if (region.Cluster.Upgrades is null)
        {
            context.Assume("Node images are upgraded every 7 days and Kubernetes every 120 days, which drains one node after the other. State upgrades of the cluster.");
        }

        return context.DerivedLeaf(
            id, label, ComponentKind.Maintenance, ModelContext.PlannedWork, node, Math.Min(0.5, perHour * time.TotalHours), time,
            FormattableString.Invariant($"{perHour * 8760:0.#} upgrades a year x {time.TotalSeconds:0.###} s {what}"));
    }
}
