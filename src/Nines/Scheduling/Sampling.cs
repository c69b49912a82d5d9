namespace Nines.Scheduling;

/// <summary>How many nodes that fit the scheduler is content with.</summary>
internal static class Sampling
{
    /// <summary>Below this many nodes all are looked at.</summary>
    public const int Fewest = 100;

    /// <summary>All below 100 nodes; then 50 % less 1 % for each 125 nodes, at least 5 % and at least 100 nodes.</summary>
    public static int NodesToFind(int nodes) =>
        nodes < Fewest ? nodes : Math.Max(Fewest, (int)(nodes * (long)Math.Max(5, 50 - (nodes / 125)) / 100));
}
