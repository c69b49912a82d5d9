using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Nines.Guard.Integration.Tests.Memcached;

/// <summary>
/// A member of something else that speaks the text protocol of memcached as far as get, gets, add, set and delete go, as a Hazelcast
/// member does, and answers ERROR to all that is not among it. Lives are counted in seconds, 0 is for ever.
/// </summary>
internal sealed class LeanMember : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<string, (byte[] Value, long End)> _map = new();
    private readonly ConcurrentDictionary<string, int> _verbs = new();
    private readonly ConcurrentBag<Task> _serving = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public LeanMember()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Received commands, with their counts.</summary>
    public IReadOnlyDictionary<string, int> Verbs => _verbs;

    public int Entries => _map.Count;

    public void Remove(string name) => _map.TryRemove(name, out _);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_serving);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
                _serving.Add(ServeAsync(socket));
            }
        }
        catch (Exception why) when (why is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        PipeReader reader = PipeReader.Create(stream);
        try
        {
            while (await ReadLineAsync(reader) is { } line)
            {
                string[] words = line.Split(' ');
                _verbs.AddOrUpdate(words[0], 1, (_, count) => count + 1);
                byte[] body = words[0] is "add" or "set" ? await ReadBodyAsync(reader, int.Parse(words[4], CultureInfo.InvariantCulture)) : [];
                await stream.WriteAsync(Answer(words, body), _stop.Token);
            }
        }
        catch (Exception why) when (why is OperationCanceledException or IOException)
        {
            // The caller left, or the test is over.
        }
    }

    private byte[] Answer(string[] words, byte[] body)
    {
        long now = TimeProvider.System.GetTimestamp();
        string name = words.Length > 1 ? words[1] : "";
        if (_map.TryGetValue(name, out (byte[] Value, long End) held) && held.End <= now)
        {
            _map.TryRemove(KeyValuePair.Create(name, held));
        }

        switch (words[0])
        {
            case "get" or "gets":
                return _map.TryGetValue(name, out held)
                    ? [.. Encoding.ASCII.GetBytes($"VALUE {name} 0 {held.Value.Length}\r\n"), .. held.Value, .. "\r\nEND\r\n"u8]
                    : "END\r\n"u8.ToArray();
            case "add" or "set":
                int seconds = int.Parse(words[3], CultureInfo.InvariantCulture);
                (byte[], long) entry = (body, seconds == 0 ? long.MaxValue : now + (seconds * TimeProvider.System.TimestampFrequency));
                if (words[0] == "set")
                {
                    _map[name] = entry;
                    return "STORED\r\n"u8.ToArray();
                }

                return _map.TryAdd(name, entry) ? "STORED\r\n"u8.ToArray() : "NOT_STORED\r\n"u8.ToArray();
            case "delete":
                return _map.TryRemove(name, out _) ? "DELETED\r\n"u8.ToArray() : "NOT_FOUND\r\n"u8.ToArray();
            default:
                return "ERROR\r\n"u8.ToArray();
        }
    }

    private async Task<string?> ReadLineAsync(PipeReader reader)
    {
        while (true)
        {
            ReadResult read = await reader.ReadAsync(_stop.Token);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                string line = Encoding.ASCII.GetString(read.Buffer.Slice(0, end)).TrimEnd('\r');
                reader.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
            {
                return null;
            }
        }
    }

    private async Task<byte[]> ReadBodyAsync(PipeReader reader, int length)
    {
        ReadResult read = await reader.ReadAtLeastAsync(length + 2, _stop.Token);
        byte[] body = read.Buffer.Slice(0, length).ToArray();
        reader.AdvanceTo(read.Buffer.GetPosition(length + 2));
        return body;
    }
}
