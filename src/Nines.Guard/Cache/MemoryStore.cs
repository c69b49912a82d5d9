namespace Nines.Guard.Cache;

/// <summary>
/// The store of a guard that shares with nobody: one replica, or several that each ask for themselves. It is bounded by bytes and gone
/// with the process. Nothing is signed, since nobody else can write here.
/// </summary>
internal sealed class MemoryStore(long mostBytes, TimeProvider time) : IEntryStore
{
    private readonly NearCache _near = new(mostBytes, time);
    private readonly Lock _gate = new();
    private long _epoch;
    private long _misses;
    private long _hits;
    private long _flushes;

    /// <inheritdoc/>
    public long Epoch => Interlocked.Read(ref _epoch);

    /// <inheritdoc/>
    public StoreState State
    {
        get
        {
            _near.Sweep();
            return new StoreState
            {
                Kind = "memory",
                Shared = false,
                Epoch = Epoch,
                NearEntries = _near.Entries,
                NearBytes = _near.Bytes,
                OldestNearAge = _near.OldestAge(),
                NearHits = Interlocked.Read(ref _hits),
                Misses = Interlocked.Read(ref _misses),
                Flushes = Interlocked.Read(ref _flushes),
            };
        }
    }

    /// <inheritdoc/>
    public ValueTask StartAsync(CancellationToken cancellation) => default;

    /// <inheritdoc/>
    public bool TryGetNear(in EntryKey key, out Entry entry)
    {
        if (_near.TryGet(in key, out Entry? found))
        {
            Interlocked.Increment(ref _hits);
            entry = found;
            return true;
        }

        entry = null!;
        return false;
    }

    /// <inheritdoc/>
    public ValueTask<StoreAnswer> ReadAsync(EntryKey key, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();

        // The near copy was looked for already; it may have come since.
        if (_near.TryGet(in key, out Entry? entry))
        {
            Interlocked.Increment(ref _hits);
            return new(StoreAnswer.Hit(entry, near: true));
        }

        Interlocked.Increment(ref _misses);
        return new(StoreAnswer.Miss);
    }

    /// <inheritdoc/>
    public ValueTask<StoreAnswer> PublishAsync(EntryKey key, Entry candidate, long epoch, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_gate)
        {
            // With the gate held, so that no purge comes between looking at the epoch and keeping the entry (G4).
            if (epoch != _epoch)
            {
                return new(StoreAnswer.Miss);
            }

            if (_near.TryGet(in key, out Entry? winner))
            {
                return new(StoreAnswer.Hit(winner, near: true));
            }

            return new(_near.Keep(in key, candidate, long.MaxValue, _near.Era) ? StoreAnswer.Hit(candidate, near: true) : StoreAnswer.Miss);
        }
    }

    /// <summary>Always granted: callers of one process are joined before they come here.</summary>
    public ValueTask<LeaseOutcome> TryLeaseAsync(EntryKey key, CancellationToken cancellation) => new(LeaseOutcome.Acquired);

    /// <inheritdoc/>
    public ValueTask<StoreAnswer> WaitAsync(EntryKey key, CancellationToken cancellation) => ReadAsync(key, cancellation);

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(EntryKey key, CancellationToken cancellation) => default;

    /// <inheritdoc/>
    public ValueTask<bool> PurgeAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            _epoch++;
            _near.Flush(long.MaxValue);
            _flushes++;
        }

        return new(true);
    }

    public ValueTask DisposeAsync() => default;
}
