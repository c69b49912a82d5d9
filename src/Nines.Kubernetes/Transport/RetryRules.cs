namespace Nines.Kubernetes.Transport;

/// <summary>Decides whether a failure is worth another attempt, and after which pause. The jitter comes from a seed.</summary>
internal sealed class RetryRules(TransportOptions options)
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(options.Seed);

    /// <summary>The pause before the next attempt; null when there is none.</summary>
    /// <param name="attempt">Number of attempts so far.</param>
    public TimeSpan? Next(KubernetesRequest request, KubernetesException failure, int attempt)
    {
        bool isWorthIt = failure.Kind switch
        {
            // The server did nothing with it, so that even a create may be repeated.
            KubernetesErrorKind.TooManyRequests => true,
            KubernetesErrorKind.ServerFault => request.MayRepeat ? failure.StatusCode is 500 or 502 or 503 or 504 : failure.RetryAfter is not null,
            KubernetesErrorKind.Unreachable or KubernetesErrorKind.Timeout => request.MayRepeat,
            _ => false,
        };
        return isWorthIt && attempt < options.Attempts ? Pause(failure.RetryAfter, attempt) : null;
    }

    private TimeSpan Pause(TimeSpan? asked, int attempt)
    {
        double share;
        lock (_gate)
        {
            share = _random.NextDouble();
        }

        TimeSpan own = options.FirstPause * Math.Pow(2, Math.Min(attempt - 1, 20)) * (0.5 + (share / 2));
        TimeSpan min = asked is { } wanted ? wanted + (options.FirstPause * share) : TimeSpan.Zero;
        TimeSpan pause = own > min ? own : min;
        return pause < options.MaxPause ? pause : options.MaxPause;
    }
}
