namespace Nines.Guard.Upstream;

/// <summary>What a failed call means for whoever waits for a decision.</summary>
internal static class CallFailure
{
    /// <summary>The failure as the guard's callers know it; null for an answer that says something about the question.</summary>
    public static GuardUnavailableException? Of(string part, Attempt attempt) => attempt.Kind switch
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
