namespace Nines.Guard.Serving.Connections;

/// <summary>
/// Limit of all requests together: their number, and the bytes of their bodies beyond a usual review. Without it, callers who may send a
/// large review each on hundreds of streams of hundreds of connections would have no bound. A request holds its share until it is answered.
/// </summary>
/// <param name="requests">At once.</param>
/// <param name="bytes">Of bodies, without the first <see cref="Free"/> of each.</param>
internal sealed class RequestBudget(int requests, long bytes)
{
    /// <summary>Reviews of kube-apiserver have 1 to 2 KiB; those of a user with hundreds of groups some 20 KiB.</summary>
    public const int Free = 4 * 1024;

    private int _requests;
    private long _bytes;

    public int Requests => Volatile.Read(ref _requests);

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>One more request.</summary>
    /// <returns>False when there are too many; then there is nothing to give back.</returns>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _requests) <= requests)
        {
            return true;
        }

        Interlocked.Decrement(ref _requests);
        return false;
    }

    /// <summary>The body of a request has grown.</summary>
    /// <param name="held">Bytes that the request occupies; updated by the call.</param>
    /// <param name="length">Of the body so far.</param>
    public bool TryGrow(ref long held, long length)
    {
        long more = length - Free - held;
        if (more <= 0)
        {
            return true;
        }

        if (Interlocked.Add(ref _bytes, more) > bytes)
        {
            Interlocked.Add(ref _bytes, -more);
            return false;
        }

        held += more;
        return true;
    }

    /// <summary>A request that entered is over.</summary>
    public void Leave(long held)
    {
        Interlocked.Decrement(ref _requests);
        if (held > 0)
        {
            Interlocked.Add(ref _bytes, -held);
        }
    }
}
