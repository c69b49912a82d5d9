using Nines.Guard.Redis;

namespace Nines.Guard.Cache.Redis;

/// <summary>
/// The store that all replicas share, on Redis 7: standalone, behind Sentinels, or a cluster. Entries are signed; the first writer wins;
/// every read is a write to Redis, so that a server which is cut off or not primary any more does not answer; near copies are dropped
/// when Redis reports a change and not trusted when it could not report one.
/// </summary>
internal sealed class RedisStore : IRemoteStore, IRedisLinkEvents
{
    private readonly LocalCopies _local;
    private readonly StoreTrust _trust;
    private readonly TimeProvider _time;
    private readonly IRedisTopology _topology;
    private readonly RedisNames _names;
    private readonly RedisReader _reader;
    private readonly RedisLinks _links;
    private readonly RedisPurge _purge;
    private readonly RedisLeases _leases;
    private readonly RedisLookups _lookups;
    private readonly RedisPublisher _publisher;

    private RedisStore(
        IRedisTopology topology, RedisStoreOptions options, RedisSemantics semantics, Func<KeyRing> keys, LocalCopies local, TimeProvider time)
    {
        (_topology, _local, _trust, _time) = (topology, local, local.Trust, time);
        _names = new RedisNames(options.Prefix);
        _reader = new RedisReader(local, semantics, options, keys, time);
        _links = new RedisLinks(topology, options, semantics, _names, _trust, this, time);
        _purge = new RedisPurge(_links, _trust, _names, options, semantics, keys, time);
        _leases = new RedisLeases(_links, _names, _reader, options, time);
        _lookups = new RedisLookups(_links, _names, _reader, semantics, options);
        _publisher = new RedisPublisher(_links, _names, _reader, local, semantics, options, keys);
    }

    /// <param name="topology">Owned by the store.</param>
    /// <param name="keys">The ring of this moment; asked for at each use.</param>
    /// <param name="semantics">Other than the right ones only where a drill must show that it detects the difference.</param>
    public static EntryStore Create(
        IRedisTopology topology, RedisStoreOptions options, Func<KeyRing> keys, TimeProvider time, RedisSemantics? semantics = null)
    {
        RedisSemantics chosen = semantics ?? RedisSemantics.Correct;
        var local = new LocalCopies(options.NearBytes, options.NearLease, time, chosen.FlushesWhenLost);
        return new EntryStore(local, new RedisStore(topology, options, chosen, keys, local, time), options.StartLimit, options.Lease, time);
    }

    /// <inheritdoc/>
    public StoreDescription Describe() => new(
        _topology.Kind,
        [
            .. _links.Routes.Links.Select(link => new StoreServer(link.Address, link.Role, link.IsGood)),
            .. _topology.Seen.Select(server => new StoreServer(server.Endpoint.ToString(), server.Role, server.IsReachable)),
        ]);

    /// <inheritdoc/>
    public void Start() => _links.Start();

    /// <inheritdoc/>
    public ValueTask<(StoreAnswer Answer, bool IsLeased)> ReadAsync(EntryKey key, bool withLease, CancellationToken cancellation) =>
        _lookups.ReadAsync(key, withLease, cancellation);

    /// <inheritdoc/>
    public async ValueTask<StoreAnswer> OfferAsync(EntryKey key, Entry candidate, long epoch, CancellationToken cancellation)
    {
        long left = (long)(candidate.NotAfter - _time.GetUtcNow()).TotalMilliseconds;
        if (left < 1)
        {
            return StoreAnswer.Miss;
        }

        StoreAnswer answer = await _publisher.OfferAsync(key, candidate, epoch, left, cancellation);
        if (answer.Outcome == StoreOutcome.Hit && epoch == _trust.Epoch && !_trust.IsEpochInDoubt)
        {
            _lookups.FetchNear(key);
        }

        return answer;
    }

    /// <inheritdoc/>
    public ValueTask<StoreLease> LeaseAsync(EntryKey key, CancellationToken cancellation) => _leases.TryAsync(key, _trust.Epoch, cancellation);

    /// <inheritdoc/>
    public ValueTask<bool> RaiseEpochAsync(CancellationToken cancellation) => _purge.RunAsync(cancellation);

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
            link.Wake();
            return;
        }

        foreach (RespValue name in push.Items[1].Items)
        {
            if (_names.TryReadValue(name.Bytes, out _, out EntryKey key))
            {
                _local.Invalidate(key);
            }
            else if (_names.IsEpoch(name.Bytes))
            {
                _trust.DoubtEpoch();
                link.Wake();
            }
        }
    }

    void IRedisLinkEvents.OnHeartbeat(RedisLink link, long sent, in RespValue held)
    {
        if (held.IsError)
        {
            if (Redirection.Is(held))
            {
                _links.Wake();
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

        _local.Near.Sweep();
    }

    void IRedisLinkEvents.OnLost(RedisLink link, string why)
    {
        _trust.Bad(link, why);
        _links.Wake();
    }
}
