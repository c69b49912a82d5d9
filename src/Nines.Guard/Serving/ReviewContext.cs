using System.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace Nines.Guard.Serving;

/// <summary>State of one request. Kestrel keeps it with its stream, so that the next request there reuses it.</summary>
internal sealed class ReviewContext(TimeProvider time) : IDisposable
{
    private const int UsualAnswer = 512;
    private const int MaxKeptBytes = 16 * 1024;

    private long _heldBytes;
    private CancellationTokenSource _timeout = new(Timeout.InfiniteTimeSpan, time);

    public IFeatureCollection Features { get; private set; } = null!;

    public ArrayBufferWriter<byte> Output { get; private set; } = new(UsualAnswer);

    /// <summary>Tracks the counting of the request and its share of the memory limit of requests.</summary>
    public bool IsIn { get; set; }

    public ref long HeldBytes => ref _heldBytes;

    public void Begin(IFeatureCollection features)
    {
        Features = features;
        (IsIn, _heldBytes) = (false, 0);

        // One answer that was large is not kept for as long as its stream.
        if (Output.Capacity > MaxKeptBytes)
        {
            Output = new(UsualAnswer);
        }

        Output.ResetWrittenCount();
    }

    /// <summary>Cancelled when the caller is gone or the time is up.</summary>
    public CancellationToken StartTimeout(TimeSpan limit)
    {
        if (!_timeout.TryReset())
        {
            _timeout.Dispose();
            _timeout = new(Timeout.InfiniteTimeSpan, time);
        }

        _timeout.CancelAfter(limit);
        return _timeout.Token;
    }

    public CancellationTokenRegistration CancelWith(CancellationToken gone) =>
        gone.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _timeout);

    public void StopTimeout() => _timeout.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose() => _timeout.Dispose();
}

/// <summary>Reads a review out of what came over the wire.</summary>
internal static class ReviewBody
{
    internal delegate T Reader<T>(ReadOnlySpan<byte> body);

    /// <summary>In place where it lies in one piece; else through a rented buffer, which is cleaned because it held a token.</summary>
    public static T Read<T>(ReadOnlySequence<byte> bytes, Reader<T> read)
    {
        if (bytes.IsSingleSegment)
        {
            return read(bytes.FirstSpan);
        }

        byte[] whole = ArrayPool<byte>.Shared.Rent((int)bytes.Length);
        try
        {
            bytes.CopyTo(whole);
            return read(whole.AsSpan(0, (int)bytes.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole, clearArray: true);
        }
    }
}
