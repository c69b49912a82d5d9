namespace Nines.Testing.Consistency.Rules;

/// <summary>
/// G3, first half: once a reply with a version has arrived, no reply to a review that begins afterwards carries an older one. Replies in
/// a degraded window of their replica count on neither side: that replica has left the others.
/// </summary>
internal static class NewestVersionRule
{
    public static IEnumerable<Violation> Find(Evidence evidence, CheckSettings settings)
    {
        foreach (KeyEvidence key in evidence.Keys)
        {
            Decision[] healthy = [.. key.Decisions.Where(decision => !evidence.IsDegraded(decision.Review))];
            Decision[] byEnd = [.. healthy.OrderBy(decision => decision.Answered)];
            Decision? newest = null;
            int ended = 0;
            foreach (Decision decision in healthy.OrderBy(decision => decision.Review.Invoked))
            {
                for (; ended < byEnd.Length && byEnd[ended].Answered + settings.Settling < decision.Review.Invoked; ended++)
                {
                    newest = newest is { } known && !IsOlder(known.Call, byEnd[ended].Call) ? known : byEnd[ended];
                }

                if (newest is { } before && IsOlder(decision.Call, before.Call))
                {
                    yield return new Violation(
                        Rule.OneVersion,
                        key.Key,
                        decision.Review.Invoked,
                        $"{Words.Of(decision.Review)}, which is {Words.Of(decision.Call)}; but before that, {Words.Of(before.Review)}, which is the newer {Words.Of(before.Call)}.");
                }
            }
        }
    }

    private static bool IsOlder(AzureCall one, AzureCall other) =>
        one.Sent < other.Sent || (one.Sent == other.Sent && one.Answered < other.Answered);
}
