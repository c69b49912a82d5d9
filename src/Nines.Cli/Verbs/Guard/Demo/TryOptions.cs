namespace Nines.Cli.Verbs.Guard.Demo;

/// <param name="For">How long reviews flow.</param>
/// <param name="Keep">Whether everything stays up afterwards, until somebody ends it.</param>
/// <param name="Rate">Reviews a second.</param>
internal sealed record TryOptions(TimeSpan For, bool Keep, int Rate)
{
    private static readonly TimeSpan s_longestAge = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_shortestAge = TimeSpan.FromSeconds(1);

    /// <summary>How long a decision is kept: so short that its end is seen.</summary>
    public TimeSpan MaxAge => For / 6 > s_longestAge ? s_longestAge : For / 6 < s_shortestAge ? s_shortestAge : For / 6;
}
