namespace Nines.Guard.Cache.Redis;

/// <summary>What a store counts; fields for <see cref="Interlocked"/>.</summary>
internal sealed class StoreCounts
{
    public long NearHits;
    public long SharedHits;
    public long Misses;

    /// <summary>Lookups and leases that the store could not answer in time, or not at all.</summary>
    public long Unanswered;

    public long Invalidated;

    /// <summary>Invalid values that this replica wrote over.</summary>
    public long Replaced;

    /// <summary>Publications that no replica had confirmed in time.</summary>
    public long Unconfirmed;

    public EntryRejections Rejected { get; } = new();
}
