namespace Nines.Testing.Consistency.Rules;

/// <summary>G1 and G5: a decision is what Azure said to the same question, and a failure is no decision.</summary>
internal static class SupportRule
{
    public static IEnumerable<Violation> Find(Evidence evidence, CheckSettings settings)
    {
        foreach (Review review in evidence.History.Reviews.Where(Evidence.IsDecision))
        {
            if (Judge(review, evidence, settings) is (Rule rule, string reason))
            {
                yield return new Violation(rule, review.Key, review.Invoked, $"{Words.Of(review)}, but {reason}.");
            }
        }
    }

    private static (Rule Rule, string Reason)? Judge(Review review, Evidence evidence, CheckSettings settings)
    {
        // Without an answer behind it, an allow is a grant that Azure never made, and the rest is a failure that became a decision.
        Rule unfounded = review.Verdict == Verdict.Allow ? Rule.Supported : Rule.NoCachedErrors;
        if (review.AnswerId is not { } id)
        {
            return unfounded == Rule.NoCachedErrors && settings.LocalSources.Contains(review.Source) ? null : (unfounded, "it names no answer of Azure");
        }

        if (!evidence.Calls.TryGetValue(id, out AzureCall? call))
        {
            return (unfounded, "Azure gave no such answer");
        }

        if (call.Verdict == Verdict.Error)
        {
            return (Rule.NoCachedErrors, $"that call failed: {Words.Of(call)}");
        }

        if (call.Key != review.Key)
        {
            return (Rule.Supported, $"that is the answer to another question, {call.Key}: {Words.Of(call)}");
        }

        if (call.Verdict != review.Verdict)
        {
            return (Rule.Supported, $"Azure said otherwise: {Words.Of(call)}");
        }

        return call.Sent > review.Answered ? (Rule.Supported, $"Azure was asked only afterwards: {Words.Of(call)}") : null;
    }
}
