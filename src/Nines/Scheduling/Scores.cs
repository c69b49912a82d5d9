using Nines.Clusters;
using Nines.Scheduling.State;

namespace Nines.Scheduling;

/// <summary>The scores that come from how full nodes are, each 0 to 100 (docs of NodeResourcesFit and NodeResourcesBalancedAllocation).</summary>
internal static class ResourceScores
{
    private const long MaxScore = 100;

    /// <summary>The mean of the free shares of processor and memory, with the pod there, in whole per cent.</summary>
    public static long LeastAllocated(PreparedTemplate prepared, int node, ClusterState state, SchedulerProfile profile)
    {
        Resources has = state.Nodes[node].Allocatable;
        PodRequests asks = prepared.Template.Requests;
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
            sum += capacity == 0 || requested > capacity ? 0 : (long)((Int128)(capacity - requested) * MaxScore / capacity);
        }
    }

    /// <summary>100 when processor and memory would be used to the same share, less the more they differ.</summary>
    public static long Balanced(PreparedTemplate prepared, int node, ClusterState state, SchedulerProfile profile)
    {
        Resources has = state.Nodes[node].Allocatable;
        NodeAmounts used = state.Amounts;
        PodRequests asks = prepared.Template.Requests;
        if (!profile.BalancesByDeviation)
        {
            double cpu = Share(used.ScoredMilliCpu[node] + asks.ScoredMilliCpu, has.MilliCpu);
            double memory = Share(used.ScoredMemory[node] + asks.ScoredMemory, has.Memory);
            return cpu >= 1 || memory >= 1 ? 0 : (long)((1 - Math.Abs(cpu - memory)) * MaxScore);
        }

        if (profile.BalanceSkipsBestEffort && asks.Actual.MilliCpu == 0 && asks.Actual.Memory == 0)
        {
            return 0;
        }

        long with = Evenness(has, used.MilliCpu[node] + asks.Actual.MilliCpu, used.Memory[node] + asks.Actual.Memory);
        return profile.BalancesByChange
            ? (MaxScore / 2) + (((MaxScore / 2) + with - Evenness(has, used.MilliCpu[node], used.Memory[node])) / 2)
            : with;
    }

    /// <summary>One less the standard deviation of the two shares, in whole per cent; of two numbers it is half their difference.</summary>
    private static long Evenness(Resources has, long milliCpu, long memory)
    {
        double deviation = has.MilliCpu == 0 || has.Memory == 0
            ? 0
            : Math.Abs((Math.Min(1, Share(milliCpu, has.MilliCpu)) - Math.Min(1, Share(memory, has.Memory))) / 2);
        return (long)((1 - deviation) * MaxScore);
    }

    private static double Share(long requested, long capacity) => capacity == 0 ? 1 : (double)requested / capacity;
}

/// <summary>Brings raw scores to 0 to 100.</summary>
internal static class Normalization
{
    private const long MaxScore = 100;

    /// <summary>In proportion to the greatest; turned round when less is better. When all are 0, all stay 0, or get 100 when turned round.</summary>
    public static void ByGreatest(Span<long> scores, bool lessIsBetter)
    {
        long greatest = 0;
        foreach (long score in scores)
        {
            greatest = Math.Max(greatest, score);
        }

        foreach (ref long score in scores)
        {
            long part = greatest == 0 ? 0 : MaxScore * score / greatest;
            score = lessIsBetter ? MaxScore - part : part;
        }
    }

    /// <summary>Between the extremes, 0 for all when there is no difference.</summary>
    /// <param name="scores">Of any sign.</param>
    /// <param name="holdsZero">True widens the range to include 0.</param>
    public static void Between(Span<long> scores, bool holdsZero)
    {
        (long min, long greatest) = holdsZero ? (0, 0) : (long.MaxValue, long.MinValue);
        foreach (long score in scores)
        {
            (min, greatest) = (Math.Min(min, score), Math.Max(greatest, score));
        }

        foreach (ref long score in scores)
        {
            score = greatest > min ? (long)(MaxScore * ((double)(score - min) / (greatest - min))) : 0;
        }
    }
}
