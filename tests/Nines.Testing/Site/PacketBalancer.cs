using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Nines.Testing.Site;

/// <summary>
/// Behaves as a balancer of packets does (a Service of Kubernetes, Azure Load Balancer): the reset of a replica that was killed reaches its
/// callers as a reset, which no proxy that ends connections itself passes on. It looks at readiness every 250 ms, and goes to the next
/// replica when one refuses.
/// </summary>
public sealed class PacketBalancer : ILoadBalancer
{
    private static readonly LingerOption s_reset = new(enable: true, seconds: 0);

    private readonly ImmutableArray<GuardReplica> _replicas;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private readonly Task _probing;
    private readonly bool[] _isReady;
    private int _turn;

    public PacketBalancer(ImmutableArray<GuardReplica> replicas)
    {
        _replicas = replicas;
        _isReady = [.. replicas.Select(_ => true)];
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
        _probing = ProbeAsync();
    }

    public int Port { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await _probing;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                open.RemoveAll(connection => connection.IsCompleted);
                open.Add(CarryAsync(await _listener.AcceptAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ProbeAsync()
    {
        try
        {
            while (true)
            {
                await Task.WhenAll(_replicas.Select(async (replica, index) =>
                    _isReady[index] = await replica.OperationsAsync("/readyz", _stop.Token) is not null));
                await Task.Delay(250, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task CarryAsync(Socket caller)
    {
        using (caller)
        {
            using Socket? replica = await ConnectAsync();
            if (replica is null)
            {
                caller.LingerState = s_reset;
                return;
            }

            caller.NoDelay = replica.NoDelay = true;
            await Task.WhenAll(PumpAsync(caller, replica), PumpAsync(replica, caller));
        }
    }

    private async Task<Socket?> ConnectAsync()
    {
        int turn = Interlocked.Increment(ref _turn);
        foreach (int index in Enumerable.Range(0, _replicas.Length).Select(step => (turn + step) % _replicas.Length).OrderByDescending(index => _isReady[index]))
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, _replicas[index].ReviewsPort, _stop.Token);
                return socket;
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                socket.Dispose();
            }
        }

        return null;
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            while (true)
            {
                int read = await from.ReceiveAsync(buffer, _stop.Token);
                if (read == 0)
                {
                    to.Shutdown(SocketShutdown.Send);
                    return;
                }

                await to.SendAsync(buffer.AsMemory(0, read), _stop.Token);
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // What broke one side breaks the other: no end of data comes before the reset.
            Break(from);
            Break(to);
        }
    }

    private static void Break(Socket socket)
    {
        try
        {
            socket.LingerState = s_reset;
            socket.Close();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is broken already.
        }
    }
}
