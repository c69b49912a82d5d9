using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Nines.Guard.Drills.Site;

/// <summary>
/// Passes a guard's questions on to a Sentinel, and in its answers puts the guard's own way to each Redis server in the place of the
/// server's port. So every guard has an edge of its own to every server, although Sentinels name one address for all.
/// </summary>
internal sealed class SentinelMirror : IAsyncDisposable
{
    private const int MaxAnswer = 64 * 1024;

    private readonly IPEndPoint _sentinel;
    private readonly ImmutableArray<(byte[] Named, byte[] Own)> _ports;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    /// <param name="sentinel">Its port.</param>
    /// <param name="ports">The port that Sentinels name, and the one that the guard shall use; of equal length.</param>
    public SentinelMirror(int sentinel, IEnumerable<(int Named, int Own)> ports)
    {
        _sentinel = new IPEndPoint(IPAddress.Loopback, sentinel);
        _ports = [.. ports.Select(pair => (Argument(pair.Named), Argument(pair.Own)))];
        if (_ports.Any(pair => pair.Named.Length != pair.Own.Length))
        {
            throw new ArgumentException("the ports have numbers of different length", nameof(ports));
        }

        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(64);
        Address = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    public IPEndPoint Address { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private static byte[] Argument(int port) => Encoding.ASCII.GetBytes($"\r\n{port}\r\n");

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

    private async Task CarryAsync(Socket guard)
    {
        using (guard)
        {
            using var sentinel = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            guard.NoDelay = true;
            try
            {
                await sentinel.ConnectAsync(_sentinel, _stop.Token);
                await Task.WhenAny(QuestionsAsync(guard, sentinel), AnswersAsync(sentinel, guard));
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // The Sentinel is not there: the guard's connection ends too.
            }
        }
    }

    private async Task QuestionsAsync(Socket guard, Socket sentinel)
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (await guard.ReceiveAsync(buffer, _stop.Token) is > 0 and int read)
            {
                await sentinel.SendAsync(buffer.AsMemory(0, read), _stop.Token);
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Over.
        }
    }

    private async Task AnswersAsync(Socket sentinel, Socket guard)
    {
        byte[] buffer = new byte[MaxAnswer];
        int held = 0;
        try
        {
            while (await sentinel.ReceiveAsync(buffer.AsMemory(held), _stop.Token) is > 0 and int read)
            {
                held += read;

                // An answer ends with a line; what ends elsewhere is not whole yet.
                if (held < buffer.Length && !buffer.AsSpan(0, held).EndsWith("\r\n"u8))
                {
                    continue;
                }

                Rewrite(buffer.AsSpan(0, held));
                await guard.SendAsync(buffer.AsMemory(0, held), _stop.Token);
                held = 0;
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Over.
        }
    }

    private void Rewrite(Span<byte> answer)
    {
        foreach ((byte[] named, byte[] own) in _ports)
        {
            for (int at = answer.IndexOf(named); at >= 0;)
            {
                own.CopyTo(answer[at..]);
                int next = answer[(at + own.Length)..].IndexOf(named);
                at = next < 0 ? -1 : at + own.Length + next;
            }
        }
    }
}
