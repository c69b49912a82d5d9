using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Nines.Testing.Faults;

/// <summary>
/// Stands on 127.0.0.1 in front of a TCP server, carries bytes both ways, and injects faults on request: each direction has a
/// <see cref="Fault"/> of its own, which takes effect at once on connections that exist and on those to come. Safe for use by many threads.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly FaultProxyOptions options;
    private readonly IPEndPoint target;
    private readonly Socket listener;
    private readonly FaultSwitch toTarget = new();
    private readonly FaultSwitch toCaller = new();
    private readonly ByteCount fromCallers = new();
    private readonly ByteCount intoTarget = new();
    private readonly ByteCount fromTarget = new();
    private readonly ByteCount intoCallers = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<long, (Socket Caller, Task Running)> connections = new();
    private readonly Task accepting;
    private volatile NewConnections newConnections;
    private CancellationTokenSource resetting = new();
    private long accepted;
    private long blackHoled;
    private long resetByFault;
    private long unreachable;

    private FaultProxy(IPEndPoint target, FaultProxyOptions options, Socket listener)
    {
        (this.target, this.options, this.listener) = (target, options, listener);
        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        accepting = AcceptAsync();
    }

    /// <summary>The port of 127.0.0.1 that callers connect to.</summary>
    public int Port { get; }

    /// <summary>Treatment of connections that are made from now on.</summary>
    public NewConnections NewConnections
    {
        get => newConnections;
        set => newConnections = value;
    }

    /// <summary>Counts so far.</summary>
    public FaultProxyCounts Counts => new(
        Interlocked.Read(ref accepted),
        connections.Count,
        Interlocked.Read(ref blackHoled),
        Interlocked.Read(ref resetByFault),
        Interlocked.Read(ref unreachable),
        fromCallers.Value,
        intoTarget.Value,
        fromTarget.Value,
        intoCallers.Value);

    /// <summary>Listens, and joins each connection to the target. The target need not exist yet.</summary>
    /// <exception cref="SocketException">The port is taken.</exception>
    public static FaultProxy Start(IPEndPoint target, FaultProxyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        FaultProxyOptions given = options ?? new FaultProxyOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(given.MaxConnections, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(given.BufferedPieces, 1, nameof(options));
        Socket bound = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            bound.Bind(new IPEndPoint(IPAddress.Loopback, given.Port));
            bound.Listen(512);
            return new FaultProxy(target, given, bound);
        }
        catch
        {
            bound.Dispose();
            throw;
        }
    }

    /// <summary>Sets the fault of one direction; it takes the place of the one before.</summary>
    public void Set(ProxyDirection direction, Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        (direction == ProxyDirection.ToTarget ? toTarget : toCaller).Set(fault);
    }

    /// <summary>Sets the fault of both directions.</summary>
    public void Set(Fault fault)
    {
        Set(ProxyDirection.ToTarget, fault);
        Set(ProxyDirection.ToCaller, fault);
    }

    /// <summary>Behaves as a broken network: nothing passes on existing connections, new ones lead nowhere, and neither side is notified.</summary>
    public void Partition()
    {
        NewConnections = NewConnections.BlackHole;
        Set(Fault.Stall);
    }

    /// <summary>Everything passes again. What was held goes on; connections that led nowhere still do.</summary>
    public void Heal()
    {
        NewConnections = NewConnections.Join;
        Set(Fault.Pass);
    }

    /// <summary>Resets every connection that exists now, on both sides.</summary>
    public void ResetAll() => Interlocked.Exchange(ref resetting, new CancellationTokenSource()).Cancel();

    /// <summary>Closes the port and resets what is open.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
        await Task.WhenAll(connections.Values.Select(connection => connection.Running));
        stopping.Dispose();
        toTarget.Dispose();
        toCaller.Dispose();
    }

    // Of the seed, the connection and the direction alone, so that what other connections do changes nothing.
    internal static Random Draws(int seed, long number, ProxyDirection direction) => new(unchecked((seed * 397) ^ (int)((number * 2) + (int)direction)));

    private async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            Socket caller;
            try
            {
                caller = await listener.AcceptAsync(stopping.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // The caller went away before it was taken.
                continue;
            }

            long number = Interlocked.Increment(ref accepted);
            NewConnections mode = newConnections;
            if (mode == NewConnections.Reset || connections.Count >= options.MaxConnections)
            {
                Interlocked.Increment(ref resetByFault);
                ProxyConnection.Reset(caller);
                continue;
            }

            // Started only once it is in the table, so that it cannot leave before it came.
            TaskCompletionSource started = new();
            connections[number] = (caller, ServeAsync(number, caller, mode, started.Task));
            started.SetResult();
        }
    }

    private async Task ServeAsync(long number, Socket caller, NewConnections mode, Task started)
    {
        await started;
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token, Volatile.Read(ref resetting).Token);
        try
        {
            caller.NoDelay = true;
            await (mode == NewConnections.BlackHole ? SwallowAsync(caller, over.Token) : JoinAsync(number, caller, over.Token));
        }
        catch (OperationCanceledException)
        {
            if (!stopping.IsCancellationRequested)
            {
                Interlocked.Increment(ref resetByFault);
            }

            ProxyConnection.Reset(caller);
        }
        catch (SocketException)
        {
            ProxyConnection.Reset(caller);
        }
        finally
        {
            caller.Dispose();
            connections.TryRemove(number, out _);
        }
    }

    private async Task SwallowAsync(Socket caller, CancellationToken cancellation)
    {
        Interlocked.Increment(ref blackHoled);
        byte[] bytes = new byte[4096];
        while (await caller.ReceiveAsync(bytes, cancellation) > 0)
        {
            // Nothing comes of it.
        }
    }

    private async Task JoinAsync(long number, Socket caller, CancellationToken cancellation)
    {
        using Socket server = new(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await server.ConnectAsync(target, cancellation);
        }
        catch (SocketException)
        {
            Interlocked.Increment(ref unreachable);
            throw;
        }
        catch (OperationCanceledException)
        {
            // The target may have taken the connection already.
            ProxyConnection.Reset(server);
            throw;
        }

        using ProxyConnection connection = new(caller, server);
        Pump there = new(caller, server, toTarget, options, Draws(options.Seed, number, ProxyDirection.ToTarget), fromCallers, intoTarget);
        Pump back = new(server, caller, toCaller, options, Draws(options.Seed, number, ProxyDirection.ToCaller), fromTarget, intoCallers);
        try
        {
            PumpEnd end = await connection.RunAsync(there, back, cancellation);
            if (end is PumpEnd.Reset or PumpEnd.Lost)
            {
                if (end == PumpEnd.Reset)
                {
                    Interlocked.Increment(ref resetByFault);
                }

                connection.Reset();
            }
        }
        catch (OperationCanceledException)
        {
            connection.Reset();
            throw;
        }
    }
}
