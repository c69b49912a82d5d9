using System.Buffers.Text;
using System.Net.Security;
using System.Text;

namespace Nines.Benchmarks.Guard.Load;

/// <summary>HTTP/1.1 with keep-alive on one connection, written by hand because it must cost less than what it measures.</summary>
internal sealed class HttpOneClient : ReviewClient
{
    // Far more than an answer to a review needs.
    private const int MaxBytes = 64 * 1024;
    private readonly LoadTarget target;
    private readonly byte[] request;
    private readonly int bodyStart;
    private readonly byte[] answer = new byte[MaxBytes];
    private readonly bool reconnect;
    private SslStream? stream;

    /// <param name="reconnect">Whether each review shakes hands anew.</param>
    public HttpOneClient(LoadTarget target, bool reconnect = false)
    {
        this.reconnect = reconnect;
        this.target = target;
        byte[] head = Encoding.ASCII.GetBytes(
            $"POST {target.Questions.Path} HTTP/1.1\r\nHost: localhost:{target.Port}\r\nUser-Agent: nines-bench\r\n"
            + $"Content-Length: {target.Questions.Length}\r\nAccept: application/json, */*\r\nContent-Type: application/json\r\n\r\n");
        bodyStart = head.Length;
        request = new byte[head.Length + target.Questions.Length];
        head.CopyTo(request, 0);
    }

    public override async ValueTask<ReviewReply> AskAsync(long number, CancellationToken cancellation)
    {
        try
        {
            stream ??= await ConnectAsync(target, SslApplicationProtocol.Http11, cancellation);
            target.Questions.Write(request.AsSpan(bodyStart), number);
            stream.Write(request);
            int length = 0;
            while (true)
            {
                int read = await stream.ReadAsync(answer.AsMemory(length), cancellation);
                long arrived = TimeProvider.System.GetTimestamp();
                length += read;
                int whole = Whole(answer.AsSpan(0, length), out int body);
                if (whole == length)
                {
                    if (reconnect)
                    {
                        await DisposeAsync();
                    }

                    return new ReviewReply(Judge(answer.AsSpan(0, length), body), arrived, answer.AsSpan(0, body).IndexOf("x-nines-source: shared-cache\r\n"u8) >= 0);
                }

                if (read == 0 || whole < 0 || whole > MaxBytes || (whole > 0 && whole < length))
                {
                    throw new IOException("The answer ended early, has no Content-Length, or is too long.");
                }
            }
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            await DisposeAsync();
            return new ReviewReply(ReviewResult.Broken, TimeProvider.System.GetTimestamp());
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (stream is { } open)
        {
            stream = null;
            await open.DisposeAsync();
        }
    }

    // How long the answer is in all: 0 while the headers are not whole, -1 when they do not tell.
    private static int Whole(ReadOnlySpan<byte> bytes, out int body)
    {
        int end = bytes.IndexOf("\r\n\r\n"u8);
        body = end + 4;
        if (end < 0)
        {
            return 0;
        }

        // Both spellings that servers use; looking for them is cheaper than reading every header.
        ReadOnlySpan<byte> head = bytes[..end];
        int at = head.IndexOf("\r\nContent-Length: "u8);
        at = at < 0 ? head.IndexOf("\r\ncontent-length: "u8) : at;
        return at >= 0 && Utf8Parser.TryParse(head[(at + 18)..], out int length, out _) && length >= 0 ? body + length : -1;
    }

    private ReviewResult Judge(ReadOnlySpan<byte> bytes, int body) =>
        !bytes.StartsWith("HTTP/1.1 200 "u8) ? ReviewResult.NotOk
        : bytes[body..].IndexOf(target.Questions.Expected) >= 0 ? ReviewResult.Right
        : ReviewResult.Wrong;
}
