using System.Collections.Immutable;
using Nines.Testing.Consistency.Rules;

namespace Nines.Testing.Consistency;

/// <summary>
/// Judges a history of several guards, a shared cache and Azure by the promises G1 to G5. It knows nothing of how the guards work. A
/// decision is made at some moment between a review's request and its reply; a violation is reported only when no choice of moments
/// could keep the promise, so there are no false alarms, and the time taken grows with n log n.
/// </summary>
public static class ConsistencyChecker
{
    /// <exception cref="ArgumentException">The history contradicts itself; the message lists how.</exception>
    public static Report Check(History history, CheckSettings settings)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Replicas, 1, nameof(settings));
        if (history.Faulty() is { IsEmpty: false } faulty)
        {
            throw new ArgumentException(string.Join('\n', faulty.Take(settings.MaxDescribed)), nameof(history));
        }

        Evidence evidence = new(history, settings);
        Violation[] found =
        [
            .. SupportRule.Find(evidence, settings),
            .. FreshRule.Find(evidence, settings),
            .. NewestVersionRule.Find(evidence, settings),
            .. SingleVersionRule.Find(evidence, settings),
            .. PurgeRule.Find(evidence, settings),
            .. CallsRule.Find(evidence, settings),
        ];
        return new Report(
            [.. found.GroupBy(violation => violation.Rule).SelectMany(rule => rule.OrderBy(v => v.At).Take(settings.MaxDescribed)).OrderBy(v => v.At)],
            found.GroupBy(violation => violation.Rule).ToImmutableSortedDictionary(rule => rule.Key, rule => rule.Count()),
            Cover(evidence));
    }

    private static Coverage Cover(Evidence evidence)
    {
        Review[] decisions = [.. evidence.History.Reviews.Where(Evidence.IsDecision)];
        return new Coverage(
            evidence.History.Reviews.Count(review => review.Answered is not null),
            decisions.Length,
            decisions.Count(evidence.IsDegraded),
            decisions.Length - decisions.DistinctBy(review => review.AnswerId).Count(),
            decisions.DistinctBy(review => review.Key).Count(),
            evidence.History.Calls.Count(call => call.Verdict != Verdict.Error),
            evidence.History.Calls.Count(call => call.Verdict == Verdict.Error));
    }
}
