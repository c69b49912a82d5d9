namespace Nines.FakeAzure.Faults;

/// <summary>Fault that is injected into calls of one kind.</summary>
/// <param name="Status">Instead of the answer, 400 to 599; 0 gives the answer.</param>
/// <param name="RetryAfterSeconds">A header to go with it; 0 for none.</param>
/// <param name="LatencyMs">Added before the answer leaves. What is answered was decided before.</param>
/// <param name="JitterMs">A uniformly drawn part of this is added too.</param>
/// <param name="How">Effect on the answer.</param>
/// <param name="Body">Sent in place of the answer's body, when not null.</param>
/// <param name="Times">Number of calls that it affects; 0 for all until it is changed.</param>
/// <param name="Share">The part of calls that it hits, above 0 up to 1, drawn with the seed.</param>
internal sealed record Fault(
    int Status = 0,
    int RetryAfterSeconds = 0,
    int LatencyMs = 0,
    int JitterMs = 0,
    Delivery How = Delivery.Whole,
    string? Body = null,
    int Times = 0,
    double Share = 1)
{
    private const int MaxMs = 600_000;

    /// <summary>Says what is wrong with it; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems() =>
    [
        .. Status is 0 or (>= 200 and <= 599) ? [] : (string[])[$"status is {Status}; expected 0 or 200 to 599."],
        .. RetryAfterSeconds is >= 0 and <= 86_400 ? [] : (string[])[$"retryAfterSeconds is {RetryAfterSeconds}; expected 0 to 86400."],
        .. LatencyMs is >= 0 and <= MaxMs ? [] : (string[])[$"latencyMs is {LatencyMs}; expected 0 to {MaxMs}."],
        .. JitterMs is >= 0 and <= MaxMs ? [] : (string[])[$"jitterMs is {JitterMs}; expected 0 to {MaxMs}."],
        .. Times >= 0 ? [] : (string[])[$"times is {Times}; expected 0 or more."],
        .. Share is > 0 and <= 1 ? [] : (string[])[$"share is {Share}; expected more than 0 and at most 1."],
    ];
}

internal enum Delivery
{
    Whole,

    /// <summary>The answer never comes; the connection stays until the caller or the server gives up, at most ten minutes.</summary>
    Hang,

    /// <summary>The connection is cut instead of answering.</summary>
    Cut,

    /// <summary>The connection is cut in the middle of the body.</summary>
    CutMidway,

    /// <summary>The first half of the body, as if it were all.</summary>
    Truncated,

    /// <summary>As many bytes, none of which is JSON.</summary>
    Garbled,
}
