using Nines.Clusters;
using Nines.Scheduling.State;

namespace Nines.Scheduling;

/// <summary>The scores that come from how full nodes are, each 0 to 100 (docs of NodeResourcesFit and NodeResourcesBalancedAllocation).</summary>
internal static class ResourceScores
{
    private const long Most = 100;

    /// <summary>The mean of the free shares of processor and memory, with the pod there, in whole per cent.</summary>
    public static long LeastAllocated(PodShape shape, int node, ClusterState state, SchedulerProfile profile)
    {
        Resources has = state.Nodes[node].Allocatable;
        PodRequests asks = shape.Template.Requests;
        long sum = 0;
        int resources = 0;
        Free(has.MilliCpu, state.Amounts.ScoredMilliCpu[node] + asks.ScoredMilliCpu);
        Free(has.Memory, state.Amounts.ScoredMemory[node] + asks.ScoredMemory);
        return resources == 0 ? 0 : sum / resources;

        void Free(long capacity, long requested)
        {
            if (capacity == 0 && profile.LeastAllocatedSkipsAbsent)
            {
                return;
            }

            resources++;
            sum += capacity == 0 || requested > capacity ? 0 : (long)((Int128)(capacity - requested) * Most / capacity);
        }
    }

    /// <summary>100 when processor and memory would be used to the same share, less the more they differ.</summary>
    public static long Balanced(PodShape shape, int node, ClusterState state, SchedulerProfile profile)
    {
        Resources has = state.Nodes[node].Allocatable;
        NodeAmounts used = state.Amounts;
        PodRequests asks = shape.Template.Requests;
        if (!profile.BalancesByDeviation)
        {
            double cpu = Share(used.ScoredMilliCpu[node] + asks.ScoredMilliCpu, has.MilliCpu);
            double memory = Share(used.ScoredMemory[node] + asks.ScoredMemory, has.Memory);
            return cpu >= 1 || memory >= 1 ? 0 : (long)((1 - Math.Abs(cpu - memory)) * Most);
        }

        if (profile.BalanceSkipsBestEffort && asks.Actual.MilliCpu == 0 && asks.Actual.Memory == 0)
        {
            return 0;
        }

        long with = Evenness(has, used.MilliCpu[node] + asks.Actual.MilliCpu, used.Memory[node] + asks.Actual.Memory);
        return profile.BalancesByChange
            ? (Most / 2) + (((Most / 2) + with - Evenness(has, used.MilliCpu[node], used.Memory[node])) / 2)
            : with;
    }

    /// <summary>One less the standard deviation of the two shares, in whole per cent; of two numbers it is half their difference.</summary>
    private static long Evenness(Resources has, long milliCpu, long memory)
    {
        double deviation = has.MilliCpu == 0 || has.Memory == 0
            ? 0
            : Math.Abs((Math.Min(1, Share(milliCpu, has.MilliCpu)) - Math.Min(1, Share(memory, has.Memory))) / 2);
        return (long)((1 - deviation) * Most);
    }

    private static double Share(long requested, long capacity) => capacity == 0 ? 1 : (double)requested / capacity;
}
