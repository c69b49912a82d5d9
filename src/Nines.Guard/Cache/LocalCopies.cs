using System.Collections.Concurrent;

namespace Nines.Guard.Cache;

/// <summary>
/// Local state of this replica: near copies, the epoch and the trust in both. Remote stores report changes to it, on the loops that
/// read their connections.
/// </summary>
internal sealed class LocalCopies
{
    private readonly ConcurrentDictionary<EntryKey, TaskCompletionSource> _waiting = new();

    /// <param name="maxBytes">Bytes of near copies.</param>
    /// <param name="lease">Time for which near copies are trusted after the sending of a heartbeat that was answered.</param>
    /// <param name="flushesWhenLost">False only in the test that shows why it is not.</param>
    public LocalCopies(long maxBytes, TimeSpan lease, TimeProvider time, bool flushesWhenLost = true)
    {
        Near = new NearCache(maxBytes, time);
        Trust = new StoreTrust(Near, lease, time, flushesWhenLost);
    }

    public NearCache Near { get; }

    public StoreTrust Trust { get; }

    public StoreCounts Counts { get; } = new();

    /// <summary>The entry was written by some replica, or taken away.</summary>
    public void Invalidate(in EntryKey key)
    {
        if (Near.Drop(key))
        {
            Interlocked.Increment(ref Counts.Invalidated);
        }

        if (_waiting.TryRemove(key, out TaskCompletionSource? changed))
        {
            changed.TrySetResult();
        }
    }

    /// <summary>Registers for the next change of an entry. Look at the entry afterwards: a change in between is not missed.</summary>
    /// <returns>Ends with the change; given back by <see cref="Unwatch"/>.</returns>
    public TaskCompletionSource Watch(EntryKey key) => _waiting.GetOrAdd(
        key, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    public void Unwatch(EntryKey key, TaskCompletionSource watched) => _waiting.TryRemove(KeyValuePair.Create(key, watched));
}

/// <summary>Counters of a store; fields for <see cref="Interlocked"/>.</summary>
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
