namespace Nines.Guard.Upstream;

/// <summary>The words for how a call ended; labels of metrics, so few and fixed.</summary>
internal static class UpstreamOutcome
{
    public const string Answered = "answered";
    public const string Rejected = "rejected";
    public const string Refused = "refused";
    public const string Throttled = "throttled";
    public const string Paused = "paused";
    public const string ServerError = "server_error";
    public const string NoConnection = "no_connection";
    public const string TimedOut = "timed_out";
    public const string Unusable = "unusable";
    public const string Overloaded = "overloaded";
    public const string BreakerOpen = "breaker_open";
    public const string Cancelled = "cancelled";

    public static string Name(AttemptKind kind) => kind switch
    {
        AttemptKind.Answered => Answered,
        AttemptKind.Rejected => Rejected,
        AttemptKind.Refused => Refused,
        AttemptKind.Throttled => Throttled,
        AttemptKind.Paused => Paused,
        AttemptKind.ServerError => ServerError,
        AttemptKind.NoConnection => NoConnection,
        AttemptKind.TimedOut => TimedOut,
        AttemptKind.Unusable => Unusable,
        AttemptKind.Overloaded => Overloaded,
        _ => BreakerOpen,
    };
}
