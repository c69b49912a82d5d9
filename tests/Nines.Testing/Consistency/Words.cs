using System.Globalization;

namespace Nines.Testing.Consistency;

/// <summary>Phrases for events in explanations.</summary>
internal static class Words
{
    public static string Time(TimeSpan at) => at.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture) + " s";

    public static string Name(Rule rule) => rule switch
    {
        Rule.Supported => "G1 (every decision is Azure's answer to the same question)",
        Rule.Fresh => "G2 (no answer older than its time)",
        Rule.OneVersion => "G3 (one version of a decision)",
        Rule.Purged => "G4 (a purge is never undone)",
        Rule.NoCachedErrors => "G5 (errors are never decisions)",
        _ => "Calls per key",
    };

    public static string Of(Review review) =>
        $"replica {review.Replica} answered {(review.Verdict == Verdict.Allow ? "allow" : "not allowed")} for {review.Key} "
        + $"({review.Source}, {(review.AnswerId is { } id ? "answer " + id : "no answer named")}) between {Time(review.Invoked)} and {Time(review.Answered!.Value)}";

    public static string Of(AzureCall call) =>
        $"answer {call.AnswerId} ({(call.Verdict switch { Verdict.Allow => "allow", Verdict.NotAllowed => "not allowed", _ => "a failure" })}, asked for at {Time(call.Sent)}"
        + $"{(call.Replica is { } replica ? $" by replica {replica}" : "")}, good for {Time(call.Ttl)})";
}
