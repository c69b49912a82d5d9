namespace Nines.Guard.Upstream;

/// <summary>Outcome of an attempt. Failures are values: under load they are the common case, and exceptions are expensive.</summary>
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
/// <param name="RetryAfter">Wait that the server requested with a 429, or the rest of a pause.</param>
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

/// <summary>Meaning of a failed call for the caller that waits for a decision.</summary>
internal static class CallFailure
{
    /// <summary>The failure as the guard's callers know it; null for an answer that says something about the question.</summary>
    public static GuardUnavailableException? From(string part, Attempt attempt) => attempt.Kind switch
    {
        AttemptKind.Answered or AttemptKind.Rejected => null,
        AttemptKind.Refused => Lasting(part, $"Azure refused the guard's own credential with {attempt.Status}{Named(attempt)}"),
        AttemptKind.Throttled => Lasting(part, $"Azure throttles the guard (429){Named(attempt)}"),
        AttemptKind.Paused => Lasting(part, $"Azure throttled the guard; it is left alone for {Seconds(attempt.RetryAfter)} s more"),
        AttemptKind.ServerError => Brief(part, $"Azure answered {attempt.Status}{Named(attempt)}"),
        AttemptKind.NoConnection => Brief(part, $"no connection to Azure ({attempt.Detail})"),
        AttemptKind.TimedOut => Lasting(part, attempt.Detail ?? "no answer in time"),
        AttemptKind.Unusable => Lasting(part, $"Azure gave an answer that cannot be used: {attempt.Detail ?? $"status {attempt.Status}"}{Named(attempt)}"),
        AttemptKind.Overloaded => Lasting(part, "too many calls to Azure are waiting"),
        _ => Lasting(part, "calls to Azure failed so often that they are held back for a moment"),
    };

    private static GuardUnavailableException Brief(string part, string message) => new(part, Unavailability.Brief, $"{part}: {message}");

    private static GuardUnavailableException Lasting(string part, string message) => new(part, Unavailability.Lasting, $"{part}: {message}");

    private static string Named(Attempt attempt) => attempt.RequestId is { } id ? $" (request {id})" : "";

    private static string Seconds(TimeSpan? left) => $"{Math.Ceiling((left ?? TimeSpan.Zero).TotalSeconds):0}";
}

/// <summary>One request as it is sent, with the secrets in it; never logged.</summary>
/// <param name="Principal">Identity that is throttled: a 429 of one principal does not delay another.</param>
/// <param name="Bearer">The token, or null.</param>
/// <param name="Metadata">True adds <c>Metadata: true</c>, which the instance metadata service asks for.</param>
internal sealed record OutgoingCall(
    string Part,
    string Principal,
    HttpMethod Method,
    Uri Address,
    ReadOnlyMemory<byte> Body = default,
    string ContentType = "application/json",
    string? Bearer = null,
    bool Metadata = false)
{
    /// <summary>Only what may be seen.</summary>
    public override string ToString() => $"{Part} {Method} {Address.GetLeftPart(UriPartial.Authority)}";
}
