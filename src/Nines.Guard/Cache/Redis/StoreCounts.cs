using Nines.Guard.Cache.Signing;

namespace Nines.Guard.Cache.Redis;

/// <summary>What a store counts; fields for <see cref="Interlocked"/>.</summary>
internal sealed class StoreCounts
{
    public long NearHits;
    public long SharedHits;
    public long Misses;
    public long Invalidated;

    /// <summary>Invalid values that this replica wrote over.</summary>
    public long Replaced;

    /// <summary>Publications that no replica had confirmed in time.</summary>
    public long Unconfirmed;

    public EntryRejections Rejected { get; } = new();
}
