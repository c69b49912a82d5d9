using System.Collections.Immutable;
using Nines.Guard.Redis;

namespace Nines.Guard.Cache.Redis;

/// <summary>
/// The cache that all replicas share, on Redis 7: standalone, behind Sentinels, or a cluster. Entries are signed; the first writer wins;
/// every read is a write to Redis, so that a server which is cut off or not primary any more does not answer; near copies are dropped
/// when Redis tells of a change and not trusted when it could not tell.
/// </summary>
internal sealed class RedisStore : IEntryStore, IRedisLinkEvents
{
    private readonly RedisStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly IRedisTopology _topology;
    private readonly RedisNames _names;
    private readonly NearCache _near;
    private readonly StoreTrust _trust;
    private readonly RedisReader _reader;
    private readonly RedisLinks _links;
    private readonly RedisPurge _purge;
    private readonly RedisLeases _leases;
    private readonly RedisLookups _lookups;
    private readonly RedisWaits _waits;
    private readonly RedisPublisher _publisher;
    private readonly StoreCounts _counts = new();

    /// <param name="topology">Owned by the store.</param>
    /// <param name="keys">The ring of this moment; asked for at each use.</param>
    public RedisStore(IRedisTopology topology, RedisStoreOptions options, Func<KeyRing> keys, TimeProvider time)
        : this(topology, options, RedisSemantics.Correct, keys, time)
    {
    }

    internal RedisStore(IRedisTopology topology, RedisStoreOptions options, RedisSemantics semantics, Func<KeyRing> keys, TimeProvider time)
    {
        (_topology, _options, _time) = (topology, options, time);
        _names = new RedisNames(options.Prefix);
        _near = new NearCache(options.NearBytes, time);
        _trust = new StoreTrust(_near, options.NearLease, time, semantics.FlushesWhenLost);
        _reader = new RedisReader(_trust, _near, semantics, options, keys, _counts, time);
        _links = new RedisLinks(topology, options, semantics, _names, _trust, this, time);
        _purge = new RedisPurge(_links, _trust, _names, options, semantics, keys, time);
        _leases = new RedisLeases(_links, _names, _reader, options, time);
        _lookups = new RedisLookups(_links, _names, _reader, semantics, options);
        _waits = new RedisWaits(_lookups, options, time);
        _publisher = new RedisPublisher(_links, _names, _reader, _trust, semantics, options, keys, _counts);
    }

    /// <inheritdoc/>
    public long Epoch => _trust.Epoch;

    /// <inheritdoc/>
    public StoreState State => new()
    {
        Kind = _topology.Kind,
        Servers =
        [
            .. _links.Routes.Links.Select(link => new StoreServer(link.Endpoint.ToString(), link.Role, link.IsGood)),
            .. _topology.Seen.Select(server => new StoreServer(server.Endpoint.ToString(), server.Role, server.IsReachable)),
        ],
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

        StoreAnswer answer = await _lookups.ReadAsync(key, cancellation);
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

        StoreAnswer answer = await _publisher.OfferAsync(key, candidate, epoch, left, cancellation);
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

        _lookups.FetchNear(key);
        return answer;
    }

    /// <inheritdoc/>
    public async ValueTask<LeaseOutcome> TryLeaseAsync(EntryKey key, CancellationToken cancellation)
    {
        LeaseOutcome lease = await _leases.TryAsync(key, Epoch, cancellation);
        if (lease == LeaseOutcome.Unavailable)
        {
            Interlocked.Increment(ref _counts.Unanswered);
        }

        return lease;
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(EntryKey key, CancellationToken cancellation) => _leases.ReleaseAsync(key, cancellation);

    /// <inheritdoc/>
    public async ValueTask<StoreAnswer> WaitAsync(EntryKey key, CancellationToken cancellation)
    {
        StoreAnswer answer = await _waits.WaitAsync(key, cancellation);
        Count(answer);
        return answer;
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

                _waits.Tell(key);
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
        else
        {
            Interlocked.Increment(ref _counts.Unanswered);
        }
    }
}
