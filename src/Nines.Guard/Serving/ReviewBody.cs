using System.Buffers;

namespace Nines.Guard.Serving;

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
