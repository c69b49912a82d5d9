using System.Collections.Concurrent;
using Nines.Guard.Upstream;

namespace Nines.Guard.Tests.Upstream.Resilience;

/// <summary>Keeps what happened.</summary>
internal sealed class RecordedEvents : IUpstreamEvents
{
    private int _retries;
    private int _hedges;

    public ConcurrentQueue<(string Part, string Outcome, TimeSpan Duration)> Calls { get; } = new();

    public ConcurrentQueue<TimeSpan> Pauses { get; } = new();

    public ConcurrentQueue<BreakerState> Breaker { get; } = new();

    public int Retries => Volatile.Read(ref _retries);

    public int Hedges => Volatile.Read(ref _hedges);

    public void CallFinished(string part, string outcome, TimeSpan duration) => Calls.Enqueue((part, outcome, duration));

    public void Retried(string part) => Interlocked.Increment(ref _retries);

    public void Hedged(string part) => Interlocked.Increment(ref _hedges);

    public void Paused(string part, TimeSpan duration) => Pauses.Enqueue(duration);

    public void BreakerChanged(string part, BreakerState state) => Breaker.Enqueue(state);
}
