using System.Security.Cryptography;
using Nines.Guard.Redis;

namespace Nines.Guard.Cache.Redis;

/// <summary>
/// Decides which replica asks Azure. A lease saves calls, and no correctness depends on it: when two replicas hold it at once, both ask, and
/// the first writer wins. That is why giving it back may be a plain DEL, without a script that compares: it is sent only while three
/// quarters of the lease have not passed since before it was taken, when it is ours still; a DEL that is late in spite of that costs one call.
/// </summary>
internal sealed class RedisLeases(RedisLinks links, RedisNames names, RedisReader reader, RedisStoreOptions options, TimeProvider time)
{
    public async ValueTask<StoreLease> TryAsync(EntryKey key, long epoch, CancellationToken cancellation)
    {
        string name = names.Lease(epoch, key);
        string nonce = RandomNumberGenerator.GetHexString(32);
        long sent = time.GetTimestamp();
        (RedisLink? link, RespValue[]? replies) = await links.AskAsync(
            HashSlot.Compute(name),
            (_, isAsking) => new RedisBatch(isAsking: isAsking).Add("SET", name, nonce, "NX", "PX", (long)options.Lease.TotalMilliseconds),
            options.ReadLimit,
            cancellation);
        if (replies is null)
        {
            return StoreLease.Unavailable;
        }

        if (replies[0].IsError)
        {
            reader.Trouble(link!, replies[0], countsAsMiss: false);
            return StoreLease.Unavailable;
        }

        return replies[0].IsNull ? StoreLease.Held : new StoreLease(LeaseOutcome.Acquired, stop => ReleaseAsync(name, sent, stop));
    }

    private async ValueTask ReleaseAsync(string name, long sent, CancellationToken cancellation)
    {
        if (time.GetElapsedTime(sent) < 0.75 * options.Lease)
        {
            await links.AskAsync(
                HashSlot.Compute(name), (_, isAsking) => new RedisBatch(isAsking: isAsking).Add("DEL", name), options.ReadLimit, cancellation);
        }
    }
}
