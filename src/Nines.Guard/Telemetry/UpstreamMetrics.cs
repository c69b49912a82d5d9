using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Nines.Guard.Upstream;

namespace Nines.Guard.Telemetry;

/// <summary>Counts calls to Azure.</summary>
internal sealed class UpstreamMetrics : IUpstreamEvents
{
    private readonly LabelledCounter _calls;
    private readonly LabelledCounter _retries;
    private readonly LabelledCounter _hedges;
    private readonly LabelledCounter _pauses;
    private readonly Counter<double> _paused;
    private readonly Histogram<double> _duration;
    private readonly ConcurrentDictionary<string, BreakerState> _breakers = new(StringComparer.Ordinal);

    public UpstreamMetrics(Instruments instruments)
    {
        _calls = instruments.Counter(MetricTable.UpstreamCalls);
        _retries = instruments.Counter(MetricTable.UpstreamRetries);
        _hedges = instruments.Counter(MetricTable.UpstreamHedges);
        _pauses = instruments.Counter(MetricTable.UpstreamPauses);
        _paused = instruments.Meter.CreateCounter<double>(MetricTable.UpstreamPaused.Name, MetricTable.UpstreamPaused.Unit, MetricTable.UpstreamPaused.Help);
        _duration = instruments.Histogram(MetricTable.UpstreamDuration);
        instruments.Observe(MetricTable.UpstreamBreaker, () => _breakers.Select(pair => new Measurement<double>(
            pair.Value switch { BreakerState.Open => 1, BreakerState.HalfOpen => 0.5, _ => 0 }, Part(pair.Key))));
    }

    public void CallFinished(string part, string outcome, TimeSpan duration)
    {
        _calls.Add(part, outcome);
        _duration.Record(duration.TotalSeconds, Part(part));
    }

    public void Retried(string part) => _retries.Add(part);

    public void Hedged(string part) => _hedges.Add(part);

    public void Paused(string part, TimeSpan duration)
    {
        _pauses.Add(part);
        _paused.Add(duration.TotalSeconds, Part(part));
    }

    public void BreakerChanged(string part, BreakerState state) => _breakers[part] = state;

    private static KeyValuePair<string, object?> Part(string part) => new("part", part);
}
