using System.IO.Compression;
using System.Text;
using Nines.Kubernetes.Lists;
using Nines.Text;

namespace Nines.Kubernetes.Snapshots;

/// <summary>Reads one source, whichever way it was written: JSON or YAML, in UTF-8 or, from a redirection of PowerShell, UTF-16, packed or not.</summary>
internal static class SourceReader
{
    private const int Glance = 4096;

    /// <returns>Everything that is wrong with it.</returns>
    public static async Task<IReadOnlyList<Diagnostic>> ReadAsync(SnapshotSource source, RecordSink sink, SnapshotLimits limits, CancellationToken cancellation)
    {
        var here = new SourcePosition(source.Name, 0, 0);
        try
        {
            if (source.Name != "-" && Directory.Exists(source.Name))
            {
                return [new Diagnostic(here, "is a folder; expected a file.", "Name the files in it.")];
            }

            await using Stream stream = source.Open();
            await ReadAsync(stream, source.Name, sink, limits, cancellation);
            return sink.Faults;
        }
        catch (ItemFormatException fault)
        {
            return [.. sink.Faults, ToDiagnostic(source.Name, fault)];
        }
        catch (TooManyObjectsException exception)
        {
            return [.. sink.Faults, new Diagnostic(here, exception.Message + ", the most that are read.", "Read a part of the cluster.")];
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return [new Diagnostic(here, "does not exist.")];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or InvalidDataException)
        {
            return [.. sink.Faults, new Diagnostic(here, $"cannot be read: {exception.Message}")];
        }
    }

    private static async Task ReadAsync(Stream stream, string name, RecordSink sink, SnapshotLimits limits, CancellationToken cancellation)
    {
        (byte[] beginning, Stream all) = await LookAsync(stream, cancellation);
        if (beginning is [0x1F, 0x8B, ..])
        {
            (beginning, all) = await LookAsync(new GZipStream(all, CompressionMode.Decompress), cancellation);
        }

        Encoding? wide = beginning switch
        {
            [0xFF, 0xFE, ..] => Encoding.Unicode,
            [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
            _ => null,
        };
        if (wide is not null)
        {
            (beginning, all) = await LookAsync(Encoding.CreateTranscodingStream(all, wide, new UTF8Encoding(false)), cancellation);
        }

        if (IsJson(beginning))
        {
            await JsonItemReader.ReadAsync(all, sink, limits.Items, cancellation);
        }
        else
        {
            YamlItems.Read(all, name, sink, limits, cancellation);
        }
    }

    private static async Task<(byte[] Beginning, Stream All)> LookAsync(Stream stream, CancellationToken cancellation)
    {
        byte[] buffer = new byte[Glance];
        int length = await stream.ReadAtLeastAsync(buffer, Glance, throwOnEndOfStream: false, cancellation);
        byte[] beginning = buffer[..length];
        return (beginning, new ReplayStream(beginning, stream));
    }

    // YAML may begin with a brace too, but Kubernetes objects are not written like that: a file with a brace is JSON.
    private static bool IsJson(ReadOnlySpan<byte> beginning)
    {
        ReadOnlySpan<byte> text = beginning.StartsWith("\uFEFF"u8) ? beginning[3..] : beginning;
        text = text.TrimStart(" \t\r\n"u8);
        return text.IsEmpty || text[0] is (byte)'{' or (byte)'[';
    }

    private static Diagnostic ToDiagnostic(string name, ItemFormatException fault)
    {
        string hint =
            fault.Message.Contains("in the middle", StringComparison.Ordinal) ? "Take it again: the command that wrote it was interrupted, or the disk was full."
            : fault.Message.Contains("is larger", StringComparison.Ordinal) || fault.Message.Contains("more than", StringComparison.Ordinal) ? "Nothing that kubectl writes is that large."
            : "Expected what 'kubectl get nodes,pods,deploy,... -A -o json' or 'nines snapshot' writes.";
        return new Diagnostic(
            new SourcePosition(name, (int)Math.Min(fault.Line, int.MaxValue), (int)Math.Min(fault.Column, int.MaxValue)),
            char.ToUpperInvariant(fault.Message[0]) + fault.Message[1..] + ".", hint);
    }
}

/// <summary>A stream whose beginning has been looked at: it is read again from there.</summary>
internal sealed class ReplayStream(ReadOnlyMemory<byte> beginning, Stream rest) : Stream
{
    private ReadOnlyMemory<byte> _beginning = beginning;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer) => _beginning.IsEmpty ? rest.Read(buffer) : Begin(buffer);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _beginning.IsEmpty ? rest.ReadAsync(buffer, cancellationToken) : ValueTask.FromResult(Begin(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            rest.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Begin(Span<byte> buffer)
    {
        int length = Math.Min(buffer.Length, _beginning.Length);
        _beginning.Span[..length].CopyTo(buffer);
        _beginning = _beginning[length..];
        return length;
    }
}
