namespace Nines.Cli.Verbs.Guard.Demo;

/// <param name="For">Duration of the flow of reviews.</param>
/// <param name="Keep">True to keep everything running afterwards, until it is stopped.</param>
/// <param name="Rate">Reviews a second.</param>
internal sealed record TryOptions(TimeSpan For, bool Keep, int Rate)
{
    private static readonly TimeSpan s_longestAge = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_shortestAge = TimeSpan.FromSeconds(1);

    /// <summary>Maximum age of a decision: short enough to show its end.</summary>
    public TimeSpan MaxAge => For / 6 > s_longestAge ? s_longestAge : For / 6 < s_shortestAge ? s_shortestAge : For / 6;
}
