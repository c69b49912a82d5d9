using System.Collections.Immutable;

namespace Nines.Guard.Cache;

/// <summary>
/// Entries as one replica sees them: its own copies while they can be trusted, then the store that all replicas share. Safe for many
/// callers at once; it never throws for what a network does.
/// </summary>
/// <param name="startLimit">Time limit of the start of the remote store; zero without one.</param>
/// <param name="lease">Time to wait for the replica that asks Azure.</param>
internal sealed class EntryStore(LocalCopies local, IRemoteStore remote, TimeSpan startLimit, TimeSpan lease, TimeProvider time) : IAsyncDisposable
{
    private const int MinPauseMs = 50;
    private const int MaxPauseMs = 200;

    private readonly NearCache _near = local.Near;
    private readonly StoreTrust _trust = local.Trust;
    private readonly StoreCounts _counts = local.Counts;

    /// <summary>
    /// Scope of one purge generation. A caller notes it before it starts to answer; an answer of an older epoch is served to the callers that
    /// waited for it and is not stored, so that a purge is never undone (G4).
    /// </summary>
    public long Epoch => _trust.Epoch;

    /// <summary>The state of this moment, for <c>nines guard cache</c>, metrics and readiness.</summary>
    public StoreState State
    {
        get
        {
            _near.Sweep();
            StoreDescription description = remote.Describe();
            return new StoreState
            {
                Kind = description.Kind,
                Servers = description.Servers,
                Shared = _trust.Mode.IsShared,
                Epoch = Epoch,
                NearEntries = _near.Entries,
                NearBytes = _near.Bytes,
                OldestNearAge = _near.OldestAge(),
                NearHits = Interlocked.Read(ref _counts.NearHits),
                SharedHits = Interlocked.Read(ref _counts.SharedHits),
                Misses = Interlocked.Read(ref _counts.Misses),
                Unanswered = Interlocked.Read(ref _counts.Unanswered),
                Rejected = _counts.Rejected.ToDictionary(),
                Invalidated = Interlocked.Read(ref _counts.Invalidated),
                Flushes = _trust.Flushes,
                Replaced = Interlocked.Read(ref _counts.Replaced),
                Unconfirmed = Interlocked.Read(ref _counts.Unconfirmed),
                Degraded = _trust.Log.Windows,
                DegradedWindows = _trust.Log.Count,
            };
        }
    }

    /// <summary>Reason for each server that is not healthy; empty when all are.</summary>
    public ImmutableArray<string> Troubles => _trust.Troubles;

    /// <summary>Connects; returns when the store can be used or after a bounded time, whichever is first. A guard starts without its store.</summary>
    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        DateTimeOffset began = time.GetUtcNow();
        remote.Start();
        if (startLimit == TimeSpan.Zero)
        {
            return;
        }

        try
        {
            await _trust.FirstShared.WaitAsync(startLimit, time, cancellation);
        }
        catch (TimeoutException)
        {
            _trust.NotYetShared(began);
        }
    }

    /// <summary>This replica's own copy; no waiting, no allocation. False also when the copy can no longer be trusted to be current.</summary>
    public bool TryGetNear(in EntryKey key, out Entry entry)
    {
        if (_near.TryGet(in key, out Entry? found))
        {
            Interlocked.Increment(ref _counts.NearHits);
            entry = found;
            return true;
        }

        entry = null!;
        return false;
    }

    /// <summary>Reads the shared copy, and keeps it near.</summary>
    public async ValueTask<StoreAnswer> ReadAsync(EntryKey key, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();

        // Looked for once more: it may have come since, and in a degraded window what is near is all there is.
        if (TryGetNear(in key, out Entry near))
        {
            return StoreAnswer.Hit(near, near: true);
        }

        (StoreAnswer answer, _) = await remote.ReadAsync(key, withLease: false, cancellation);
        Count(answer);
        return answer;
    }

    /// <summary>
    /// Offers an entry. The first writer wins: the answer holds the entry that all replicas serve from now on, which may be another
    /// replica's. With <see cref="StoreOutcome.Unavailable"/> the candidate was kept near only, in a degraded window; with
    /// <see cref="StoreOutcome.Miss"/> it was kept nowhere (its epoch is over, or its time is).
    /// </summary>
    /// <param name="epoch">The <see cref="Epoch"/> noted before Azure was asked.</param>
    public async ValueTask<StoreAnswer> PublishAsync(EntryKey key, Entry candidate, long epoch, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (epoch != Epoch || candidate.NotAfter - time.GetUtcNow() < TimeSpan.FromMilliseconds(1))
        {
            return StoreAnswer.Miss;
        }

        StoreAnswer answer = await remote.OfferAsync(key, candidate, epoch, cancellation);

        // The mode before the epoch: a purge in between ends the era of the mode, and nothing is kept in an era that is over (G4).
        StoreMode mode = _trust.Mode;
        if (epoch != Epoch || (answer.Outcome == StoreOutcome.Hit && _trust.IsEpochInDoubt))
        {
            return StoreAnswer.Miss;
        }

        if (answer.Outcome == StoreOutcome.Unavailable && !mode.IsShared)
        {
            _near.Keep(key, candidate, long.MaxValue, mode.Era);
        }

        return answer;
    }

    /// <summary>Asks to be the one replica that asks Azure for this key.</summary>
    public async ValueTask<StoreLease> LeaseAsync(EntryKey key, CancellationToken cancellation)
    {
        StoreLease asked = await remote.LeaseAsync(key, cancellation);
        if (asked.Outcome == LeaseOutcome.Unavailable)
        {
            Interlocked.Increment(ref _counts.Unanswered);
        }

        return asked;
    }

    /// <summary>
    /// Waits, for a bounded time, for the entry that the lease holder is getting: until a change is reported, and in between looks now and
    /// then. <see cref="StoreOutcome.Miss"/>: it did not come; ask yourself.
    /// </summary>
    public async ValueTask<StoreAnswer> WaitAsync(EntryKey key, CancellationToken cancellation)
    {
        long began = time.GetTimestamp();
        for (int pause = MinPauseMs; ; pause = Math.Min(2 * pause, MaxPauseMs))
        {
            TaskCompletionSource changed = local.Watch(key);
            try
            {
                (StoreAnswer answer, bool isLeased) = await remote.ReadAsync(key, withLease: true, cancellation);
                if (answer.Outcome != StoreOutcome.Miss || !isLeased || time.GetElapsedTime(began) >= lease)
                {
                    Count(answer);
                    return answer;
                }

                await Task.WhenAny(changed.Task, Task.Delay(TimeSpan.FromMilliseconds(pause), time, cancellation));
                cancellation.ThrowIfCancellationRequested();
            }
            finally
            {
                local.Unwatch(key, changed);
            }
        }
    }

    /// <inheritdoc cref="IRemoteStore.RaiseEpochAsync"/>
    public ValueTask<bool> PurgeAsync(CancellationToken cancellation) => remote.RaiseEpochAsync(cancellation);

    public ValueTask DisposeAsync() => remote.DisposeAsync();

    private void Count(in StoreAnswer answer)
    {
        ref long count = ref answer.Outcome == StoreOutcome.Hit ? ref _counts.SharedHits
            : ref answer.Outcome == StoreOutcome.Miss ? ref _counts.Misses : ref _counts.Unanswered;
        Interlocked.Increment(ref count);
    }
}
