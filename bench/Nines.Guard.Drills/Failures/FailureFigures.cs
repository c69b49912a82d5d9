using Nines.Testing.Consistency;

namespace Nines.Guard.Drills.Failures;

/// <summary>Measurements of a row.</summary>
/// <param name="Lasted">From the beginning of the fault until its cause was gone.</param>
/// <param name="Reviews">Sent in all, from the beginning of the fault on.</param>
/// <param name="Wrong">Decisions that Azure had not made, or that had run out or been purged; over the whole run.</param>
/// <param name="Once">Of callers that ask once: sent, and without a decision.</param>
/// <param name="Again">The same of callers that ask again like kube-apiserver.</param>
/// <param name="Usual">The 99th percentile before the fault.</param>
/// <param name="During">The 99th percentile of good answers to those who ask once, from the beginning of the fault until all is normal.</param>
/// <param name="Gap">The longest that one caller who asks once was without a good answer.</param>
/// <param name="Normal">From the beginning of the fault until the last review that failed or was slow had ended; null when none did.</param>
/// <param name="Failures">Kinds of failed reviews, in words.</param>
/// <param name="WrongText">The first wrong decisions, in words.</param>
internal sealed record FailureFigures(
    FailureRow Row, TimeSpan Lasted, int Reviews, int Wrong, (int Sent, int Failed) Once, (int Sent, int Failed) Again, TimeSpan Usual, TimeSpan During, TimeSpan Gap,
    TimeSpan? Normal, string Failures, string WrongText)
{
    /// <summary>Slower than this, and than five times what is usual, is not normal.</summary>
    private static readonly TimeSpan s_slow = TimeSpan.FromMilliseconds(100);

    public static FailureFigures Of(FailureRow row, IReadOnlyCollection<Sample> samples, TimeSpan began, TimeSpan healed, Report report)
    {
        Sample[] before = [.. samples.Where(sample => sample.Sent < began && !sample.Retries)];
        Sample[] after = [.. samples.Where(sample => sample.Done >= began)];
        TimeSpan usual = Percentile(before, 0.99);
        TimeSpan slow = 5 * usual > s_slow ? 5 * usual : s_slow;
        TimeSpan? normal = after.Where(sample => !sample.Retries && (!sample.IsGood || sample.Took > slow)).Select(sample => (TimeSpan?)(sample.Done - began)).Max();
        TimeSpan end = began + Later(normal ?? TimeSpan.Zero, healed - began);
        Rule[] wrong = [Rule.Supported, Rule.Fresh, Rule.Purged, Rule.NoCachedErrors];
        return new FailureFigures(
            row,
            healed - began,
            after.Length,
            report.Counts.Where(pair => wrong.Contains(pair.Key)).Sum(pair => pair.Value),
            Count(after, retries: false),
            Count(after, retries: true),
            usual,
            Percentile([.. after.Where(sample => !sample.Retries && sample.Sent <= end)], 0.99),
            LongestGap(samples, began),
            normal,
            string.Join(", ", after.Where(sample => !sample.IsGood).GroupBy(sample => sample.Failure, StringComparer.Ordinal).OrderByDescending(group => group.Count()).Select(group => $"{group.Count()} {group.Key}")),
            string.Join('\n', report.Violations.Where(violation => wrong.Contains(violation.Rule)).Take(3).Select(violation => violation.Text)));
    }

    private static (int Sent, int Failed) Count(Sample[] samples, bool retries) =>
        (samples.Count(sample => sample.Retries == retries), samples.Count(sample => sample.Retries == retries && !sample.IsGood));

    private static TimeSpan Percentile(Sample[] samples, double share)
    {
        TimeSpan[] took = [.. samples.Where(sample => sample.IsGood).Select(sample => sample.Took).Order()];
        return took.Length == 0 ? TimeSpan.Zero : took[Math.Min(took.Length - 1, (int)(took.Length * share))];
    }

    private static TimeSpan LongestGap(IEnumerable<Sample> samples, TimeSpan began)
    {
        TimeSpan longest = TimeSpan.Zero;
        foreach (IGrouping<int, Sample> caller in samples.Where(sample => !sample.Retries).GroupBy(sample => sample.Caller))
        {
            TimeSpan last = TimeSpan.MaxValue;
            foreach (TimeSpan done in caller.Where(sample => sample.IsGood).Select(sample => sample.Done).Order())
            {
                longest = done >= began && last < done && done - last > longest ? done - last : longest;
                last = done;
            }
        }

        return longest;
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
