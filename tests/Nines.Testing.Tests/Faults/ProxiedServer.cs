using System.Net;
using System.Net.Sockets;
using Nines.Testing.Faults;

namespace Nines.Testing.Tests.Faults;

/// <summary>A listening server, a proxy in front of it, and connections through it with both ends in the test's hands.</summary>
internal sealed class ProxiedServer : IAsyncDisposable
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> sockets = [];

    public ProxiedServer(FaultProxyOptions? options = null)
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Proxy = FaultProxy.Start((IPEndPoint)listener.LocalEndPoint!, options);
    }

    public FaultProxy Proxy { get; }

    public async Task<Socket> CallAsync()
    {
        Socket caller = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        sockets.Add(caller);
        await caller.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Proxy.Port));
        return caller;
    }

    /// <summary>Whether a new connection is reset, be it before or after the caller thinks it is made.</summary>
    public async Task<bool> ResetsAsync()
    {
        try
        {
            return await (await CallAsync()).ReadToEndAsync() is null;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    public async Task<Socket> AcceptAsync()
    {
        Socket server = await listener.AcceptAsync();
        sockets.Add(server);
        return server;
    }

    public async Task<(Socket Caller, Socket Server)> ConnectAsync()
    {
        Socket caller = await CallAsync();
        return (caller, await AcceptAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        sockets.ForEach(socket => socket.Dispose());
        listener.Dispose();
    }
}

internal static class Sockets
{
    /// <summary>Far longer than anything takes; only a defect waits for it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<byte[]> ReadAsync(this Socket socket, int count)
    {
        using CancellationTokenSource patience = new(Patience);
        byte[] bytes = new byte[count];
        int read = 0;
        while (read < count)
        {
            int more = await socket.ReceiveAsync(bytes.AsMemory(read), patience.Token);
            if (more == 0)
            {
                break;
            }

            read += more;
        }

        return bytes[..read];
    }

    /// <summary>Reads until the end of the stream; null when the connection was reset.</summary>
    public static async Task<byte[]?> ReadToEndAsync(this Socket socket)
    {
        try
        {
            return await socket.ReadAsync(1 << 20);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    public static async Task<string> TextAsync(this Socket socket, int count) => System.Text.Encoding.ASCII.GetString(await socket.ReadAsync(count));

    public static ValueTask<int> SayAsync(this Socket socket, string text) => socket.SendAsync(System.Text.Encoding.ASCII.GetBytes(text).AsMemory());

    /// <summary>Waits for another thread to bring something about.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using CancellationTokenSource patience = new(Patience);
        while (!condition())
        {
            await Task.Delay(1, patience.Token);
        }
    }
}
