using Nines.FakeAzure.Faults;
using Nines.Testing;
using Nines.Testing.Consistency;

namespace Nines.Guard.Tests.FakeAzure;

/// <summary>Logged answers as the consistency checker takes them.</summary>
internal static class AzureCalls
{
    /// <summary>On the clock of a <see cref="ManualClock"/>, whose timestamps count thirds of a tick.</summary>
    public static AzureCall From(LoggedAnswer answer) => new(
        answer.Key,
        answer.Id,
        answer.Verdict switch
        {
            AnswerVerdict.Allow => Verdict.Allow,
            AnswerVerdict.NotAllowed => Verdict.NotAllowed,
            _ => Verdict.Error,
        },
        TimeSpan.FromMilliseconds(answer.TimeToLiveMs),
        TimeSpan.FromTicks(answer.Timestamps.Received / 3),
        answer.Timestamps.Answered is { } answered ? TimeSpan.FromTicks(answered / 3) : null);
}
