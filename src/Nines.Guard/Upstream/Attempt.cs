namespace Nines.Guard.Upstream;

/// <summary>How an attempt ended. Failures travel as values: under load they are the common case, and exceptions cost.</summary>
internal enum AttemptKind : byte
{
    /// <summary>2xx.</summary>
    Answered,

    /// <summary>4xx that is about the question.</summary>
    Rejected,

    /// <summary>401 or 403: about the guard's own credential.</summary>
    Refused,

    /// <summary>429.</summary>
    Throttled,

    /// <summary>Not sent, since a 429 is not over yet.</summary>
    Paused,

    /// <summary>5xx.</summary>
    ServerError,

    /// <summary>No connection, or it was lost.</summary>
    NoConnection,

    TimedOut,

    /// <summary>An answer that cannot be used: a redirect, an informational status, a body that is too long.</summary>
    Unusable,

    /// <summary>Not sent: no place, and the queue is full.</summary>
    Overloaded,

    /// <summary>Not sent: the breaker is open.</summary>
    BreakerOpen,
}

/// <param name="Status">0 when there was no answer.</param>
/// <param name="Sent">A timestamp of the TimeProvider; 0 when it was not sent.</param>
/// <param name="RetryAfter">What the server asked for with a 429, or how long a pause still lasts.</param>
internal readonly record struct Attempt(
    AttemptKind Kind,
    int Status = 0,
    ReadOnlyMemory<byte> Body = default,
    string? RequestId = null,
    long Sent = 0,
    TimeSpan? RetryAfter = null,
    string? Detail = null)
{
    /// <summary>Azure or the way to it is in trouble: what the breaker counts.</summary>
    public bool IsTrouble => Kind is AttemptKind.ServerError or AttemptKind.NoConnection or AttemptKind.TimedOut;

    /// <summary>Another attempt may do better within the same call. A timed-out one has used up the time already.</summary>
    public bool IsWorthRetrying => Kind is AttemptKind.ServerError or AttemptKind.NoConnection;

    /// <summary>The server said something of its own accord: as a trial after a 429 it ends the pause.</summary>
    public bool IsWord => Kind is AttemptKind.Answered or AttemptKind.Rejected or AttemptKind.Refused;
}
