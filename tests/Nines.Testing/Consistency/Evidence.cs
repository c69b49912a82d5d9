using System.Collections.Immutable;

namespace Nines.Testing.Consistency;

/// <summary>A decision and the call that it stands on.</summary>
internal readonly record struct Decision(Review Review, AzureCall Call)
{
    public TimeSpan Answered => Review.Answered!.Value;
}

/// <summary>Decisions and calls about one key.</summary>
/// <param name="Decisions">Those that stand on an answer to this key.</param>
/// <param name="Calls">Calls that Azure answered with a decision and whose answer left, by the time they were sent.</param>
internal sealed record KeyEvidence(string Key, ImmutableArray<Decision> Decisions, ImmutableArray<AzureCall> Calls);

/// <summary>A history, put in the order in which the rules ask.</summary>
internal sealed class Evidence
{
    private readonly Dictionary<int, Windows> degraded;
    private readonly Dictionary<int, Windows> alone;
    private readonly Windows none = new([]);
    private readonly CheckSettings settings;

    public Evidence(History history, CheckSettings settings)
    {
        History = history;
        this.settings = settings;
        Calls = history.Calls.ToDictionary(call => call.AnswerId, StringComparer.Ordinal);
        degraded = history.Degraded.GroupBy(window => window.Replica).ToDictionary(
            group => group.Key,
            group => new Windows(group.Select(window => (window.From - settings.Detection, window.To))));
        alone = history.Degraded.GroupBy(window => window.Replica).ToDictionary(
            group => group.Key,
            group => new Windows(group.Select(window => (window.From, window.To))));
        AnyDegraded = new Windows(history.Degraded.Select(window => (window.From - settings.Detection, window.To)));
        ILookup<string, AzureCall> calls = history.Calls
            .Where(call => call.Verdict != Verdict.Error && call.Answered is not null)
            .ToLookup(call => call.Key, StringComparer.Ordinal);
        ILookup<string, Decision> decisions = history.Reviews
            .Where(IsDecision)
            .Select(review => new Decision(review, review.AnswerId is { } id && Calls.TryGetValue(id, out AzureCall? call) ? call : null!))
            .Where(decision => decision.Call is { } call && call.Key == decision.Review.Key && call.Verdict != Verdict.Error)
            .ToLookup(decision => decision.Review.Key, StringComparer.Ordinal);
        Keys =
        [
            .. calls.Select(group => group.Key).Union(decisions.Select(group => group.Key), StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(key => new KeyEvidence(key, [.. decisions[key]], [.. calls[key].OrderBy(call => call.Sent).ThenBy(call => call.Answered)])),
        ];
    }

    public History History { get; }

    public Dictionary<string, AzureCall> Calls { get; }

    public ImmutableArray<KeyEvidence> Keys { get; }

    /// <summary>Degraded windows of all replicas together.</summary>
    public Windows AnyDegraded { get; }

    public static bool IsDecision(Review review) => review is { Verdict: not Verdict.Error, Answered: not null };

    /// <summary>Degraded windows of one replica, begun earlier by the time it takes to notice.</summary>
    public Windows Degraded(int replica) => degraded.GetValueOrDefault(replica, none);

    /// <summary>The end of the degraded window that holds the whole call, without any allowance; null when there is none.</summary>
    public TimeSpan? AloneUntil(int replica, AzureCall call)
    {
        TimeSpan end = alone.GetValueOrDefault(replica, none).LatestEnd(call.Sent);
        return end >= (call.Answered ?? call.Sent) ? end : null;
    }

    public bool IsDegraded(Review review) => Degraded(review.Replica).Touches(review.Invoked, review.Answered!.Value);

    /// <summary>Time at which an answer has expired.</summary>
    public TimeSpan End(AzureCall call) => call.Sent + (call.Ttl < settings.MaxAge ? call.Ttl : settings.MaxAge);

    /// <summary>Purges of this key and faults that lose entries: reasons to ask again early.</summary>
    public IEnumerable<(TimeSpan From, TimeSpan? To)> Losses(string key) =>
    [
        .. History.Purges.Where(purge => purge.Key is null || purge.Key == key).Select(purge => (purge.Invoked, purge.Completed)),
        .. History.Faults.Where(fault => fault.Effects.HasFlag(FaultEffects.LosesEntries)).Select(fault => (fault.From, fault.To)),
    ];
}
