using Nines.Guard.Redis;

namespace Nines.Guard.Cache.Redis;

/// <summary>Looks entries up at the primary that holds them.</summary>
internal sealed class RedisLookups(RedisLinks links, RedisNames names, RedisReader reader, RedisSemantics semantics, RedisStoreOptions options)
{
    /// <inheritdoc cref="IRemoteStore.ReadAsync"/>
    public async ValueTask<(StoreAnswer Answer, bool IsLeased)> ReadAsync(EntryKey key, bool withLease, CancellationToken cancellation)
    {
        ReadStart start = reader.Begin(key);
        string name = names.Value(start.Epoch, key);
        string? lease = withLease ? names.Lease(start.Epoch, key) : null;
        StoreAnswer answer = StoreAnswer.Unavailable;
        bool isLeased = false;
        (_, RespValue[]? replies) = await links.AskAsync(
            HashSlot.Compute(name),
            (link, isAsking) =>
            {
                var batch = new RedisBatch(
                    got =>
                    {
                        // The lease is first: if it expired before the lookup, no entry follows.
                        isLeased = withLease && !got[0].IsNull;
                        answer = reader.Read(link, start, got[^2], got[^1]);
                    },
                    isAsking);
                return Reading(lease is null ? batch : batch.Add(semantics.ReadCommand, lease), name);
            },
            options.ReadLimit,
            cancellation);
        return replies is null ? (StoreAnswer.Unavailable, false) : (answer, isLeased);
    }

    /// <summary>
    /// Creates a near copy of a just published entry. Redis reports this replica's own write too, right behind its reply: only a read after that
    /// makes a copy that stays. No caller waits for it.
    /// </summary>
    public void FetchNear(EntryKey key)
    {
        ReadStart start = reader.Begin(key);
        string name = names.Value(start.Epoch, key);
        if (links.Routes.FindBySlot(HashSlot.Compute(name)) is { IsGood: true } link)
        {
            link.TrySend(Reading(new RedisBatch(got => reader.Read(link, start, got[0], got[1])), name));
        }
    }

    private RedisBatch Reading(RedisBatch batch, string name) => semantics.Slides
        ? batch.Add("PTTL", name).Add(semantics.ReadCommand, name, "PX", (long)EntryCodec.MaxTtl.TotalMilliseconds)
        : batch.Add("PTTL", name).Add(semantics.ReadCommand, name);
}
