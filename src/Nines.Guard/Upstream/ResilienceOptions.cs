namespace Nines.Guard.Upstream;

/// <summary>Limits of calls to Azure. Every part (entra, graph, rbac, credential) has retry limits, a breaker and a concurrency limit of its own.</summary>
internal sealed record ResilienceOptions
{
    public static ResilienceOptions Default { get; } = new();

    /// <summary>Value of <c>User-Agent</c>; replicas can be distinguished by it.</summary>
    public string UserAgent { get; init; } = "nines-guard";

    /// <summary>Time limit of one attempt including its answer. Below the timeout of the webhook, so that a slow Azure leaves time for an answer.</summary>
    public TimeSpan AttemptLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time limit of a call including everything: token, waiting for a place, attempts, pauses between them.</summary>
    public TimeSpan TotalLimit { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Time limit of connecting.</summary>
    public TimeSpan ConnectLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Connections are replaced after this long, so that a change of DNS is followed.</summary>
    public TimeSpan ConnectionLifetime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The longest answer that is read, bytes; a longer one is a failure.</summary>
    public int MaxBodyBytes { get; init; } = 4 << 20;

    /// <summary>Attempts after the first, on 5xx and lost connections only.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>The pause before the first retry; doubled for the second, each drawn from the upper half.</summary>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Retries per call over time, so that retries never multiply the load of an Azure in trouble.</summary>
    public double RetryShare { get; init; } = 0.1;

    /// <summary>Retries that may be saved up, and that there are at the start.</summary>
    public int RetryBurst { get; init; } = 10;

    /// <summary>Second attempts beside a slow first one, per call over time; 0 sends none.</summary>
    public double HedgeShare { get; init; } = 0.05;

    /// <summary>Hedges that may be saved up, and that there are at the start.</summary>
    public int HedgeBurst { get; init; } = 5;

    /// <summary>Answers to be seen before their 95th percentile says what is slow.</summary>
    public int HedgeSamples { get; init; } = 20;

    /// <summary>A hedge never starts sooner than this.</summary>
    public TimeSpan MinHedgeDelay { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The share of failed calls in <see cref="BreakerWindow"/> that opens the breaker, above 0 and at most 1.</summary>
    public double BreakerFailureShare { get; init; } = 0.5;

    public TimeSpan BreakerWindow { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>With fewer calls in the window the breaker stays closed; at least 2.</summary>
    public int BreakerLeastCalls { get; init; } = 10;

    /// <summary>Time for which an open breaker refuses calls before it lets one through; at least 0.5 s.</summary>
    public TimeSpan BreakerPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Attempts at once: never cut below, where it starts, never grown beyond.</summary>
    public int MinConcurrency { get; init; } = 4;

    public int FirstConcurrency { get; init; } = 16;

    public int MaxConcurrency { get; init; } = 128;

    /// <summary>Attempts that may wait for a place; one more is refused at once.</summary>
    public int MaxQueued { get; init; } = 512;

    /// <summary>Latency beyond this many times the usual one counts as congestion and shrinks the limit.</summary>
    public double LatencyTolerance { get; init; } = 2;

    /// <summary>The pause after a 429 without Retry-After; doubled each time the trial after it is throttled again.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause, whatever Retry-After says.</summary>
    public TimeSpan MaxPause { get; init; } = TimeSpan.FromMinutes(5);
}
