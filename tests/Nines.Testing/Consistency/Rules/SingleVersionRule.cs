namespace Nines.Testing.Consistency.Rules;

/// <summary>
/// G3, second half: two versions of a key whose times overlap are both served only when something between the two explains it: a purge,
/// a fault that loses entries, or a degraded window of the replica that asked for the second.
/// </summary>
internal static class SingleVersionRule
{
    public static IEnumerable<Violation> Find(Evidence evidence, CheckSettings settings)
    {
        foreach (KeyEvidence key in evidence.Keys)
        {
            Decision[] versions =
            [
                .. key.Decisions.Where(decision => !evidence.IsDegraded(decision.Review)).OrderBy(decision => decision.Review.Invoked)
                    .DistinctBy(decision => decision.Call.AnswerId).OrderBy(decision => decision.Call.Sent),
            ];
            if (versions.Length < 2)
            {
                continue;
            }

            Windows losses = new(evidence.Losses(key.Key));

            // Of the versions so far, those that no later one outlives: sent ever later, ending ever earlier.
            List<Decision> lasting = [];
            foreach (Decision version in versions)
            {
                TimeSpan explained = Explained(version.Call, losses, evidence);
                int first = FirstAfter(lasting, explained);
                if (first < lasting.Count && evidence.End(lasting[first].Call) > version.Call.Sent + settings.Tolerance + settings.Transit)
                {
                    yield return Describe(key.Key, lasting[first], version, evidence);
                }

                while (lasting.Count > 0 && evidence.End(lasting[^1].Call) <= evidence.End(version.Call))
                {
                    lasting.RemoveAt(lasting.Count - 1);
                }

                lasting.Add(version);
            }
        }
    }

    private static int FirstAfter(List<Decision> bySending, TimeSpan time)
    {
        int low = 0;
        int high = bySending.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = bySending[middle].Call.Sent <= time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    // Versions sent until then are told apart from this one by something that happened in between.
    private static TimeSpan Explained(AzureCall call, Windows losses, Evidence evidence)
    {
        TimeSpan until = call.Answered ?? call.Sent;
        TimeSpan lost = losses.LatestEnd(until);
        TimeSpan alone = (call.Replica is { } replica ? evidence.Degraded(replica) : evidence.AnyDegraded).LatestEnd(until);
        return lost > alone ? lost : alone;
    }

    private static Violation Describe(string key, Decision first, Decision second, Evidence evidence) => new(
        Rule.OneVersion,
        key,
        second.Review.Invoked,
        $"{Words.Of(second.Review)}, which is {Words.Of(second.Call)}; but the version before it, {Words.Of(first.Call)}, was good until "
        + $"{Words.Time(evidence.End(first.Call))} and was served too: {Words.Of(first.Review)}. Between the two nothing was purged or lost, and who asked was not degraded.");
}
