namespace Nines.Testing.Consistency.Rules;

/// <summary>G4: a review that begins after a purge has completed is not served with an answer that was asked for before the purge began.</summary>
internal static class PurgeRule
{
    public static IEnumerable<Violation> Find(Evidence evidence, CheckSettings settings)
    {
        ILookup<string?, Purge> purges = evidence.History.Purges.Where(purge => purge.Completed is not null).ToLookup(purge => purge.Key);
        Completed everywhere = new(purges[null]);
        foreach (KeyEvidence key in evidence.Keys)
        {
            Completed own = new(purges[key.Key]);
            foreach (Decision decision in key.Decisions)
            {
                TimeSpan before = decision.Review.Invoked - settings.PurgeSettling;
                Purge? purge = Later(everywhere.LatestBegun(before), own.LatestBegun(before));
                if (purge is not null && decision.Call.Sent < purge.Invoked)
                {
                    yield return new Violation(
                        Rule.Purged,
                        key.Key,
                        decision.Review.Invoked,
                        $"{Words.Of(decision.Review)}, which is {Words.Of(decision.Call)}; but {(purge.Key is null ? "everything" : key.Key)} was purged between "
                        + $"{Words.Time(purge.Invoked)} and {Words.Time(purge.Completed!.Value)}.");
                }
            }
        }
    }

    private static Purge? Later(Purge? one, Purge? other) =>
        one is null || (other is not null && other.Invoked > one.Invoked) ? other : one;

    private sealed class Completed
    {
        private readonly TimeSpan[] ends;
        private readonly Purge[] latest;

        public Completed(IEnumerable<Purge> purges)
        {
            Purge[] sorted = [.. purges.OrderBy(purge => purge.Completed)];
            ends = [.. sorted.Select(purge => purge.Completed!.Value)];
            latest = new Purge[sorted.Length];
            for (int i = 0; i < sorted.Length; i++)
            {
                latest[i] = i > 0 && latest[i - 1].Invoked > sorted[i].Invoked ? latest[i - 1] : sorted[i];
            }
        }

        // Of the purges that had completed before then, the one that began last.
        public Purge? LatestBegun(TimeSpan before)
        {
            int count = Windows.CountFrom(ends, before - TimeSpan.FromTicks(1));
            return count == 0 ? null : latest[count - 1];
        }
    }
}
