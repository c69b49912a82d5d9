namespace Nines.Testing.Consistency.Rules;

/// <summary>
/// Calls per key: while an answer is good, nobody asks again, unless something was lost in between. Replicas that cannot share, because
/// they are degraded or a fault keeps them apart, may ask once each.
/// </summary>
internal static class CallsRule
{
    private const int MostListed = 6;

    public static IEnumerable<Violation> Find(Evidence evidence, CheckSettings settings)
    {
        Windows apart = new(evidence.History.Faults.Where(fault => fault.Effects.HasFlag(FaultEffects.PreventsSharing)).Select(fault => (fault.From, fault.To)));
        TimeSpan[] episodes = [.. Episodes(evidence, settings).SelectMany(episode => new[] { episode.From, episode.To }).Order()];
        foreach (KeyEvidence key in evidence.Keys.Where(key => key.Calls.Length > 1))
        {
            Windows losses = new(evidence.Losses(key.Key));
            List<AzureCall> window = [];
            foreach (AzureCall call in key.Calls)
            {
                if (window.Count > 0
                    && (call.Sent + settings.Tolerance >= evidence.End(window[0])
                        || losses.Touches(window[0].Sent, call.Sent)
                        || Windows.CountFrom(episodes, call.Sent) != Windows.CountFrom(episodes, window[0].Sent)))
                {
                    window.Clear();
                }

                window.Add(call);
                int most = Most(window[0].Sent, call, apart, evidence, settings);
                if (window.Count == most + 1)
                {
                    yield return new Violation(
                        Rule.CallsPerKey,
                        key.Key,
                        call.Sent,
                        $"Azure was asked for {key.Key} {window.Count} times where {most} would do, while the first answer was good until {Words.Time(evidence.End(window[0]))} "
                        + $"and nothing was purged or lost: {string.Join(", ", window.TakeLast(MostListed).Select(Words.Of))}.");
                }
            }
        }
    }

    private static int Most(TimeSpan from, AzureCall last, Windows apart, Evidence evidence, CheckSettings settings)
    {
        TimeSpan to = last.Answered ?? last.Sent;
        if (!evidence.AnyDegraded.Touches(from, to))
        {
            return apart.Touches(from, to) ? settings.Replicas : 1;
        }

        // A replica that is degraded twice asks twice, and those that are not share one call.
        DegradedWindow[] touching = [.. evidence.History.Degraded.Where(window => window.From - settings.Detection <= to && (window.To ?? TimeSpan.MaxValue) >= from)];
        int sharing = touching.DistinctBy(window => window.Replica).Count() < settings.Replicas ? 1 : 0;
        return Math.Max(settings.Replicas, touching.Length + sharing);
    }

    // Times in which at least one replica was degraded.
    private static List<(TimeSpan From, TimeSpan To)> Episodes(Evidence evidence, CheckSettings settings)
    {
        List<(TimeSpan From, TimeSpan To)> episodes = [];
        foreach (DegradedWindow window in evidence.History.Degraded.OrderBy(window => window.From))
        {
            TimeSpan from = window.From - settings.Detection;
            TimeSpan to = window.To ?? TimeSpan.MaxValue;
            if (episodes.Count > 0 && episodes[^1].To >= from)
            {
                episodes[^1] = (episodes[^1].From, to > episodes[^1].To ? to : episodes[^1].To);
            }
            else
            {
                episodes.Add((from, to));
            }
        }

        return episodes;
    }
}
