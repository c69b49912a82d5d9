using Nines.Environments.Specs;

namespace Nines.Environments.Model;

/// <summary>Whether the pods of a workload can run elsewhere while the node or zone that they are on is lost, or stay Pending until it is back.</summary>
internal static class PodMobility
{
    /// <summary>True when pods can leave a lost domain.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="pool">Its pool.</param>
    /// <param name="nodes">The nodes of the pool.</param>
    /// <param name="homes">Node of each pod.</param>
    /// <param name="node">Index of the lost node; -1 for a zone.</param>
    public static bool CanLeave(WorkloadSpec workload, NodePoolSpec pool, PlacedNode[] nodes, int[] homes, int node)
    {
        bool isBoundToZone = workload.HasZonalDisks || (workload.IsSpreadRequired && workload.Spread == SpreadKind.Zone && pool.Zones.Length > 1);
        if (workload.IsStateful)
        {
            // A controller deletes the pods of a silent node, but a member of a StatefulSet is only replaced when the node says that it has stopped.
            return false;
        }

        if (node < 0)
        {
            return !isBoundToZone;
        }

        // A required spread over nodes counts the lost one, which has no pods left, so that no other may take a second.
        bool hasNode = pool.IsAutoscaled || !(workload.IsSpreadRequired && workload.Spread == SpreadKind.Node) || homes.Distinct().Count() < nodes.Length;
        return hasNode && (pool.IsAutoscaled || !isBoundToZone || nodes.Count(other => other.Zone == nodes[node].Zone) > 1);
    }

    /// <summary>True when pods can leave their zone and their node, so that they may be found anywhere.</summary>
    public static bool CanLeaveAny(WorkloadSpec workload, NodePoolSpec pool, PlacedNode[] nodes, int[] homes) =>
        homes.Length > 0 && CanLeave(workload, pool, nodes, homes, -1) && CanLeave(workload, pool, nodes, homes, homes[0]);
}
