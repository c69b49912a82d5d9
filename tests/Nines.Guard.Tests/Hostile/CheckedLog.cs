using System.Text;
using System.Text.Json;

namespace Nines.Guard.Tests.Hostile;

/// <summary>Log of the fuzzed guard: every line must be JSON, and none may contain a token.</summary>
internal sealed class CheckedLog : Stream
{
    public int Lines { get; private set; }

    /// <summary>The first line that must not be.</summary>
    public string? Fault { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => Check(buffer.AsMemory(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Check(buffer);
        return default;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    // The log writes whole lines.
    private void Check(ReadOnlyMemory<byte> lines)
    {
        if (lines.Span.IndexOf(FuzzedGuard.CanaryBytes) >= 0)
        {
            Fault ??= "a token is in the log: " + Encoding.UTF8.GetString(lines.Span);
        }

        while (lines.Span.IndexOf((byte)'\n') is >= 0 and var end)
        {
            try
            {
                using JsonDocument line = JsonDocument.Parse(lines[..end]);
                if (line.RootElement.GetProperty("event").GetString() == "review" && line.RootElement.GetProperty("seconds").GetDouble() is < 0 or > 300)
                {
                    Fault ??= $"took too long to be true: {Encoding.UTF8.GetString(lines.Span[..end])}";
                }
            }
            catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
            {
                Fault ??= $"{fault.Message}: {Encoding.UTF8.GetString(lines.Span[..end])}";
            }

            Lines++;
            lines = lines[(end + 1)..];
        }
    }
}
