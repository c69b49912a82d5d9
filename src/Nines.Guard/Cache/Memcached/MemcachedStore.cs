using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Nines.Guard.Cache.Redis;
using Nines.Guard.Redis;

namespace Nines.Guard.Cache.Memcached;

/// <summary>
/// The shared cache on memcached, or on a Hazelcast member beside each replica. Entries are signed and end absolutely, and the first
/// writer wins, as on Redis. What is weaker (G3): nobody tells of changes, so that a replica may serve a near copy for up to a second
/// after the entry was deleted; memcached may evict an entry, or lose all of them, and replicas that still hold it near serve
/// the old version for that second while others have the next; and a Hazelcast cluster that is parted answers on both sides. Lives are
/// whole seconds, rounded down, so that an answer with less than a second left is not shared.
/// </summary>
internal sealed class MemcachedStore : IEntryStore
{
    private const int MostAttempts = 3;
    private readonly MemcachedStoreOptions _options;
    private readonly Func<KeyRing> _keys;
    private readonly TimeProvider _time;
    private readonly NearCache _near;
    private readonly StoreTrust _trust;
    private readonly MemcachedLink _link;
    private readonly EntryCodec _codec = new();
    private readonly StoreCounts _counts = new();
    private readonly ConcurrentDictionary<EntryKey, (string Name, long Sent)> _leases = new();

    /// <exception cref="ArgumentException">The prefix has characters that a name may not have.</exception>
    public MemcachedStore(MemcachedStoreOptions options, Func<KeyRing> keys, TimeProvider time)
    {
        if (options.Prefix.Length is < 1 or > 64 || options.Prefix.Any(letter => letter is <= ' ' or > '~'))
        {
            throw new ArgumentException("the prefix of keys has 1 to 64 printable ASCII characters and no space", nameof(options));
        }

        (_options, _keys, _time) = (options, keys, time);
        _near = new NearCache(options.NearBytes, time);
        _trust = new StoreTrust(_near, options.EpochLease, time);
        _link = new MemcachedLink(options, _trust, keys, $"{options.Prefix}e", time);
    }

    /// <inheritdoc/>
    public long Epoch => _trust.Epoch;

    /// <inheritdoc/>
    public StoreState State => new()
    {
        Kind = "memcached",
        Servers = [new StoreServer(_options.Server.ToString(), "member", _link.IsGood)],
        Shared = _trust.Mode.IsShared,
        Epoch = Epoch,
        NearEntries = _near.Entries,
        NearBytes = _near.Bytes,
        OldestNearAge = _near.OldestAge(),
        NearHits = Interlocked.Read(ref _counts.NearHits),
        SharedHits = Interlocked.Read(ref _counts.SharedHits),
        Misses = Interlocked.Read(ref _counts.Misses),
        Rejected = _counts.Rejected.ToDictionary(),
        Flushes = _trust.Flushes,
        Replaced = Interlocked.Read(ref _counts.Replaced),
        Degraded = _trust.Log.Windows,
        DegradedWindows = _trust.Log.Count,
    };

    /// <inheritdoc/>
    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        DateTimeOffset began = _time.GetUtcNow();
        _trust.Follow([_link]);
        _link.Start();
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
        if (_near.TryGet(in key, out Entry? near))
        {
            return StoreAnswer.Hit(near, near: true);
        }

        StoreAnswer answer = await LookAsync(key, cancellation);
        Interlocked.Add(ref _counts.SharedHits, answer.Outcome == StoreOutcome.Hit ? 1 : 0);
        Interlocked.Add(ref _counts.Misses, answer.Outcome == StoreOutcome.Miss ? 1 : 0);
        return answer;
    }

    /// <inheritdoc/>
    public async ValueTask<StoreAnswer> PublishAsync(EntryKey key, Entry candidate, long epoch, CancellationToken cancellation)
    {
        // Rounded down: zero would be for ever.
        int seconds = (int)Math.Min(EntryCodec.MostLife.TotalSeconds, (candidate.NotAfter - _time.GetUtcNow()).TotalSeconds);
        if (epoch != Epoch || seconds < 1)
        {
            return StoreAnswer.Miss;
        }

        StoreMode mode = _trust.Mode;
        long sent = _time.GetTimestamp();
        StoreAnswer answer = mode.IsShared ? await OfferAsync(key, candidate, epoch, seconds, cancellation) : StoreAnswer.Unavailable;
        if (epoch != Epoch)
        {
            return StoreAnswer.Miss;
        }

        if (answer.Outcome == StoreOutcome.Hit)
        {
            _leases.TryRemove(key, out _);
            _near.Keep(key, answer.Entry!, _time.After(sent, _options.NearLife), mode.Era);
        }
        else if (_trust.Mode is { IsShared: false } alone)
        {
            _near.Keep(key, candidate, long.MaxValue, alone.Era);
        }

        return answer;
    }

    /// <inheritdoc/>
    public async ValueTask<LeaseOutcome> TryLeaseAsync(EntryKey key, CancellationToken cancellation)
    {
        string name = $"{_options.Prefix}l:{Epoch}:{key}";
        long sent = _time.GetTimestamp();
        byte[] nonce = Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(32));
        RespValue[]? replies = await _link.AskAsync(
            new RedisBatch().AddIfNone(name, nonce, (int)_options.Lease.TotalSeconds), _options.ReadLimit, cancellation);
        if (replies is null || replies[0].IsError)
        {
            return LeaseOutcome.Unavailable;
        }

        if (!replies[0].Is("STORED"u8))
        {
            return LeaseOutcome.Held;
        }

        foreach (KeyValuePair<EntryKey, (string Name, long Sent)> old in _leases.Count < 4096 ? [] : _leases.ToArray())
        {
            if (_time.GetElapsedTime(old.Value.Sent) > _options.Lease)
            {
                _leases.TryRemove(old);
            }
        }

        _leases[key] = (name, sent);
        return LeaseOutcome.Acquired;
    }

    /// <inheritdoc/>
    public async ValueTask<StoreAnswer> WaitAsync(EntryKey key, CancellationToken cancellation)
    {
        long began = _time.GetTimestamp();
        for (int wait = 50; ; wait = Math.Min(2 * wait, 200))
        {
            RespValue[]? lease = await _link.AskAsync(
                new RedisBatch().Get($"{_options.Prefix}l:{Epoch}:{key}"), _options.ReadLimit, cancellation);
            StoreAnswer answer = await LookAsync(key, cancellation);
            bool isLeased = lease is [{ Kind: RespKind.Bulk }] && _time.GetElapsedTime(began) < _options.Lease;
            if (answer.Outcome != StoreOutcome.Miss || !isLeased)
            {
                return answer;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(wait), _time, cancellation);
        }
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(EntryKey key, CancellationToken cancellation)
    {
        // While it is ours for certain; a late delete costs one more call to Azure.
        if (_leases.TryRemove(key, out (string Name, long Sent) held) && _time.GetElapsedTime(held.Sent) < 0.75 * _options.Lease)
        {
            await _link.AskAsync(new RedisBatch().Delete(held.Name), _options.ReadLimit, cancellation);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> PurgeAsync(CancellationToken cancellation)
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

    // Every replica reads the epoch anew within the lease of what it read, or stops to trust what it has.
    private async ValueTask<bool> RaiseAsync(CancellationToken cancellation)
    {
        string name = $"{_options.Prefix}e";
        RespValue[]? held = await _link.AskAsync(new RedisBatch().Get(name), _options.Heartbeat, cancellation);
        if (held is null || held[0].IsError)
        {
            return false;
        }

        long next = Math.Max(_link.ReadEpoch(held[0]), Epoch) + 1;
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
        long epoch = Epoch;
        long sent = _time.GetTimestamp();
        RespValue[]? replies = await _link.AskAsync(new RedisBatch().Get(Name(epoch, key)), _options.ReadLimit, cancellation);

        // What we know of the epoch counts for as long as a purge waits; after that this may be from before one.
        if (replies is null || replies[0].IsError || !mode.IsShared || _time.GetElapsedTime(_link.LastGood) >= _options.EpochLease)
        {
            return StoreAnswer.Unavailable;
        }

        if (epoch != Epoch || replies[0].IsNull || !TryDecode(key, epoch, replies[0], out Entry? entry))
        {
            return StoreAnswer.Miss;
        }

        _near.Keep(key, entry!, _time.After(sent, _options.NearLife), mode.Era);
        return StoreAnswer.Hit(entry!);
    }

    private async ValueTask<StoreAnswer> OfferAsync(EntryKey key, Entry candidate, long epoch, int seconds, CancellationToken cancellation)
    {
        string name = Name(epoch, key);
        byte[] value = EntryCodec.Encode(_keys(), epoch, key, candidate);
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            RespValue[]? replies = await _link.AskAsync(new RedisBatch().AddIfNone(name, value, seconds).Get(name), _options.Heartbeat, cancellation);
            if (replies is null || replies[0].IsError || replies[1].IsError)
            {
                // Written or not, nobody can say.
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

                // Nobody serves what is not valid: away with it, and the first writer wins again.
                Interlocked.Increment(ref _counts.Replaced);
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
            _counts.Rejected.Count(why);
        }

        return why == EntryRejection.None;
    }

    private string Name(long epoch, in EntryKey key) => $"{_options.Prefix}v:{epoch}:{key}";
}
