using System.Buffers;
using Nines.Kubernetes.Transport;

namespace Nines.Kubernetes.Clients;

/// <summary>Takes line after line out of a stream; kube-apiserver writes one event a line.</summary>
internal sealed class FrameReader(Stream stream, int maxBytes) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
    private int _start;
    private int _end;

    /// <summary>The next line that is not empty; null at the end. Gone with the next call.</summary>
    /// <exception cref="KubernetesException">The line is too long, or the connection ended.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken cancellationToken)
    {
        int looked = _start;
        while (true)
        {
            int found = _buffer.AsSpan(looked, _end - looked).IndexOf((byte)'\n');
            if (found >= 0)
            {
                ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, looked + found - _start);
                looked = _start = looked + found + 1;
                if (!line.Span.Trim(" \r"u8).IsEmpty)
                {
                    return line;
                }

                continue;
            }

            MakeRoom();
            looked = _end;
            int length = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            _end += length;
            if (length == 0)
            {
                // What stands there without an end of line was cut.
                return null;
            }
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end < _buffer.Length)
        {
            return;
        }

        if (_end >= maxBytes)
        {
            throw new KubernetesException(KubernetesErrorKind.TooLarge, $"an event of a watch is larger than {maxBytes} bytes.");
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(2 * _buffer.Length);
        _buffer.AsSpan(0, _end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
        _buffer = larger;
    }
}
