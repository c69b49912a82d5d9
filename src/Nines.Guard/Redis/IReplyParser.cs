using System.Buffers;

namespace Nines.Guard.Redis;

/// <summary>Cuts what a server sends into replies.</summary>
internal interface IReplyParser
{
    /// <summary>Takes one whole value from the front.</summary>
    /// <param name="buffer">Moved past what was used, also when the value is not whole yet.</param>
    /// <exception cref="RespException">It is not the protocol, or exceeds the limits.</exception>
    bool TryRead(ref ReadOnlySequence<byte> buffer, out RespValue value);
}
