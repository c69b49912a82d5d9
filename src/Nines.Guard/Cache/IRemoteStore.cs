using System.Collections.Immutable;

namespace Nines.Guard.Cache;

/// <summary>
/// Storage in which replicas share entries: Redis, memcached, or only the memory of this process. A remote store never throws because of the network; it
/// answers <see cref="StoreOutcome.Unavailable"/>, and the caller asks Azure. Only cancellation is thrown. Safe for many callers at once.
/// </summary>
/// <remarks>
/// It verifies what it reads: a value with a wrong signature, past its end, or ending too far ahead is a miss and is counted. A client
/// that can write to the store can therefore at worst cause misses. It keeps what it reads in the <see cref="LocalCopies"/> that it was given,
/// since only it knows the order of a reply and the changes reported around it, and it reports there whether they can be trusted.
/// </remarks>
internal interface IRemoteStore : IAsyncDisposable
{
    /// <summary>Kind and servers, as last seen.</summary>
    StoreDescription Describe();

    /// <summary>Begins to connect, and connects again whenever a connection is lost; <see cref="StoreTrust"/> follows it from now on.</summary>
    void Start();

    /// <summary>Reads an entry of the current epoch, and keeps it near.</summary>
    /// <param name="withLease">Also look whether a replica is asking Azure for it. The lease is looked at before the entry: gone means that no entry will come.</param>
    ValueTask<(StoreAnswer Answer, bool IsLeased)> ReadAsync(EntryKey key, bool withLease, CancellationToken cancellation);

    /// <summary>
    /// Offers an entry. The first writer wins: a hit holds the entry that all replicas serve from now on, which may be another replica's.
    /// <see cref="StoreOutcome.Miss"/>: it is not kept. <see cref="StoreOutcome.Unavailable"/>: what others serve is unknown.
    /// </summary>
    /// <param name="epoch">The epoch noted before Azure was asked.</param>
    ValueTask<StoreAnswer> OfferAsync(EntryKey key, Entry candidate, long epoch, CancellationToken cancellation);

    /// <summary>Asks to be the one replica that asks Azure for this key.</summary>
    ValueTask<StoreLease> LeaseAsync(EntryKey key, CancellationToken cancellation);

    /// <summary>Begins a new epoch: when it returns true, no replica serves an entry that was fetched before the call.</summary>
    /// <returns>False when this is not certain; this replica's own copies are gone in any case.</returns>
    ValueTask<bool> RaiseEpochAsync(CancellationToken cancellation);
}

/// <param name="Kind"><c>memory</c>, <c>redis</c>, <c>redis-sentinel</c>, <c>redis-cluster</c> or <c>memcached</c>.</param>
internal sealed record StoreDescription(string Kind, ImmutableArray<StoreServer> Servers);

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

    /// <summary>Another replica is asking: <see cref="EntryStore.WaitAsync"/>.</summary>
    Held,

    /// <summary>The store cannot be asked; ask Azure.</summary>
    Unavailable,
}

/// <summary>The right to be the one replica that asks Azure. It runs out by itself.</summary>
/// <param name="release">Gives it back to the store.</param>
internal sealed class StoreLease(LeaseOutcome outcome, Func<CancellationToken, ValueTask>? release = null)
{
    private Func<CancellationToken, ValueTask>? _release = release;

    public static StoreLease Held { get; } = new(LeaseOutcome.Held);

    public static StoreLease Unavailable { get; } = new(LeaseOutcome.Unavailable);

    public LeaseOutcome Outcome => outcome;

    /// <summary>Gives it back early, once, when no entry came of it, so that others need not wait for it to run out.</summary>
    public ValueTask ReleaseAsync(CancellationToken cancellation) =>
        Interlocked.Exchange(ref _release, null) is { } once ? once(cancellation) : default;
}
