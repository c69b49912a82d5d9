using Nines.Guard.Redis;

namespace Nines.Guard.Cache.Redis;

/// <summary>Writes entries so that the first writer wins, and sees that a replica of the server has what is served.</summary>
internal sealed class RedisPublisher(
    RedisLinks links,
    RedisNames names,
    RedisReader reader,
    LocalCopies local,
    RedisSemantics semantics,
    RedisStoreOptions options,
    Func<KeyRing> keys)
{
    /// <summary>Writes a candidate, unless there is an entry already.</summary>
    /// <param name="left">Milliseconds that it has to live, from one.</param>
    /// <returns>A hit with the entry that all serve; unavailable when it cannot be determined.</returns>
    public async ValueTask<StoreAnswer> OfferAsync(EntryKey key, Entry candidate, long epoch, long left, CancellationToken cancellation)
    {
        string name = names.Value(epoch, key);
        byte[] value = EntryCodec.Encode(keys(), epoch, key, candidate);
        StoreAnswer first = await WriteAsync(name, key, epoch, value, left, semantics.FirstWriterWins, cancellation);
        if (first.Outcome != StoreOutcome.Miss)
        {
            return first.Outcome == StoreOutcome.Hit && first.Entry is null ? StoreAnswer.Hit(candidate) : first;
        }

        // The value is not an entry of a guard: no replica serves it, so overwriting it loses nothing.
        Interlocked.Increment(ref local.Counts.Replaced);
        StoreAnswer second = await WriteAsync(name, key, epoch, value, left, onlyIfNone: false, cancellation);
        return second.Outcome == StoreOutcome.Hit ? StoreAnswer.Hit(candidate) : StoreAnswer.Unavailable;
    }

    // A hit without an entry: ours is there now. A miss: what was there already is not valid.
    private async ValueTask<StoreAnswer> WriteAsync(
        string name, EntryKey key, long epoch, byte[] value, long left, bool onlyIfNone, CancellationToken cancellation)
    {
        (RedisLink? link, RespValue[]? replies) = await links.AskAsync(
            HashSlot.Compute(name),
            (_, isAsking) =>
            {
                var batch = new RedisBatch(isAsking: isAsking);
                return onlyIfNone ? batch.Add("SET", name, value, "NX", "GET", "PX", left) : batch.Add("SET", name, value, "PX", left);
            },
            options.AnswerLimit,
            cancellation);
        if (link is null)
        {
            return StoreAnswer.Unavailable;
        }

        if (replies is null)
        {
            // The write may have arrived or not, so what others serve is unknown: a degraded window.
            local.Trust.Bad(link, "a publication was not answered in time");
            link.Abandon("a publication was not answered in time");
            return StoreAnswer.Unavailable;
        }

        if (replies[0].IsError)
        {
            bool isOtherType = onlyIfNone && replies[0].ErrorCode == "WRONGTYPE";
            StoreAnswer answer = reader.Trouble(link, replies[0], countsAsMiss: isOtherType);
            if (Redirection.Is(replies[0]))
            {
                local.Trust.Bad(link, "slots are being moved");
                link.Wake();
            }

            return answer;
        }

        // What another replica of the guard published may not be confirmed either.
        if (options.WaitReplicas > 0 && link.Replicas > 0
            && await link.Confirmations.JoinAsync().WaitAsync(cancellation) < options.WaitReplicas)
        {
            Interlocked.Increment(ref local.Counts.Unconfirmed);
        }

        return !onlyIfNone || replies[0].IsNull ? new StoreAnswer(StoreOutcome.Hit, null)
            : reader.TryDecode(key, epoch, replies[0].Bytes, out Entry? there) ? StoreAnswer.Hit(there!)
            : StoreAnswer.Miss;
    }
}
