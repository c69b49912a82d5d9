namespace Nines.Guard.Cache;

/// <summary>
/// Where entries live: in this process, in Redis, or in memcached. A store never throws for what a network does; it answers
/// <see cref="StoreOutcome.Unavailable"/>, and the caller asks Azure. Only cancellation is thrown. Safe for many callers at once.
/// </summary>
/// <remarks>
/// A store verifies what it reads: a value with a wrong signature, past its end, or ending too far ahead is a miss and is counted.
/// Whoever can write the store can therefore at worst cause misses.
/// </remarks>
internal interface IEntryStore : IAsyncDisposable
{
    /// <summary>Connects; returns when the store can be used or after a bounded time, whichever is first. A guard starts without its store.</summary>
    ValueTask StartAsync(CancellationToken cancellation);

    /// <summary>
    /// What belongs to one purge generation. Whoever starts to answer notes it first; an answer of an older epoch is served to those who
    /// waited for it and kept nowhere, so that a purge is never undone (G4).
    /// </summary>
    long Epoch { get; }

    /// <summary>This replica's own copy; no waiting, no allocation. False also when the copy can no longer be trusted to be current.</summary>
    bool TryGetNear(in EntryKey key, out Entry entry);

    /// <summary>Reads the shared copy, and keeps it near.</summary>
    ValueTask<StoreAnswer> ReadAsync(EntryKey key, CancellationToken cancellation);

    /// <summary>
    /// Offers an entry. The first writer wins: the answer holds the entry that all replicas serve from now on, which may be another
    /// replica's. With <see cref="StoreOutcome.Unavailable"/> the candidate was kept near only, in a degraded window; with
    /// <see cref="StoreOutcome.Miss"/> it was kept nowhere (its epoch is over, or its time is).
    /// </summary>
    /// <param name="epoch">The <see cref="Epoch"/> noted before Azure was asked.</param>
    ValueTask<StoreAnswer> PublishAsync(EntryKey key, Entry candidate, long epoch, CancellationToken cancellation);

    /// <summary>Asks to be the one replica that asks Azure for this key.</summary>
    ValueTask<LeaseOutcome> TryLeaseAsync(EntryKey key, CancellationToken cancellation);

    /// <summary>
    /// Waits, for a bounded time, for the entry that the lease holder is getting. <see cref="StoreOutcome.Miss"/>: it did not come; ask yourself.
    /// </summary>
    ValueTask<StoreAnswer> WaitAsync(EntryKey key, CancellationToken cancellation);

    /// <summary>Gives a lease back early, when no entry came of it, so that others need not wait for it to run out.</summary>
    ValueTask ReleaseAsync(EntryKey key, CancellationToken cancellation);

    /// <summary>Begins a new epoch: when it returns true, no replica serves an entry that was fetched before the call.</summary>
    /// <returns>False when it could not be made sure; this replica's own copies are gone in any case.</returns>
    ValueTask<bool> PurgeAsync(CancellationToken cancellation);

    /// <summary>The state of this moment, for <c>nines guard cache</c>, metrics and readiness.</summary>
    StoreState State { get; }
}

internal enum StoreOutcome : byte
{
    /// <summary>There is no such entry, for certain.</summary>
    Miss,

    /// <summary>There is one.</summary>
    Hit,

    /// <summary>The store cannot be asked now; this is a degraded window.</summary>
    Unavailable,
}

/// <param name="Near">The entry came from this replica's own copy.</param>
internal readonly record struct StoreAnswer(StoreOutcome Outcome, Entry? Entry, bool Near = false)
{
    public static StoreAnswer Miss => new(StoreOutcome.Miss, null);

    public static StoreAnswer Unavailable => new(StoreOutcome.Unavailable, null);

    public static StoreAnswer Hit(Entry entry, bool near = false) => new(StoreOutcome.Hit, entry, near);
}

internal enum LeaseOutcome : byte
{
    /// <summary>This replica asks.</summary>
    Acquired,

    /// <summary>Another replica is asking: <see cref="IEntryStore.WaitAsync"/>.</summary>
    Held,

    /// <summary>The store cannot tell; ask.</summary>
    Unavailable,
}
