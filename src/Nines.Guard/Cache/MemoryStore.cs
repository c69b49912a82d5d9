namespace Nines.Guard.Cache;

/// <summary>
/// Store of a guard that shares nothing: one replica, or several that each ask for themselves. The near copies are all there is,
/// bounded by bytes and gone with the process. Nothing is signed, since no other process can write here.
/// </summary>
internal sealed class MemoryStore : IRemoteStore
{
    private readonly LocalCopies _local;
    private readonly Lock _gate = new();

    private MemoryStore(LocalCopies local) => _local = local;

    public static EntryStore Create(long maxBytes, TimeProvider time)
    {
        // Never shared, so no lease of trust is ever needed.
        var local = new LocalCopies(maxBytes, TimeSpan.Zero, time);
        return new EntryStore(local, new MemoryStore(local), startLimit: TimeSpan.Zero, lease: TimeSpan.Zero, time);
    }

    /// <inheritdoc/>
    public StoreDescription Describe() => new("memory", []);

    /// <inheritdoc/>
    public void Start()
    {
        // There is nothing to connect to.
    }

    /// <summary>Near copies were looked for already.</summary>
    public ValueTask<(StoreAnswer Answer, bool IsLeased)> ReadAsync(EntryKey key, bool withLease, CancellationToken cancellation) =>
        new((StoreAnswer.Miss, false));

    /// <inheritdoc/>
    public ValueTask<StoreAnswer> OfferAsync(EntryKey key, Entry candidate, long epoch, CancellationToken cancellation)
    {
        lock (_gate)
        {
            // With the gate held, so that no purge comes between looking at the epoch and keeping the entry (G4).
            if (epoch != _local.Trust.Epoch)
            {
                return new(StoreAnswer.Miss);
            }

            if (_local.Near.TryGet(in key, out Entry? winner))
            {
                return new(StoreAnswer.Hit(winner, near: true));
            }

            return new(_local.Near.Keep(in key, candidate, long.MaxValue, _local.Near.Era) ? StoreAnswer.Hit(candidate, near: true) : StoreAnswer.Miss);
        }
    }

    /// <summary>Always granted: callers of one process are joined before they come here.</summary>
    public ValueTask<StoreLease> LeaseAsync(EntryKey key, CancellationToken cancellation) => new(new StoreLease(LeaseOutcome.Acquired));

    /// <inheritdoc/>
    public ValueTask<bool> RaiseEpochAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            _local.Trust.SeeEpoch(_local.Trust.Epoch + 1);
        }

        return new(true);
    }

    public ValueTask DisposeAsync() => default;
}
