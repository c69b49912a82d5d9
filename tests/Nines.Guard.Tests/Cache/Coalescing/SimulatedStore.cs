using System.Collections.Concurrent;
using Nines.Guard.Cache;

namespace Nines.Guard.Tests.Cache.Coalescing;

/// <summary>Shared store of all replicas in a test: a server that keeps values and leases, and can be taken away.</summary>
internal sealed class SimulatedServer
{
    public ConcurrentDictionary<(long Epoch, EntryKey Key), Entry> Values { get; } = new();

    public ConcurrentDictionary<(long Epoch, EntryKey Key), SimulatedLease> Leases { get; } = new();

    public ConcurrentBag<LocalCopies> Replicas { get; } = [];

    public long Epoch;

    public volatile bool IsDown;

    /// <summary>Reports a change of a key to every replica.</summary>
    public void Report(EntryKey key)
    {
        foreach (LocalCopies replica in Replicas)
        {
            replica.Invalidate(key);
        }
    }
}

internal sealed record SimulatedLease(SimulatedStore Holder, DateTimeOffset End);

/// <summary>One replica's connection to the server, with the promises of <see cref="IRemoteStore"/> and nothing more.</summary>
internal sealed class SimulatedStore : IRemoteStore
{
    private readonly SimulatedServer _server;
    private readonly TimeProvider _time;
    private readonly LocalCopies _local;
    private readonly Link _link = new();

    public int Waits;

    public SimulatedStore(SimulatedServer server, TimeProvider time)
    {
        (_server, _time) = (server, time);
        _local = new LocalCopies(1 << 20, TimeSpan.FromDays(1), time);
        _local.Trust.Follow([_link]);
        Entries = new EntryStore(_local, this, startLimit: TimeSpan.Zero, lease: TimeSpan.FromSeconds(4), time);
        server.Replicas.Add(_local);
        LookAtServer();
    }

    /// <summary>The replica's own copies in front of this store.</summary>
    public EntryStore Entries { get; }

    private long Epoch => Interlocked.Read(ref _server.Epoch);

    public StoreDescription Describe() => new("simulated", []);

    public void Start()
    {
        // It is connected from the beginning.
    }

    public async ValueTask<(StoreAnswer Answer, bool IsLeased)> ReadAsync(EntryKey key, bool withLease, CancellationToken cancellation)
    {
        await Task.Yield();
        StoreMode mode = LookAtServer();
        bool isLeased = withLease && _server.Leases.TryGetValue((Epoch, key), out SimulatedLease? lease) && lease.End > _time.GetUtcNow();
        Waits += withLease ? 1 : 0;
        if (_server.IsDown)
        {
            return (StoreAnswer.Unavailable, false);
        }

        if (!_server.Values.TryGetValue((Epoch, key), out Entry? entry) || entry.NotAfter <= _time.GetUtcNow())
        {
            return (StoreAnswer.Miss, isLeased);
        }

        _local.Near.Keep(key, entry, long.MaxValue, mode.Era);
        return (StoreAnswer.Hit(entry), isLeased);
    }

    public async ValueTask<StoreAnswer> OfferAsync(EntryKey key, Entry candidate, long epoch, CancellationToken cancellation)
    {
        await Task.Yield();
        StoreMode mode = LookAtServer();
        if (_server.IsDown)
        {
            return StoreAnswer.Unavailable;
        }

        if (epoch != Epoch)
        {
            return StoreAnswer.Miss;
        }

        Entry winner = _server.Values.AddOrUpdate((epoch, key), candidate, (_, there) => there.NotAfter > _time.GetUtcNow() ? there : candidate);
        _server.Report(key);
        _local.Near.Keep(key, winner, long.MaxValue, mode.Era);
        return StoreAnswer.Hit(winner);
    }

    public async ValueTask<StoreLease> LeaseAsync(EntryKey key, CancellationToken cancellation)
    {
        await Task.Yield();
        LookAtServer();
        if (_server.IsDown)
        {
            return StoreLease.Unavailable;
        }

        var mine = new SimulatedLease(this, _time.GetUtcNow() + TimeSpan.FromSeconds(4));
        (long Epoch, EntryKey Key) name = (Epoch, key);
        SimulatedLease holder = _server.Leases.AddOrUpdate(name, mine, (_, there) => there.End > _time.GetUtcNow() ? there : mine);
        return !ReferenceEquals(holder, mine) ? StoreLease.Held : new StoreLease(LeaseOutcome.Acquired, _ =>
        {
            _server.Leases.TryRemove(KeyValuePair.Create(name, mine));
            _server.Report(key);
            return default;
        });
    }

    public ValueTask<bool> RaiseEpochAsync(CancellationToken cancellation)
    {
        long epoch = Interlocked.Increment(ref _server.Epoch);
        foreach (LocalCopies replica in _server.Replicas)
        {
            replica.Trust.SeeEpoch(epoch);
        }

        return ValueTask.FromResult(true);
    }

    public ValueTask DisposeAsync() => default;

    // A heartbeat for each call.
    private StoreMode LookAtServer()
    {
        if (_server.IsDown)
        {
            _local.Trust.Bad(_link, "down");
        }
        else
        {
            _local.Trust.Good(_link, _time.GetTimestamp());
        }

        return _local.Trust.Mode;
    }

    private sealed class Link : TrustedLink
    {
        public override string Address => "simulated";
    }
}
