namespace Nines.Testing.Faults;

/// <summary>Counts of a <see cref="FaultProxy"/> so far.</summary>
/// <param name="Accepted">Connections that callers made.</param>
/// <param name="Open">Connections that exist now, black holes included.</param>
/// <param name="BlackHoled">Connections that led nowhere.</param>
/// <param name="ResetByFault">Connections that a fault, <see cref="FaultProxy.ResetAll"/> or the limit reset.</param>
/// <param name="Unreachable">Connections whose target could not be reached; the caller saw a reset.</param>
/// <param name="FromCallers">Bytes that were taken from callers; what the proxy holds is this less the next.</param>
/// <param name="ToTarget">Bytes that were delivered to the target.</param>
/// <param name="FromTarget">Bytes that were taken from the target.</param>
/// <param name="ToCallers">Bytes that were delivered to callers.</param>
public sealed record FaultProxyCounts(
    long Accepted, int Open, long BlackHoled, long ResetByFault, long Unreachable, long FromCallers, long ToTarget, long FromTarget, long ToCallers);

/// <summary>A number that many connections add to.</summary>
internal sealed class ByteCount
{
    private long value;

    public long Value => Interlocked.Read(ref value);

    public void Add(int count) => Interlocked.Add(ref value, count);
}
