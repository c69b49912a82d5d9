using System.Collections.Concurrent;

namespace Nines.Guard.Cache.Redis;

/// <summary>Waits for what another replica publishes: until Redis tells of it, and in between looks now and then.</summary>
internal sealed class RedisWaits(RedisLookups lookups, RedisStoreOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<EntryKey, TaskCompletionSource> _waiting = new();

    /// <summary>See <see cref="IEntryStore.WaitAsync"/>.</summary>
    public async ValueTask<StoreAnswer> WaitAsync(EntryKey key, CancellationToken cancellation)
    {
        long began = time.GetTimestamp();
        for (int wait = 50; ; wait = Math.Min(2 * wait, 200))
        {
            // Asked to be told first, then looked: what comes in between is not missed.
            TaskCompletionSource told = _waiting.GetOrAdd(
                key, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            try
            {
                (StoreAnswer answer, bool isLeased) = await lookups.ReadWithLeaseAsync(key, cancellation);
                if (answer.Outcome != StoreOutcome.Miss || !isLeased || time.GetElapsedTime(began) >= options.Lease)
                {
                    return answer;
                }

                await Task.WhenAny(told.Task, Task.Delay(TimeSpan.FromMilliseconds(wait), time, cancellation));
                cancellation.ThrowIfCancellationRequested();
            }
            finally
            {
                _waiting.TryRemove(KeyValuePair.Create(key, told));
            }
        }
    }

    /// <summary>The entry was written, or taken away.</summary>
    public void Tell(EntryKey key)
    {
        if (_waiting.TryRemove(key, out TaskCompletionSource? told))
        {
            told.TrySetResult();
        }
    }
}
