using Nines.Clusters;
using Nines.Scheduling.State;

namespace Nines.Scheduling;

/// <summary>Filter of nodes with enough free resources for a pod.</summary>
internal static class ResourceFit
{
    public static bool Fits(PreparedTemplate prepared, int node, ClusterState state, SchedulerProfile profile)
    {
        NodeAmounts used = state.Amounts;
        Resources asks = prepared.Template.Requests.Actual;
        if (used.Pods[node] >= used.HasPods[node])
        {
            return false;
        }

        if (asks.MilliCpu == 0 && asks.Memory == 0 && asks.EphemeralStorage == 0 && prepared.Extended.IsEmpty)
        {
            return true;
        }

        bool looksAtAll = !profile.IgnoresResourcesNotAskedFor;
        if (((looksAtAll || asks.MilliCpu > 0) && asks.MilliCpu > used.HasMilliCpu[node] - used.MilliCpu[node])
            || ((looksAtAll || asks.Memory > 0) && asks.Memory > used.HasMemory[node] - used.Memory[node])
            || ((looksAtAll || asks.EphemeralStorage > 0) && asks.EphemeralStorage > used.HasDisk[node] - used.Disk[node]))
        {
            return false;
        }

        foreach ((int resource, long amount) in prepared.Extended)
        {
            if (amount > used.ExtendedFree(resource, node))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Every reason of a node where it is not.</summary>
    public static void Explain(PreparedTemplate prepared, int node, ClusterState state, SchedulerProfile profile, Reasons reasons)
    {
        NodeAmounts used = state.Amounts;
        Resources asks = prepared.Template.Requests.Actual;
        if (used.Pods[node] >= used.HasPods[node])
        {
            reasons.Add(Reasons.TooManyPods);
        }

        if (asks.MilliCpu == 0 && asks.Memory == 0 && asks.EphemeralStorage == 0 && prepared.Extended.IsEmpty)
        {
            return;
        }

        bool looksAtAll = !profile.IgnoresResourcesNotAskedFor;
        if ((looksAtAll || asks.MilliCpu > 0) && asks.MilliCpu > used.HasMilliCpu[node] - used.MilliCpu[node])
        {
            reasons.Add(Reasons.NoCpu);
        }

        if ((looksAtAll || asks.Memory > 0) && asks.Memory > used.HasMemory[node] - used.Memory[node])
        {
            reasons.Add(Reasons.NoMemory);
        }

        if ((looksAtAll || asks.EphemeralStorage > 0) && asks.EphemeralStorage > used.HasDisk[node] - used.Disk[node])
        {
            reasons.Add(Reasons.NoDisk);
        }

        foreach ((int resource, long amount) in prepared.Extended)
        {
            if (amount > used.ExtendedFree(resource, node))
            {
                reasons.Add(Reasons.Insufficient(used.ExtendedName(resource)));
            }
        }
    }
}
