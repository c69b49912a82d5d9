using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Nines.Guard.Serving.Connections;

/// <summary>
/// Knows the connections of callers, and asks each to close when it is old, or all of them when the guard is about to end. Asking means GOAWAY
/// over HTTP/2, which lets requests in flight end and keeps new ones away, and <c>Connection: close</c> with the next answer over HTTP/1.1.
/// </summary>
/// <param name="max">Connections at once; one more is closed.</param>
/// <param name="refused">Called for each refused connection.</param>
/// <param name="age">Age at which a connection is asked to close, plus or minus a fifth, so that callers do not reconnect to a new replica all at once.</param>
/// <param name="jitter">Seeded; used under a lock.</param>
internal sealed class ConnectionRegistry(int max, Action refused, TimeSpan age, TimeProvider time, Random jitter)
{
    /// <summary>While draining: a caller that still comes here is served, and asked to leave soon.</summary>
    private static readonly TimeSpan s_ageWhileDraining = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<CallerConnection, byte> _open = new();
    private readonly Lock _jittering = new();
    private volatile bool _draining;
    private int _count;
    private long _accepted;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Since the start.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>A step in the middle of each connection, inside TLS.</summary>
    public ConnectionDelegate Follow(ConnectionDelegate next) => async connection =>
    {
        var caller = new CallerConnection(
            connection.Features.Get<ITlsApplicationProtocolFeature>()?.ApplicationProtocol.Span.SequenceEqual("h2"u8) == true,
            connection.Features.Get<IConnectionLifetimeNotificationFeature>());
        connection.Features.Set(caller);
        if (Interlocked.Increment(ref _count) > max)
        {
            Interlocked.Decrement(ref _count);
            refused();
            return;
        }

        _open.TryAdd(caller, 0);
        Interlocked.Increment(ref _accepted);
        try
        {
            await using ITimer timer = time.CreateTimer(
                static state => ((CallerConnection)state!).AskToClose(), caller, Lifetime(), Timeout.InfiniteTimeSpan);
            await next(connection);
        }
        finally
        {
            _open.TryRemove(caller, out _);
            Interlocked.Decrement(ref _count);
        }
    };

    /// <summary>Asks all connections to close.</summary>
    public void Drain()
    {
        _draining = true;
        foreach (CallerConnection caller in _open.Keys)
        {
            caller.AskToClose();
        }
    }

    private TimeSpan Lifetime()
    {
        if (_draining)
        {
            return s_ageWhileDraining;
        }

        lock (_jittering)
        {
            return age * (0.8 + (0.4 * jitter.NextDouble()));
        }
    }
}

/// <summary>One connection of a caller; requests find it among their features.</summary>
internal sealed class CallerConnection(bool isHttp2, IConnectionLifetimeNotificationFeature? lifetime)
{
    private const int Used = 1;
    private const int Asked = 2;

    private int _state;

    public bool IsHttp2 => isHttp2;

    /// <summary>True when the next answer over HTTP/1.1 should be the last one of the connection.</summary>
    public bool IsAskedToClose => (Volatile.Read(ref _state) & Asked) != 0;

    /// <summary>A request came.</summary>
    public void Use()
    {
        if ((Volatile.Read(ref _state) & Used) == 0)
        {
            Add(Used);
        }
    }

    public void AskToClose() => Add(Asked);

    // Not before the first request is here: Kestrel leaves out its SETTINGS frame on a connection that is to close while it begins, and the
    // caller takes what comes instead for a broken server. Over HTTP/1.1 it would close an idle connection at once, perhaps while a request
    // is on its way.
    private void Add(int what)
    {
        int before = Interlocked.Or(ref _state, what);
        if (isHttp2 && before != (Used | Asked) && (before | what) == (Used | Asked))
        {
            lifetime?.RequestClose();
        }
    }
}
