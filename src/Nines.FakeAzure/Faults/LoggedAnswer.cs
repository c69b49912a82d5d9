using System.Text.Json.Serialization;

namespace Nines.FakeAzure.Faults;

/// <summary>One answer as this server gave it.</summary>
/// <param name="Number">Counts from 1 in the order in which calls came.</param>
/// <param name="Id">Unlike that of any other answer of any other run; the caller gets it as <c>x-ms-request-id</c>.</param>
/// <param name="Key">Names the question: equal keys mean that the same was asked. Empty where there is no question.</param>
/// <param name="Question">What was asked, at most 4,096 characters. Never a token or a secret.</param>
/// <param name="TimeToLiveMs">How long the answer said that it is good for.</param>
/// <param name="Status">0 when none was sent.</param>
/// <param name="Principal">The object id of the caller's token; empty when there was none.</param>
/// <param name="Caller">Its <c>User-Agent</c>, so that replicas can be told apart.</param>
/// <param name="Received">When the call had come in full. What is answered was decided then.</param>
/// <param name="Answered">When the answer had been handed to the network; null when the caller did not get it.</param>
/// <param name="Fault">What was injected; null for nothing.</param>
internal sealed record LoggedAnswer(
    long Number, string Id, PathKind Kind, string Key, string Question, AnswerVerdict Verdict, long TimeToLiveMs, int Status, string Principal,
    string Caller, DateTimeOffset Received, DateTimeOffset? Answered, string? Fault)
{
    /// <summary><see cref="Received"/> and <see cref="Answered"/> as timestamps of the server's TimeProvider, for whoever shares its process.</summary>
    [JsonIgnore]
    public (long Received, long? Answered) Timestamps { get; init; }
}

internal enum AnswerVerdict
{
    /// <summary>No decision, but what was asked for: keys, a token, groups.</summary>
    Given,

    /// <summary>Every action is allowed.</summary>
    Allow,

    /// <summary>At least one action is not.</summary>
    NotAllowed,

    /// <summary>A failure, or nothing that could be read.</summary>
    Error,
}
