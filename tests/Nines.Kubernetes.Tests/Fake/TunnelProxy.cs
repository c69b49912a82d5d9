using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Nines.Kubernetes.Tests.Fake;

/// <summary>A proxy that makes tunnels (CONNECT), all to one port of this machine, for who knows its password.</summary>
internal sealed class TunnelProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _password;
    private readonly int _port;
    private readonly Task _work;

    public TunnelProxy(string user, string password, int port)
    {
        (_password, _port) = (Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")), port);
        _listener.Start();
        _work = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Host and port of each tunnel that was made.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>Everything that it could read.</summary>
    public string Seen => string.Join('\n', _seen);

    private readonly ConcurrentQueue<string> _seen = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _work.ContinueWith(_ => { }, TaskScheduler.Default);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _ = ServeAsync(client).ContinueWith(_ => client.Dispose(), TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        NetworkStream stream = client.GetStream();
        while (true)
        {
            string head = await HeadAsync(stream);
            _seen.Enqueue(head);
            if (!head.Contains($"Proxy-Authorization: Basic {_password}\r\n", StringComparison.OrdinalIgnoreCase))
            {
                await stream.WriteAsync("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _stop.Token);
                continue;
            }

            Asked.Enqueue(head.Split(' ')[1]);
            using var target = new TcpClient();
            await target.ConnectAsync(IPAddress.Loopback, _port, _stop.Token);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), _stop.Token);
            await Task.WhenAny(stream.CopyToAsync(target.GetStream(), _stop.Token), target.GetStream().CopyToAsync(stream, _stop.Token));
            return;
        }
    }

    private async Task<string> HeadAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        byte[] one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, _stop.Token);
            text.Append((char)one[0]);
        }

        return text.ToString();
    }
}
