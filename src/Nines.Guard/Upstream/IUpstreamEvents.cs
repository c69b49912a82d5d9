namespace Nines.Guard.Upstream;

/// <summary>Events of calls to Azure, for metrics. Called on the path of the call: implementations only count.</summary>
internal interface IUpstreamEvents
{
    /// <param name="outcome">One of <see cref="UpstreamOutcome"/>.</param>
    /// <param name="duration">From the caller's request to its answer, retries and waiting included.</param>
    void CallFinished(string part, string outcome, TimeSpan duration);

    void Retried(string part);

    void Hedged(string part);

    /// <summary>A 429: nothing of this part is sent for <paramref name="duration"/>.</summary>
    void Paused(string part, TimeSpan duration);

    void BreakerChanged(string part, BreakerState state);
}

internal enum BreakerState
{
    Closed,
    HalfOpen,
    Open,
}

/// <summary>Implementation that counts nothing.</summary>
internal sealed class NoUpstreamEvents : IUpstreamEvents
{
    public static NoUpstreamEvents Instance { get; } = new();

    public void CallFinished(string part, string outcome, TimeSpan duration)
    {
    }

    public void Retried(string part)
    {
    }

    public void Hedged(string part)
    {
    }

    public void Paused(string part, TimeSpan duration)
    {
    }

    public void BreakerChanged(string part, BreakerState state)
    {
    }
}
