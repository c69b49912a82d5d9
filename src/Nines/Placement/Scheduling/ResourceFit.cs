namespace Nines.Placement.Scheduling;

/// <summary>Whether what a pod asks for is still free.</summary>
internal static class ResourceFit
{
    /// <summary>Gives every reason of a node where it is not.</summary>
    public static bool Fits(PodShape shape, int node, ClusterState state, SchedulerProfile profile, Reasons reasons)
    {
        bool fits = true;
        void Lacks(string reason)
        {
            fits = false;
            reasons.Add(reason);
        }

        NodeAmounts used = state.Amounts;
        Resources has = state.Nodes[node].Allocatable;
        Resources asks = shape.Template.Requests.Actual;
        if (used.Pods[node] + 1 > state.Nodes[node].AllocatablePods)
        {
            Lacks(Reasons.TooManyPods);
        }

        if (asks.MilliCpu == 0 && asks.Memory == 0 && asks.EphemeralStorage == 0 && shape.Extended.IsEmpty)
        {
            return fits;
        }

        bool looksAtAll = !profile.IgnoresResourcesNotAskedFor;
        if ((looksAtAll || asks.MilliCpu > 0) && asks.MilliCpu > has.MilliCpu - used.MilliCpu[node])
        {
            Lacks(Reasons.Insufficient("cpu"));
        }

        if ((looksAtAll || asks.Memory > 0) && asks.Memory > has.Memory - used.Memory[node])
        {
            Lacks(Reasons.Insufficient("memory"));
        }

        if ((looksAtAll || asks.EphemeralStorage > 0) && asks.EphemeralStorage > has.EphemeralStorage - used.Disk[node])
        {
            Lacks(Reasons.Insufficient("ephemeral-storage"));
        }

        foreach ((int resource, long amount) in shape.Extended)
        {
            if (amount > used.ExtendedFree(resource, node))
            {
                Lacks(Reasons.Insufficient(used.ExtendedName(resource)));
            }
        }

        return fits;
    }
}
