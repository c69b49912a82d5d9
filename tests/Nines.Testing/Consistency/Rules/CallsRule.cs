namespace Nines.Testing.Consistency.Rules;

/// <summary>
/// Calls per key: while an answer is good, the replicas that share it do not ask again, unless something was lost in between. A replica
/// that is degraded asks once for itself; replicas that a fault keeps apart ask once each.
/// </summary>
internal static class CallsRule
{
    private const int MaxListed = 6;

    public static IEnumerable<Violation> Find(Evidence evidence, CheckSettings settings)
    {
        Windows apart = new(evidence.History.Faults.Where(fault => fault.Effects.HasFlag(FaultEffects.PreventsSharing)).Select(fault => (fault.From, fault.To)));
        TimeSpan[] edges = Edges(evidence, settings);
        foreach (KeyEvidence key in evidence.Keys.Where(key => key.Calls.Length > 1))
        {
            Windows losses = new(evidence.Losses(key.Key));
            List<AzureCall> live = [];
            foreach (AzureCall call in key.Calls.Where(call => !call.IsHedge && !IsUnclear(call, evidence)))
            {
                live.RemoveAll(earlier =>
                    evidence.End(earlier) <= call.Sent + settings.Tolerance + settings.Transit
                    || losses.Touches(earlier.Sent, call.Sent)
                    || Windows.CountFrom(edges, earlier.Sent) != Windows.CountFrom(edges, call.Sent));
                AzureCall[] same = [.. live.Where(earlier => Owner(earlier, evidence) == Owner(call, evidence)), call];
                int most = Most(same[0].Sent, call, apart, evidence, settings) * settings.CallsEach;
                if (same.Length > most)
                {
                    // What is reported once is not repeated with each call that follows.
                    live.RemoveAll(same.Contains);
                    yield return Describe(key.Key, same, most, evidence);
                }

                live.Add(call);
            }
        }
    }

    // Who keeps the answer: a replica that was degraded all the while, known by the end of that window; or all that share.
    private static (int Replica, TimeSpan Until)? Owner(AzureCall call, Evidence evidence) =>
        call.Replica is { } replica && evidence.AloneUntil(replica, call) is { } until ? (replica, until) : null;

    // Near the edge of a degraded window an observer cannot know for whom a replica asked.
    private static bool IsUnclear(AzureCall call, Evidence evidence) =>
        call.Replica is { } replica && evidence.AloneUntil(replica, call) is null && evidence.Degraded(replica).Touches(call.Sent, call.Answered ?? call.Sent);

    private static int Most(TimeSpan from, AzureCall last, Windows apart, Evidence evidence, CheckSettings settings)
    {
        TimeSpan to = last.Answered ?? last.Sent;
        if (Owner(last, evidence) is not null)
        {
            return 1;
        }

        // Of a caller that is not known, it may be each replica for itself and all that share.
        bool unknown = last.Replica is null && evidence.AnyDegraded.Touches(from, to);
        return unknown ? settings.Replicas + 1 : apart.Touches(from, to) ? settings.Replicas : 1;
    }

    // Where a time begins or ends in which at least one replica is degraded: what was shared may be lost there.
    private static TimeSpan[] Edges(Evidence evidence, CheckSettings settings)
    {
        List<TimeSpan> edges = [];
        TimeSpan end = TimeSpan.MinValue;
        foreach (DegradedWindow window in evidence.History.Degraded.OrderBy(window => window.From))
        {
            TimeSpan from = window.From - settings.Detection;
            if (from > end)
            {
                edges.Add(from);
                edges.Add(end);
            }

            TimeSpan to = window.To ?? TimeSpan.MaxValue;
            end = to > end ? to : end;
        }

        return [.. edges.Append(end).Order()];
    }

    private static Violation Describe(string key, AzureCall[] calls, int most, Evidence evidence) => new(
        Rule.CallsPerKey,
        key,
        calls[^1].Sent,
        $"Azure was asked for {key} {calls.Length} times where {most} would do{(Owner(calls[0], evidence) is { } owner ? $" for replica {owner.Replica} alone" : "")}; "
        + $"the first answer was good until {Words.Time(evidence.End(calls[0]))} and nothing was purged or lost: {string.Join(", ", calls.TakeLast(MaxListed).Select(Words.Of))}.");
}
