using Nines.Guard.Redis;

namespace Nines.Guard.Cache.Redis;

/// <summary>Makes answers of replies, and near copies of answers. Everything here runs on the loop that reads a connection.</summary>
internal sealed class RedisReader(
    LocalCopies local, RedisSemantics semantics, RedisStoreOptions options, Func<KeyRing> keys, TimeProvider time)
{
    private readonly StoreTrust _trust = local.Trust;
    private readonly EntryCodec _codec = new() { Check = semantics.CheckSignature, IgnoresTime = semantics.Slides };

    /// <summary>State from before a lookup: a copy that belongs to an earlier time is not kept.</summary>
    public ReadStart Begin(in EntryKey key) => new(key, _trust.Epoch, _trust.Mode, time.GetTimestamp());

    /// <summary>
    /// Judges the replies to PTTL and GETEX, in this order: the life left is asked for first, so that the copy is made at the reply that
    /// holds the value, in order with the pushes around it.
    /// </summary>
    public StoreAnswer Read(RedisLink link, in ReadStart start, in RespValue life, in RespValue value)
    {
        if (value.IsError)
        {
            return Trouble(link, value, countsAsMiss: true);
        }

        if (value.IsNull)
        {
            return StoreAnswer.Miss;
        }

        // The process may have stood still between asking and now; the answer is then from a time without a guarantee.
        if (time.GetElapsedTime(start.Sent) >= options.NearLease)
        {
            return StoreAnswer.Unavailable;
        }

        if (_trust.IsEpochInDoubt || _trust.Epoch != start.Epoch)
        {
            return StoreAnswer.Miss;
        }

        if (life.Integer == -1)
        {
            // A guard always sets an expiry; another client has removed it.
            local.Counts.Rejected.Count(EntryRejection.TooFar);
            return StoreAnswer.Miss;
        }

        if (!TryDecode(start.Key, start.Epoch, value.Bytes, out Entry? entry))
        {
            return StoreAnswer.Miss;
        }

        // Our wall clock may be behind that of the writer; Redis counts what is left, and we count on from before we asked.
        long left = semantics.Slides ? (long)EntryCodec.MaxTtl.TotalMilliseconds : Math.Max(0, life.Integer);
        if (start.Mode.IsShared && left > 0)
        {
            local.Near.Keep(start.Key, entry!, time.After(start.Sent, TimeSpan.FromMilliseconds(left)), start.Mode.Era);
        }

        return StoreAnswer.Hit(entry!);
    }

    /// <summary>True when a value of Redis is an entry; counted when it is not.</summary>
    public bool TryDecode(in EntryKey key, long epoch, ReadOnlySpan<byte> value, out Entry? entry)
    {
        DateTimeOffset now = time.GetUtcNow();
        EntryRejection why = _codec.Decode(keys(), epoch, key, value, now, out entry);
        if (why != EntryRejection.None)
        {
            local.Counts.Rejected.Count(why);
            return false;
        }

        if (semantics.Slides)
        {
            entry = entry! with { NotAfter = now + (entry.NotAfter - entry.FetchedAt) };
        }

        return true;
    }

    /// <summary>Handles an error by its meaning for the link that it came over.</summary>
    public StoreAnswer Trouble(RedisLink link, in RespValue error, bool countsAsMiss)
    {
        string code = error.ErrorCode;
        if (code == "WRONGTYPE")
        {
            local.Counts.Rejected.Count(EntryRejection.Malformed);
            return countsAsMiss ? StoreAnswer.Miss : StoreAnswer.Unavailable;
        }

        if (!Redirection.Is(error))
        {
            _trust.Bad(link, code);

            // Refused by a server that is there and answers: another connection would be refused as well.
            if (code is not ("NOREPLICAS" or "OOM" or "MISCONF"))
            {
                link.Abandon(code);
            }
        }

        return StoreAnswer.Unavailable;
    }
}

/// <param name="Sent">Before anything was sent.</param>
internal readonly record struct ReadStart(EntryKey Key, long Epoch, StoreMode Mode, long Sent);
