using Nines.Guard.Redis;

namespace Nines.Guard.Cache.Redis;

/// <summary>Looks entries up at the primary that holds them.</summary>
internal sealed class RedisLookups(RedisLinks links, RedisNames names, RedisReader reader, RedisSemantics semantics, RedisStoreOptions options)
{
    /// <summary>Reads the entry, and keeps it near.</summary>
    public async ValueTask<StoreAnswer> ReadAsync(EntryKey key, CancellationToken cancellation)
    {
        ReadStart start = reader.Begin(key);
        string name = names.Value(start.Epoch, key);
        StoreAnswer answer = StoreAnswer.Unavailable;
        (_, RespValue[]? replies) = await links.AskAsync(
            HashSlot.OfName(name),
            (link, isAsking) => Reading(new RedisBatch(got => answer = reader.Read(link, start, got[0], got[1]), isAsking), name),
            options.ReadLimit,
            cancellation);
        return replies is null ? StoreAnswer.Unavailable : answer;
    }

    /// <summary>Reads the entry, and whether somebody is getting one.</summary>
    public async ValueTask<(StoreAnswer Answer, bool IsLeased)> ReadWithLeaseAsync(EntryKey key, CancellationToken cancellation)
    {
        ReadStart start = reader.Begin(key);
        string name = names.Value(start.Epoch, key);
        string lease = names.Lease(start.Epoch, key);
        StoreAnswer answer = StoreAnswer.Unavailable;
        bool isLeased = false;

        // The lease is looked at first: gone before the entry was looked for means that no entry comes of it.
        (_, RespValue[]? replies) = await links.AskAsync(
            HashSlot.OfName(name),
            (link, isAsking) => Reading(
                new RedisBatch(
                    got =>
                    {
                        isLeased = !got[0].IsNull;
                        answer = reader.Read(link, start, got[1], got[2]);
                    },
                    isAsking).Add(semantics.ReadCommand, lease),
                name),
            options.ReadLimit,
            cancellation);
        return replies is null ? (StoreAnswer.Unavailable, false) : (answer, isLeased);
    }

    /// <summary>
    /// Makes a near copy of what was just published. Redis tells us of our own write too, right behind its reply: only a read after that
    /// makes a copy that stays. Nobody waits for it.
    /// </summary>
    public void FetchNear(EntryKey key)
    {
        ReadStart start = reader.Begin(key);
        string name = names.Value(start.Epoch, key);
        if (links.Routes.Of(HashSlot.OfName(name)) is { IsGood: true } link)
        {
            link.TrySend(Reading(new RedisBatch(got => reader.Read(link, start, got[0], got[1])), name));
        }
    }

    private RedisBatch Reading(RedisBatch batch, string name) => semantics.Slides
        ? batch.Add("PTTL", name).Add(semantics.ReadCommand, name, "PX", (long)EntryCodec.MostLife.TotalMilliseconds)
        : batch.Add("PTTL", name).Add(semantics.ReadCommand, name);
}
