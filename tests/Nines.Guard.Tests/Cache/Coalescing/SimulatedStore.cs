using System.Collections.Concurrent;
using Nines.Guard.Cache;

namespace Nines.Guard.Tests.Cache.Coalescing;

/// <summary>What all replicas share in a test: a server that keeps values and leases, and can be taken away.</summary>
internal sealed class SimulatedServer
{
    public ConcurrentDictionary<(long Epoch, EntryKey Key), Entry> Values { get; } = new();

    public ConcurrentDictionary<(long Epoch, EntryKey Key), SimulatedLease> Leases { get; } = new();

    public long Epoch;

    public volatile bool IsDown;

    /// <summary>Those who want to hear of keys that were written.</summary>
    public ConcurrentDictionary<object, Action<EntryKey>> Listeners { get; } = new();

    public void Tell(EntryKey key)
    {
        foreach (Action<EntryKey> listener in Listeners.Values)
        {
            listener(key);
        }
    }
}

internal sealed record SimulatedLease(SimulatedStore Holder, DateTimeOffset End);

/// <summary>One replica's view of the server, with the promises of <see cref="IEntryStore"/> and nothing more.</summary>
internal sealed class SimulatedStore(SimulatedServer server, TimeProvider time) : IEntryStore
{
    private readonly ConcurrentDictionary<(long Epoch, EntryKey Key), Entry> _near = new();

    public int Waits;

    public long Epoch => Interlocked.Read(ref server.Epoch);

    public StoreState State => new() { Kind = "simulated", Shared = !server.IsDown, Epoch = Epoch, NearEntries = _near.Count, NearBytes = 0 };

    public ValueTask StartAsync(CancellationToken cancellation) => default;

    public bool TryGetNear(in EntryKey key, out Entry entry) => _near.TryGetValue((Epoch, key), out entry!) && entry.NotAfter > time.GetUtcNow();

    public async ValueTask<StoreAnswer> ReadAsync(EntryKey key, CancellationToken cancellation)
    {
        await Task.Yield();
        return Look(key);
    }

    public async ValueTask<StoreAnswer> PublishAsync(EntryKey key, Entry candidate, long epoch, CancellationToken cancellation)
    {
        await Task.Yield();
        if (epoch != Epoch)
        {
            return StoreAnswer.Miss;
        }

        if (server.IsDown)
        {
            _near[(epoch, key)] = candidate;
            return StoreAnswer.Unavailable;
        }

        Entry winner = server.Values.AddOrUpdate((epoch, key), candidate, (_, there) => there.NotAfter > time.GetUtcNow() ? there : candidate);
        _near[(epoch, key)] = winner;
        server.Tell(key);
        return StoreAnswer.Hit(winner);
    }

    public async ValueTask<LeaseOutcome> TryLeaseAsync(EntryKey key, CancellationToken cancellation)
    {
        await Task.Yield();
        if (server.IsDown)
        {
            return LeaseOutcome.Unavailable;
        }

        var mine = new SimulatedLease(this, time.GetUtcNow() + TimeSpan.FromSeconds(4));
        SimulatedLease holder = server.Leases.AddOrUpdate((Epoch, key), mine, (_, there) => there.End > time.GetUtcNow() ? there : mine);
        return ReferenceEquals(holder, mine) ? LeaseOutcome.Acquired : LeaseOutcome.Held;
    }

    public async ValueTask<StoreAnswer> WaitAsync(EntryKey key, CancellationToken cancellation)
    {
        Interlocked.Increment(ref Waits);
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void OnChanged(EntryKey changed)
        {
            if (changed == key)
            {
                told.TrySetResult();
            }
        }

        server.Listeners[told] = OnChanged;
        try
        {
            while (server.Leases.TryGetValue((Epoch, key), out SimulatedLease? lease) && lease.End > time.GetUtcNow()
                && Look(key) is { Outcome: StoreOutcome.Miss })
            {
                await Task.WhenAny(told.Task, Task.Delay(1, cancellation));
                cancellation.ThrowIfCancellationRequested();
            }

            return Look(key);
        }
        finally
        {
            server.Listeners.TryRemove(told, out _);
        }
    }

    public ValueTask ReleaseAsync(EntryKey key, CancellationToken cancellation)
    {
        if (server.Leases.TryGetValue((Epoch, key), out SimulatedLease? lease) && lease.Holder == this)
        {
            server.Leases.TryRemove(KeyValuePair.Create((Epoch, key), lease));
        }

        return default;
    }

    public ValueTask<bool> PurgeAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref server.Epoch);
        return ValueTask.FromResult(true);
    }

    public ValueTask DisposeAsync() => default;

    private StoreAnswer Look(EntryKey key)
    {
        if (server.IsDown)
        {
            return StoreAnswer.Unavailable;
        }

        if (!server.Values.TryGetValue((Epoch, key), out Entry? entry) || entry.NotAfter <= time.GetUtcNow())
        {
            return StoreAnswer.Miss;
        }

        _near[(Epoch, key)] = entry;
        return StoreAnswer.Hit(entry);
    }
}
