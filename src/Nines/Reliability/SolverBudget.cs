namespace Nines.Reliability;

/// <summary>What one solve may spend. When it runs out the answer becomes certified bounds, and says so.</summary>
/// <param name="MaxBytes">Memory for decision diagrams and their caches, in bytes; at least 1 MiB.</param>
/// <param name="MaxTime">Wall time; positive.</param>
public sealed record SolverBudget(long MaxBytes, TimeSpan MaxTime)
{
    /// <summary>2 GiB and 60 seconds: enough for every published fault-tree benchmark that is known to be solvable.</summary>
    public static SolverBudget Default { get; } = new(2L << 30, TimeSpan.FromSeconds(60));
}
