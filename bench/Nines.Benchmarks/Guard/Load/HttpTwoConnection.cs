using System.Buffers.Binary;
using System.Net.Security;

namespace Nines.Benchmarks.Guard.Load;

/// <summary>
/// One HTTP/2 connection that many callers share. As Go's client does, which is what kube-apiserver uses, the headers and the body of a
/// request leave in a write each. Answers are handed on by the one reader, on its own thread of control.
/// </summary>
internal sealed class HttpTwoConnection : IAsyncDisposable
{
    private const int MaxFrame = 16_384;
    private readonly Lock gate = new();
    private readonly LoadTarget target;
    private readonly SslStream stream;
    private readonly Dictionary<int, PendingReview> open = [];
    private readonly Queue<PendingReview> blocked = new();
    private readonly byte[] laterHeaders;
    private readonly byte[] data;
    private byte[] headers;
    private int nextStream = 1;
    private int sendWindow = 65_535;
    private int received;
    private bool closing;

    private HttpTwoConnection(LoadTarget target, SslStream stream)
    {
        this.target = target;
        this.stream = stream;
        headers = HttpTwoFrames.Request(target, first: true);
        laterHeaders = HttpTwoFrames.Request(target, first: false);
        data = new byte[HttpTwoFrames.HeaderLength + target.Questions.Length];
    }

    /// <summary>True if no further review can be sent: the server said goodbye, or the connection failed.</summary>
    public bool IsClosing
    {
        get
        {
            lock (gate)
            {
                return closing;
            }
        }
    }

    public static async Task<HttpTwoConnection> OpenAsync(LoadTarget target, CancellationToken cancellation)
    {
        if (target.Questions.Length > MaxFrame)
        {
            throw new ArgumentException($"A body of {target.Questions.Length} bytes does not fit into one frame ({MaxFrame}).", nameof(target));
        }

        SslStream secured = await ReviewClient.ConnectAsync(target, SslApplicationProtocol.Http2, cancellation);
        HttpTwoConnection connection = new(target, secured);
        await secured.WriteAsync(HttpTwoFrames.Opening(), cancellation);
        _ = Task.Run(connection.ReadAsync, CancellationToken.None);
        return connection;
    }

    /// <summary>Sends the review, or puts it behind those that wait for the server's window. False when the connection takes no more.</summary>
    public bool Send(PendingReview review)
    {
        lock (gate)
        {
            if (closing)
            {
                return false;
            }

            if (sendWindow < target.Questions.Length)
            {
                blocked.Enqueue(review);
                return true;
            }

            Write(review);
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            closing = true;
        }

        await stream.DisposeAsync();
    }

    // Called with the gate held.
    private void Write(PendingReview review)
    {
        int id = nextStream;
        nextStream += 2;
        open.Add(id, review);
        sendWindow -= target.Questions.Length;
        BinaryPrimitives.WriteInt32BigEndian(headers.AsSpan(5), id);
        HttpTwoFrames.Header(data, target.Questions.Length, HttpTwoFrames.Data, HttpTwoFrames.EndStream, id);
        target.Questions.Write(data.AsSpan(HttpTwoFrames.HeaderLength), review.Number);
        try
        {
            stream.Write(headers);
            stream.Write(data);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The reader meets the same end, and ends every open stream.
            closing = true;
        }

        headers = laterHeaders;
    }

    private async Task ReadAsync()
    {
        byte[] buffer = new byte[4 * MaxFrame];
        int length = 0;
        try
        {
            while (true)
            {
                int read = await stream.ReadAsync(buffer.AsMemory(length));
                if (read == 0)
                {
                    break;
                }

                long arrived = TimeProvider.System.GetTimestamp();
                length += read;
                int used = Frames(buffer.AsSpan(0, length), arrived);
                buffer.AsSpan(used, length - used).CopyTo(buffer);
                length -= used;
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Told to every caller below.
        }

        Fail(lost: true, lastTaken: 0);
        await DisposeAsync();
    }

    private int Frames(ReadOnlySpan<byte> bytes, long arrived)
    {
        int used = 0;
        while (bytes.Length - used >= HttpTwoFrames.HeaderLength)
        {
            ReadOnlySpan<byte> frame = bytes[used..];
            int size = BinaryPrimitives.ReadInt32BigEndian(frame) >>> 8;
            if (size > MaxFrame)
            {
                throw new IOException($"The server sent a frame of {size} bytes.");
            }

            if (frame.Length < HttpTwoFrames.HeaderLength + size)
            {
                break;
            }

            int id = BinaryPrimitives.ReadInt32BigEndian(frame[5..]) & int.MaxValue;
            Frame(frame[3], frame[4], id, frame.Slice(HttpTwoFrames.HeaderLength, size), arrived);
            used += HttpTwoFrames.HeaderLength + size;
        }

        return used;
    }

    private void Frame(byte type, byte flags, int id, ReadOnlySpan<byte> payload, long arrived)
    {
        switch (type)
        {
            case HttpTwoFrames.Data:
            case HttpTwoFrames.Headers:
                Answer(type, flags, id, payload, arrived);
                break;
            case HttpTwoFrames.Reset:
                Take(id)?.Break(refused: BinaryPrimitives.ReadInt32BigEndian(payload) == 7, arrived);
                break;
            case HttpTwoFrames.Settings when (flags & HttpTwoFrames.Acknowledge) == 0:
                Reply(HttpTwoFrames.Settings, []);
                break;
            case HttpTwoFrames.Ping when (flags & HttpTwoFrames.Acknowledge) == 0:
                Reply(HttpTwoFrames.Ping, payload);
                break;
            case HttpTwoFrames.GoAway:
                Fail(lost: false, BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue);
                break;
            case HttpTwoFrames.WindowUpdate when id == 0:
                Grow(BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue);
                break;
            default:
                break;
        }
    }

    private void Answer(byte type, byte flags, int id, ReadOnlySpan<byte> payload, long arrived)
    {
        if ((flags & HttpTwoFrames.Padded) != 0 || (type == HttpTwoFrames.Headers && (flags & (HttpTwoFrames.EndHeaders | HttpTwoFrames.Priority)) != HttpTwoFrames.EndHeaders))
        {
            throw new IOException("The server sent padded, prioritised or continued frames, which this client does not read.");
        }

        PendingReview? review;
        lock (gate)
        {
            open.TryGetValue(id, out review);
        }

        if (type == HttpTwoFrames.Data)
        {
            review?.Append(payload);
            received += payload.Length;
            if (received > HttpTwoFrames.ConnectionWindow / 2)
            {
                byte[] update = HttpTwoFrames.Update(received);
                received = 0;
                WriteControl(update);
            }
        }
        else if (review is { HasStatus: false })
        {
            review.Status(HttpTwoFrames.IsOk(payload));
        }

        if ((flags & HttpTwoFrames.EndStream) != 0)
        {
            Take(id)?.Complete(arrived);
        }
    }

    private PendingReview? Take(int id)
    {
        lock (gate)
        {
            return open.Remove(id, out PendingReview? review) ? review : null;
        }
    }

    private void Reply(byte type, ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[HttpTwoFrames.HeaderLength + payload.Length];
        HttpTwoFrames.Header(frame, payload.Length, type, HttpTwoFrames.Acknowledge, 0);
        payload.CopyTo(frame.AsSpan(HttpTwoFrames.HeaderLength));
        WriteControl(frame);
    }

    // A server that has closed its side may have said goodbye first: that is still to be read, so the reader goes on.
    private void WriteControl(byte[] frame)
    {
        lock (gate)
        {
            try
            {
                stream.Write(frame);
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                closing = true;
            }
        }
    }

    private void Grow(int increment)
    {
        lock (gate)
        {
            sendWindow += increment;
            while (!closing && sendWindow >= target.Questions.Length && blocked.TryDequeue(out PendingReview? review))
            {
                Write(review);
            }
        }
    }

    // Ends what the server will not answer: all of it when the connection is lost, and what it never looked at when it says goodbye.
    private void Fail(bool lost, int lastTaken)
    {
        List<(PendingReview Review, bool Refused)> ended = [];
        lock (gate)
        {
            closing = true;
            foreach ((int id, PendingReview review) in open.ToArray())
            {
                if (lost || id > lastTaken)
                {
                    open.Remove(id);
                    ended.Add((review, !lost));
                }
            }

            while (blocked.TryDequeue(out PendingReview? review))
            {
                ended.Add((review, true));
            }
        }

        long now = TimeProvider.System.GetTimestamp();
        foreach ((PendingReview review, bool refused) in ended)
        {
            review.Break(refused, now);
        }
    }
}
