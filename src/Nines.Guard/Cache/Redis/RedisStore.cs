using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Nines.Guard.Cache.Near;
using Nines.Guard.Cache.Signing;
using Nines.Guard.Cache.Trust;
using Nines.Guard.Redis;
using Nines.Guard.Redis.Protocol;
using Nines.Guard.Redis.Topology;

namespace Nines.Guard.Cache.Redis;

/// <summary>
/// The cache that all replicas share, on Redis 7: standalone, behind Sentinels, or a cluster. Entries are signed; the first writer wins;
/// every read is a write to Redis, so that a server which is cut off or not primary any more does not answer; near copies are dropped
/// when Redis tells of a change and not trusted when it could not tell.
/// </summary>
internal sealed class RedisStore : IEntryStore, IRedisLinkEvents
{
    private readonly RedisStoreOptions _options;
    private readonly RedisSemantics _semantics;
    private readonly Func<KeyRing> _keys;
    private readonly TimeProvider _time;
    private readonly IRedisTopology _topology;
    private readonly RedisNames _names;
    private readonly NearCache _near;
    private readonly StoreTrust _trust;
    private readonly RedisReader _reader;
    private readonly RedisLinks _links;
    private readonly RedisPurge _purge;
    private readonly RedisLeases _leases;
    private readonly StoreCounts _counts = new();
    private readonly ConcurrentDictionary<EntryKey, TaskCompletionSource> _waiting = new();

    /// <param name="topology">Owned by the store.</param>
    /// <param name="keys">The ring of this moment; asked for at each use.</param>
    public RedisStore(IRedisTopology topology, RedisStoreOptions options, Func<KeyRing> keys, TimeProvider time)
        : this(topology, options, RedisSemantics.Correct, keys, time)
    {
    }

    internal RedisStore(IRedisTopology topology, RedisStoreOptions options, RedisSemantics semantics, Func<KeyRing> keys, TimeProvider time)
    {
        (_topology, _options, _semantics, _keys, _time) = (topology, options, semantics, keys, time);
        _names = new RedisNames(options.Prefix);
        _near = new NearCache(options.NearBytes, time);
        _trust = new StoreTrust(_near, options.NearLease, time, semantics.FlushesWhenLost);
        _reader = new RedisReader(_trust, _near, semantics, options, keys, _counts, time);
        _links = new RedisLinks(topology, options, semantics, _names, _trust, this, time);
        _purge = new RedisPurge(_links, _trust, _names, options, semantics, keys, time);
        _leases = new RedisLeases(_links, _names, _reader, options, time);
    }

    /// <inheritdoc/>
    public long Epoch => _trust.Epoch;

    /// <summary>Invalid values that this replica wrote over, and publications that no replica had confirmed in time.</summary>
    public (long Replaced, long Unconfirmed) Repairs => (Interlocked.Read(ref _counts.Replaced), Interlocked.Read(ref _counts.Unconfirmed));

    /// <inheritdoc/>
    public StoreState State => new()
    {
        Kind = _topology.Kind,
        Servers =
        [
            .. _links.Routes.Links.Select(link => new StoreServer(link.Endpoint.ToString(), link.Role, link.IsGood)),
            .. _topology.Seen,
        ],
        Shared = _trust.Mode.IsShared,
        Epoch = Epoch,
        NearEntries = _near.Entries,
        NearBytes = _near.Bytes,
        OldestNearAge = _near.OldestAge(),
        NearHits = Interlocked.Read(ref _counts.NearHits),
        SharedHits = Interlocked.Read(ref _counts.SharedHits),
        Misses = Interlocked.Read(ref _counts.Misses),
        Rejected = _counts.Rejected.ToDictionary(),
        Invalidated = Interlocked.Read(ref _counts.Invalidated),
        Flushes = _trust.Flushes,
        Degraded = _trust.Log.Windows,
        DegradedWindows = _trust.Log.Count,
    };

    /// <summary>Why each primary is not good, for <c>nines guard check</c>; empty when all are.</summary>
    public ImmutableArray<string> Troubles =>
        [.. _links.Routes.Links.Where(link => link.Why is not null).Select(link => $"{link.Endpoint}: {link.Why}")];

    /// <inheritdoc/>
    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        DateTimeOffset began = _time.GetUtcNow();
        _links.Start();
        try
        {
            await _trust.FirstShared.WaitAsync(_options.StartLimit, _time, cancellation);
        }
        catch (TimeoutException)
        {
            _trust.NotYetShared(began);
        }
    }

    /// <inheritdoc/>
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

    /// <inheritdoc/>
    public async ValueTask<StoreAnswer> ReadAsync(EntryKey key, CancellationToken cancellation)
    {
        // In a degraded window what is near is all there is.
        if (_near.TryGet(in key, out Entry? near))
        {
            return StoreAnswer.Hit(near, near: true);
        }

        StoreAnswer answer = await ReadSharedAsync(key, cancellation);
        Count(answer);
        return answer;
    }

    /// <inheritdoc/>
    public async ValueTask<StoreAnswer> PublishAsync(EntryKey key, Entry candidate, long epoch, CancellationToken cancellation)
    {
        long left = (long)(candidate.NotAfter - _time.GetUtcNow()).TotalMilliseconds;
        if (epoch != Epoch || left < 1)
        {
            return StoreAnswer.Miss;
        }

        StoreAnswer answer = await OfferAsync(key, candidate, epoch, left, cancellation);
        if (answer.Outcome == StoreOutcome.Unavailable)
        {
            StoreMode mode = _trust.Mode;
            if (!mode.IsShared && epoch == Epoch)
            {
                _near.Keep(key, candidate, long.MaxValue, mode.Era);
            }

            return answer;
        }

        _leases.Forget(key);
        if (epoch != Epoch || _trust.IsEpochInDoubt)
        {
            return StoreAnswer.Miss;
        }

        FetchNear(key);
        return answer;
    }

    /// <inheritdoc/>
    public ValueTask<LeaseOutcome> TryLeaseAsync(EntryKey key, CancellationToken cancellation) => _leases.TryAsync(key, Epoch, cancellation);

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(EntryKey key, CancellationToken cancellation) => _leases.ReleaseAsync(key, cancellation);

    /// <inheritdoc/>
    public async ValueTask<StoreAnswer> WaitAsync(EntryKey key, CancellationToken cancellation)
    {
        long began = _time.GetTimestamp();
        for (int wait = 50; ; wait = Math.Min(2 * wait, 200))
        {
            // Asked to be told first, then looked: what comes in between is not missed.
            TaskCompletionSource told = _waiting.GetOrAdd(
                key, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            try
            {
                (StoreAnswer answer, bool isLeased) = await ReadWithLeaseAsync(key, cancellation);
                if (answer.Outcome != StoreOutcome.Miss || !isLeased || _time.GetElapsedTime(began) >= _options.Lease)
                {
                    Count(answer);
                    return answer;
                }

                await Task.WhenAny(told.Task, Task.Delay(TimeSpan.FromMilliseconds(wait), _time, cancellation));
                cancellation.ThrowIfCancellationRequested();
            }
            finally
            {
                _waiting.TryRemove(KeyValuePair.Create(key, told));
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> PurgeAsync(CancellationToken cancellation) => _purge.RunAsync(cancellation);

    public ValueTask DisposeAsync() => _links.DisposeAsync();

    void IRedisLinkEvents.OnPush(RedisLink link, in RespValue push)
    {
        if (push.Items.Length < 2 || !push.Items[0].Is("invalidate"u8))
        {
            return;
        }

        if (push.Items[1].IsNull)
        {
            // Everything is gone, the epoch with it.
            _trust.DoubtEpoch();
            link.Poke();
            return;
        }

        foreach (RespValue name in push.Items[1].Items)
        {
            if (_names.TryReadValue(name.Bytes, out _, out EntryKey key))
            {
                if (_near.Drop(key))
                {
                    Interlocked.Increment(ref _counts.Invalidated);
                }

                if (_waiting.TryRemove(key, out TaskCompletionSource? told))
                {
                    told.TrySetResult();
                }
            }
            else if (_names.IsEpoch(name.Bytes))
            {
                _trust.DoubtEpoch();
                link.Poke();
            }
        }
    }

    void IRedisLinkEvents.OnHeartbeat(RedisLink link, long sent, in RespValue held)
    {
        if (held.IsError)
        {
            if (Redirection.Is(held))
            {
                _links.Poke();
                _trust.Bad(link, "slots are being moved");
            }
            else
            {
                _reader.Trouble(link, held, countsAsMiss: false);
            }
        }
        else if (!link.Heartbeat.IsEpoch || _purge.TakeEpoch(link, held))
        {
            _trust.Good(link, sent);
        }

        _near.Sweep();
    }

    void IRedisLinkEvents.OnLost(RedisLink link, string why)
    {
        _trust.Bad(link, why);
        _links.Poke();
    }

    private async ValueTask<StoreAnswer> ReadSharedAsync(EntryKey key, CancellationToken cancellation)
    {
        ReadStart start = _reader.Begin(key);
        string name = _names.Value(start.Epoch, key);
        StoreAnswer answer = StoreAnswer.Unavailable;
        (_, RespValue[]? replies) = await _links.AskAsync(
            Slot(name),
            (link, isAsking) => Reading(new RedisBatch(got => answer = _reader.Read(link, start, got[0], got[1]), isAsking), name),
            _options.ReadLimit,
            cancellation);
        return replies is null ? StoreAnswer.Unavailable : answer;
    }

    private async ValueTask<(StoreAnswer Answer, bool IsLeased)> ReadWithLeaseAsync(EntryKey key, CancellationToken cancellation)
    {
        ReadStart start = _reader.Begin(key);
        string name = _names.Value(start.Epoch, key);
        string lease = _names.Lease(start.Epoch, key);
        StoreAnswer answer = StoreAnswer.Unavailable;
        bool isLeased = false;

        // The lease is looked at first: gone before the entry was looked for means that no entry comes of it.
        (_, RespValue[]? replies) = await _links.AskAsync(
            Slot(name),
            (link, isAsking) => Reading(
                new RedisBatch(
                    got =>
                    {
                        isLeased = !got[0].IsNull;
                        answer = _reader.Read(link, start, got[1], got[2]);
                    },
                    isAsking).Add(_semantics.ReadCommand, lease),
                name),
            _options.ReadLimit,
            cancellation);
        return replies is null ? (StoreAnswer.Unavailable, false) : (answer, isLeased);
    }

    private async ValueTask<StoreAnswer> OfferAsync(EntryKey key, Entry candidate, long epoch, long left, CancellationToken cancellation)
    {
        string name = _names.Value(epoch, key);
        byte[] value = EntryCodec.Encode(_keys(), epoch, key, candidate);
        StoreAnswer first = await WriteAsync(name, key, epoch, value, left, _semantics.FirstWriterWins, cancellation);
        if (first.Outcome != StoreOutcome.Miss)
        {
            return first.Outcome == StoreOutcome.Hit && first.Entry is null ? StoreAnswer.Hit(candidate) : first;
        }

        // What is there is no entry of ours: nobody serves it, so nothing is lost by writing over it.
        Interlocked.Increment(ref _counts.Replaced);
        StoreAnswer second = await WriteAsync(name, key, epoch, value, left, onlyIfNone: false, cancellation);
        return second.Outcome == StoreOutcome.Hit ? StoreAnswer.Hit(candidate) : StoreAnswer.Unavailable;
    }

    // A hit without an entry: ours is there now. A miss: what was there already is not valid.
    private async ValueTask<StoreAnswer> WriteAsync(
        string name, EntryKey key, long epoch, byte[] value, long left, bool onlyIfNone, CancellationToken cancellation)
    {
        (RedisLink? link, RespValue[]? replies) = await _links.AskAsync(
            Slot(name),
            (_, isAsking) =>
            {
                var batch = new RedisBatch(isAsking: isAsking);
                return onlyIfNone ? batch.Add("SET", name, value, "NX", "GET", "PX", left) : batch.Add("SET", name, value, "PX", left);
            },
            _options.Heartbeat,
            cancellation);
        if (link is null)
        {
            return StoreAnswer.Unavailable;
        }

        if (replies is null)
        {
            // It may have been written or not. Nobody can say what others serve, so this is a degraded window.
            _trust.Bad(link, "a publication was not answered in time");
            link.Abandon("a publication was not answered in time");
            return StoreAnswer.Unavailable;
        }

        if (replies[0].IsError)
        {
            bool isOtherType = onlyIfNone && replies[0].ErrorCode == "WRONGTYPE";
            StoreAnswer answer = _reader.Trouble(link, replies[0], countsAsMiss: isOtherType);
            if (Redirection.Is(replies[0]))
            {
                _trust.Bad(link, "slots are being moved");
                link.Poke();
            }

            return answer;
        }

        // What another replica of the guard published may not be confirmed either.
        if (_options.WaitReplicas > 0 && link.Replicas > 0
            && await link.Confirmations.JoinAsync().WaitAsync(cancellation) < _options.WaitReplicas)
        {
            Interlocked.Increment(ref _counts.Unconfirmed);
        }

        return !onlyIfNone || replies[0].IsNull ? new StoreAnswer(StoreOutcome.Hit, null)
            : _reader.TryDecode(key, epoch, replies[0].Bytes, out Entry? there) ? StoreAnswer.Hit(there!)
            : StoreAnswer.Miss;
    }

    // Redis tells us of our own write too, right behind its reply: only a read after that makes a copy that stays. Nobody waits for it.
    private void FetchNear(EntryKey key)
    {
        ReadStart start = _reader.Begin(key);
        string name = _names.Value(start.Epoch, key);
        if (_links.Routes.Of(Slot(name)) is { IsGood: true } link)
        {
            link.TrySend(Reading(new RedisBatch(got => _reader.Read(link, start, got[0], got[1])), name));
        }
    }

    private RedisBatch Reading(RedisBatch batch, string name) => _semantics.Slides
        ? batch.Add("PTTL", name).Add(_semantics.ReadCommand, name, "PX", (long)EntryCodec.MostLife.TotalMilliseconds)
        : batch.Add("PTTL", name).Add(_semantics.ReadCommand, name);

    private void Count(in StoreAnswer answer)
    {
        if (answer.Outcome == StoreOutcome.Hit)
        {
            Interlocked.Increment(ref _counts.SharedHits);
        }
        else if (answer.Outcome == StoreOutcome.Miss)
        {
            Interlocked.Increment(ref _counts.Misses);
        }
    }

    private static int Slot(string name) => HashSlot.Of(Encoding.ASCII.GetBytes(name));
}
