namespace Nines.Reliability.OpenPsa;

/// <summary>Ends a stream early when it is longer than allowed, and remembers that it did. Honours cancellation between reads.</summary>
internal sealed class LimitedStream(Stream inner, long limit, CancellationToken cancellationToken) : Stream
{
    public bool IsExceeded { get; private set; }

    public long BytesRead { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => BytesRead;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int read = inner.Read(buffer);
        BytesRead += read;
        if (BytesRead > limit)
        {
            IsExceeded = true;
            return 0;
        }

        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
