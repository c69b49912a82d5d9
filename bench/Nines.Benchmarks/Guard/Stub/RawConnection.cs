using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Nines.Benchmarks.Guard.Stub;

/// <summary>The least HTTP/1.1 that answers the load generator: headers until a blank line, Content-Length bytes of body, one answer.</summary>
internal static class RawConnection
{
    private static readonly byte[] Answer = [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {StubAnswer.Body.Length}\r\nContent-Type: application/json\r\n\r\n"), .. StubAnswer.Body];

    public static async Task RunAsync(ConnectionContext connection)
    {
        PipeReader input = connection.Transport.Input;
        while (true)
        {
            ReadResult read = await input.ReadAsync();
            ReadOnlySequence<byte> buffer = read.Buffer;
            SequencePosition? end = Request(buffer);
            input.AdvanceTo(end ?? buffer.Start, end ?? buffer.End);
            if (end is not null)
            {
                await connection.Transport.Output.WriteAsync(Answer);
            }
            else if (read.IsCompleted)
            {
                return;
            }
        }
    }

    private static SequencePosition? Request(ReadOnlySequence<byte> buffer)
    {
        ReadOnlySpan<byte> bytes = buffer.IsSingleSegment ? buffer.FirstSpan : buffer.ToArray();
        int end = bytes.IndexOf("\r\n\r\n"u8);
        int at = end < 0 ? -1 : bytes[..end].IndexOf("\r\nContent-Length: "u8);
        if (at < 0 || !Utf8Parser.TryParse(bytes[(at + 18)..], out int length, out _) || bytes.Length < end + 4 + length)
        {
            return null;
        }

        return buffer.GetPosition(end + 4 + length);
    }
}
