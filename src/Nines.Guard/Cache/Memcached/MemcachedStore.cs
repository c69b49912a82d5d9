using System.Security.Cryptography;
using System.Text;
using Nines.Guard.Redis;

namespace Nines.Guard.Cache.Memcached;

/// <summary>
/// The shared cache on memcached, or on a Hazelcast member beside each replica. Entries are signed and end absolutely, and the first
/// writer wins, as on Redis. What is weaker (G3): changes are not reported, so that a replica may serve a near copy for up to a second
/// after the entry was deleted; memcached may evict an entry, or lose all of them, and replicas that still hold it near serve
/// the old version for that second while others have the next; and a Hazelcast cluster that is parted answers on both sides. Lives are
/// whole seconds, rounded down, so that an answer with less than a second left is not shared.
/// </summary>
internal sealed class MemcachedStore : IRemoteStore
{
    private const int MaxAttempts = 3;
    private readonly MemcachedStoreOptions _options;
    private readonly Func<KeyRing> _keys;
    private readonly TimeProvider _time;
    private readonly LocalCopies _local;
    private readonly StoreTrust _trust;
    private readonly MemcachedLink _link;
    private readonly EntryCodec _codec = new();

    /// <exception cref="ArgumentException">The prefix has characters that a name may not have.</exception>
    private MemcachedStore(MemcachedStoreOptions options, Func<KeyRing> keys, LocalCopies local, TimeProvider time)
    {
        if (options.Prefix.Length is < 1 or > 64 || options.Prefix.Any(letter => letter is <= ' ' or > '~'))
        {
            throw new ArgumentException("the prefix of keys has 1 to 64 printable ASCII characters and no space", nameof(options));
        }

        (_options, _keys, _local, _trust, _time) = (options, keys, local, local.Trust, time);
        _link = new MemcachedLink(options, _trust, keys, $"{options.Prefix}e", time);
    }

    /// <param name="keys">The ring of this moment; asked for at each use.</param>
    /// <exception cref="ArgumentException">The prefix has characters that a name may not have.</exception>
    public static EntryStore Create(MemcachedStoreOptions options, Func<KeyRing> keys, TimeProvider time)
    {
        var local = new LocalCopies(options.NearBytes, options.EpochLease, time);
        return new EntryStore(local, new MemcachedStore(options, keys, local, time), options.StartLimit, options.Lease, time);
    }

    /// <inheritdoc/>
    public StoreDescription Describe() => new("memcached", [new StoreServer(_link.Address, "member", _link.IsGood)]);

    /// <inheritdoc/>
    public void Start()
    {
        _trust.Follow([_link]);
        _link.Start();
    }

    /// <inheritdoc/>
    public async ValueTask<(StoreAnswer Answer, bool IsLeased)> ReadAsync(EntryKey key, bool withLease, CancellationToken cancellation)
    {
        RespValue[]? lease = withLease
            ? await _link.AskAsync(new RedisBatch().Get($"{_options.Prefix}l:{_trust.Epoch}:{key}"), _options.ReadLimit, cancellation)
            : null;
        return (await LookAsync(key, cancellation), lease is [{ Kind: RespKind.Bulk }]);
    }

    /// <inheritdoc/>
    public async ValueTask<StoreAnswer> OfferAsync(EntryKey key, Entry candidate, long epoch, CancellationToken cancellation)
    {
        // Rounded down: zero would be for ever.
        int seconds = (int)Math.Min(EntryCodec.MaxTtl.TotalSeconds, (candidate.NotAfter - _time.GetUtcNow()).TotalSeconds);
        if (seconds < 1)
        {
            return StoreAnswer.Miss;
        }

        StoreMode mode = _trust.Mode;
        long sent = _time.GetTimestamp();
        StoreAnswer answer = mode.IsShared ? await WriteAsync(key, candidate, epoch, seconds, cancellation) : StoreAnswer.Unavailable;

        // The epoch after the mode: when a purge came before the mode, the epoch shows it; when it comes later, the era of the mode is over.
        if (answer.Outcome == StoreOutcome.Hit && epoch == _trust.Epoch)
        {
            _local.Near.Keep(key, answer.Entry!, _time.After(sent, _options.NearTtl), mode.Era);
        }

        return answer;
    }

    /// <inheritdoc/>
    public async ValueTask<StoreLease> LeaseAsync(EntryKey key, CancellationToken cancellation)
    {
        string name = $"{_options.Prefix}l:{_trust.Epoch}:{key}";
        long sent = _time.GetTimestamp();
        byte[] nonce = Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(32));
        RespValue[]? replies = await _link.AskAsync(
            new RedisBatch().AddIfNone(name, nonce, (int)_options.Lease.TotalSeconds), _options.ReadLimit, cancellation);
        return replies is null || replies[0].IsError ? StoreLease.Unavailable
            : !replies[0].Is("STORED"u8) ? StoreLease.Held
            : new StoreLease(LeaseOutcome.Acquired, stop => ReleaseAsync(name, sent, stop));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RaiseEpochAsync(CancellationToken cancellation)
    {
        _trust.Drop();
        string lockName = $"{_options.Prefix}l:purge";
        byte[] nonce = Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(32));
        for (int attempt = 0; attempt < 100; attempt++)
        {
            RespValue[]? locked = await _link.AskAsync(new RedisBatch().AddIfNone(lockName, nonce, 10), _options.Heartbeat, cancellation);
            if (locked is null || locked[0].IsError)
            {
                return false;
            }

            if (locked[0].Is("STORED"u8))
            {
                bool isSure = await RaiseAsync(cancellation);
                await _link.AskAsync(new RedisBatch().Delete(lockName), _options.Heartbeat, cancellation);
                return isSure;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), _time, cancellation);
        }

        return false;
    }

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    // While it is ours for certain; a late delete costs one more call to Azure.
    private async ValueTask ReleaseAsync(string name, long sent, CancellationToken cancellation)
    {
        if (_time.GetElapsedTime(sent) < 0.75 * _options.Lease)
        {
            await _link.AskAsync(new RedisBatch().Delete(name), _options.ReadLimit, cancellation);
        }
    }

    // Every replica reads the epoch again within its lease, or stops trusting its copies.
    private async ValueTask<bool> RaiseAsync(CancellationToken cancellation)
    {
        string name = $"{_options.Prefix}e";
        RespValue[]? held = await _link.AskAsync(new RedisBatch().Get(name), _options.Heartbeat, cancellation);
        if (held is null || held[0].IsError)
        {
            return false;
        }

        long next = Math.Max(_link.ReadEpoch(held[0]), _trust.Epoch) + 1;
        RespValue[]? written = await _link.AskAsync(new RedisBatch().SetForEver(name, _link.WriteEpoch(next)), _options.Heartbeat, cancellation);
        if (written is null || !written[0].Is("STORED"u8))
        {
            return false;
        }

        _trust.SeeEpoch(next);
        await Task.Delay(_options.EpochLease + TimeSpan.FromMilliseconds(50), _time, cancellation);
        held = await _link.AskAsync(new RedisBatch().Get(name), _options.Heartbeat, cancellation);
        return held is not null && !held[0].IsError && _link.ReadEpoch(held[0]) >= next;
    }

    private async ValueTask<StoreAnswer> LookAsync(EntryKey key, CancellationToken cancellation)
    {
        StoreMode mode = _trust.Mode;
        long epoch = _trust.Epoch;
        long sent = _time.GetTimestamp();
        RespValue[]? replies = await _link.AskAsync(new RedisBatch().Get(Name(epoch, key)), _options.ReadLimit, cancellation);

        // What we know of the epoch counts for as long as a purge waits; after that this may be from before one.
        if (replies is null || replies[0].IsError || !mode.IsShared || _time.GetElapsedTime(_link.LastGood) >= _options.EpochLease)
        {
            return StoreAnswer.Unavailable;
        }

        if (epoch != _trust.Epoch || replies[0].IsNull || !TryDecode(key, epoch, replies[0], out Entry? entry))
        {
            return StoreAnswer.Miss;
        }

        _local.Near.Keep(key, entry!, _time.After(sent, _options.NearTtl), mode.Era);
        return StoreAnswer.Hit(entry!);
    }

    private async ValueTask<StoreAnswer> WriteAsync(EntryKey key, Entry candidate, long epoch, int seconds, CancellationToken cancellation)
    {
        string name = Name(epoch, key);
        byte[] value = EntryCodec.Encode(_keys(), epoch, key, candidate);
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            RespValue[]? replies = await _link.AskAsync(new RedisBatch().AddIfNone(name, value, seconds).Get(name), _options.Heartbeat, cancellation);
            if (replies is null || replies[0].IsError || replies[1].IsError)
            {
                // It is unknown whether it was written.
                _link.Abandon("a publication was not answered as it should be");
                return StoreAnswer.Unavailable;
            }

            if (replies[0].Is("STORED"u8))
            {
                return StoreAnswer.Hit(candidate);
            }

            if (!replies[1].IsNull)
            {
                if (TryDecode(key, epoch, replies[1], out Entry? there))
                {
                    return StoreAnswer.Hit(there!);
                }

                // No guard serves an invalid value: delete it, and the first writer wins again.
                Interlocked.Increment(ref _local.Counts.Replaced);
                await _link.AskAsync(new RedisBatch().Delete(name), _options.Heartbeat, cancellation);
            }
        }

        _link.Abandon("a value that is not valid comes back again and again");
        return StoreAnswer.Unavailable;
    }

    private bool TryDecode(in EntryKey key, long epoch, in RespValue value, out Entry? entry)
    {
        EntryRejection why = _codec.Decode(_keys(), epoch, key, value.Bytes, _time.GetUtcNow(), out entry);
        if (why != EntryRejection.None)
        {
            _local.Counts.Rejected.Count(why);
        }

        return why == EntryRejection.None;
    }

    private string Name(long epoch, in EntryKey key) => $"{_options.Prefix}v:{epoch}:{key}";
}
