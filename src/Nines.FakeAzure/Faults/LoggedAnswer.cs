using System.Text.Json.Serialization;

namespace Nines.FakeAzure.Faults;

/// <summary>One answer as this server gave it.</summary>
/// <param name="Number">Counts from 1 in the order in which calls came.</param>
/// <param name="Id">Unlike that of any other answer of any other run; the caller gets it as <c>x-ms-request-id</c>.</param>
/// <param name="Key">Names the question: equal keys mean that the same was asked. Empty where there is no question.</param>
/// <param name="Question">Question, at most 4,096 characters. Never a token or a secret.</param>
/// <param name="TimeToLiveMs">Validity that the answer stated, in milliseconds.</param>
/// <param name="Status">0 when none was sent.</param>
/// <param name="Principal">The object id of the caller's token; empty when there was none.</param>
/// <param name="Caller">Its <c>User-Agent</c>, which distinguishes replicas.</param>
/// <param name="Received">Time at which the call had arrived completely. The answer was decided then.</param>
/// <param name="Answered">Time at which the answer had been handed to the network; null when the caller did not get it.</param>
/// <param name="Fault">Injected fault; null for none.</param>
internal sealed record LoggedAnswer(
    long Number, string Id, PathKind Kind, string Key, string Question, AnswerVerdict Verdict, long TimeToLiveMs, int Status, string Principal,
    string Caller, DateTimeOffset Received, DateTimeOffset? Answered, string? Fault)
{
    /// <summary><see cref="Received"/> and <see cref="Answered"/> as timestamps of the server's TimeProvider, for callers in the same process.</summary>
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
