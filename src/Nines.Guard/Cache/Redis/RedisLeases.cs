using System.Collections.Concurrent;
using System.Security.Cryptography;
using Nines.Guard.Redis;

namespace Nines.Guard.Cache.Redis;

/// <summary>
/// Who asks Azure. A lease saves calls and nothing hangs on it: when two replicas hold it at once, both ask, and the first writer wins.
/// That is why giving it back may be a plain DEL, without a script that compares: it is sent only while three quarters of the lease have not
/// passed since before it was taken, when it is ours still; a DEL that is late in spite of that costs one call.
/// </summary>
internal sealed class RedisLeases(RedisLinks links, RedisNames names, RedisReader reader, RedisStoreOptions options, TimeProvider time)
{
    private const int ManyHeld = 4096;
    private readonly ConcurrentDictionary<EntryKey, (string Name, long Sent)> _held = new();

    public async ValueTask<LeaseOutcome> TryAsync(EntryKey key, long epoch, CancellationToken cancellation)
    {
        string name = names.Lease(epoch, key);
        string nonce = RandomNumberGenerator.GetHexString(32);
        long sent = time.GetTimestamp();
        (RedisLink? link, RespValue[]? replies) = await links.AskAsync(
            HashSlot.OfName(name),
            (_, isAsking) => new RedisBatch(isAsking: isAsking).Add("SET", name, nonce, "NX", "PX", (long)options.Lease.TotalMilliseconds),
            options.ReadLimit,
            cancellation);
        if (replies is null)
        {
            return LeaseOutcome.Unavailable;
        }

        if (replies[0].IsError)
        {
            reader.Trouble(link!, replies[0], countsAsMiss: false);
            return LeaseOutcome.Unavailable;
        }

        if (replies[0].IsNull)
        {
            return LeaseOutcome.Held;
        }

        if (_held.Count >= ManyHeld)
        {
            ForgetOld();
        }

        _held[key] = (name, sent);
        return LeaseOutcome.Acquired;
    }

    public async ValueTask ReleaseAsync(EntryKey key, CancellationToken cancellation)
    {
        if (_held.TryRemove(key, out (string Name, long Sent) held) && time.GetElapsedTime(held.Sent) < 0.75 * options.Lease)
        {
            await links.AskAsync(
                HashSlot.OfName(held.Name),
                (_, isAsking) => new RedisBatch(isAsking: isAsking).Add("DEL", held.Name),
                options.ReadLimit,
                cancellation);
        }
    }

    /// <summary>An entry came of it: the lease runs out by itself.</summary>
    public void Forget(EntryKey key) => _held.TryRemove(key, out _);

    private void ForgetOld()
    {
        foreach (KeyValuePair<EntryKey, (string Name, long Sent)> pair in _held)
        {
            if (time.GetElapsedTime(pair.Value.Sent) > options.Lease)
            {
                _held.TryRemove(pair);
            }
        }
    }
}
