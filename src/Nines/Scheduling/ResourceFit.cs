using Nines.Clusters;
using Nines.Scheduling.State;

namespace Nines.Scheduling;

/// <summary>Filter of nodes with enough free resources for a pod.</summary>
internal static class ResourceFit
{
    public static bool Fits(PreparedTemplate prepared, int node, ClusterState state, SchedulerProfile profile)
    {
        if (FindShortage(prepared, node, state, profile) != Shortage.None)
        {
            return false;
        }

        foreach ((int resource, long amount) in prepared.Extended)
        {
            if (amount > state.Amounts.ExtendedFree(resource, node))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Every reason of a node where it is not.</summary>
    public static void Explain(PreparedTemplate prepared, int node, ClusterState state, SchedulerProfile profile, Reasons reasons)
    {
        Shortage shortage = FindShortage(prepared, node, state, profile);
        foreach ((Shortage kind, string reason) in s_reasons)
        {
            if (shortage.HasFlag(kind))
            {
                reasons.Add(reason);
            }
        }

        foreach ((int resource, long amount) in prepared.Extended)
        {
            if (amount > state.Amounts.ExtendedFree(resource, node))
            {
                reasons.Add(Reasons.Insufficient(state.Amounts.ExtendedName(resource)));
            }
        }
    }

    private static readonly (Shortage Kind, string Reason)[] s_reasons =
    [
        (Shortage.Pods, Reasons.TooManyPods), (Shortage.Cpu, Reasons.NoCpu), (Shortage.Memory, Reasons.NoMemory), (Shortage.Disk, Reasons.NoDisk),
    ];

    private static Shortage FindShortage(PreparedTemplate prepared, int node, ClusterState state, SchedulerProfile profile) =>
        state.Amounts.Free(node).FindShortage(prepared.Template.Requests.Actual, !prepared.Extended.IsEmpty, profile.IgnoresResourcesNotAskedFor);
}
