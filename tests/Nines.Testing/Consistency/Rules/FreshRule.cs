namespace Nines.Testing.Consistency.Rules;

/// <summary>G2: a review that begins after an answer has run out is not served with it.</summary>
internal static class FreshRule
{
    public static IEnumerable<Violation> Find(Evidence evidence, CheckSettings settings)
    {
        foreach (Decision decision in evidence.Keys.SelectMany(key => key.Decisions))
        {
            TimeSpan end = evidence.End(decision.Call);
            if (decision.Review.Invoked > end + settings.Tolerance)
            {
                yield return new Violation(
                    Rule.Fresh,
                    decision.Review.Key,
                    decision.Review.Invoked,
                    $"{Words.Of(decision.Review)}, but {Words.Of(decision.Call)} had run out at {Words.Time(end)}, "
                    + $"{Words.Time(decision.Review.Invoked - end)} before the review began (tolerance {Words.Time(settings.Tolerance)}).");
            }
        }
    }
}
