using System.Diagnostics.Metrics;
using Nines.Guard.Cache;

namespace Nines.Guard.Telemetry;

/// <summary>Shows what a store and the cache before it know of themselves.</summary>
internal static class CacheMetrics
{
    /// <param name="state">Looked at once for all figures of one moment.</param>
    /// <param name="counts">Returns the number of questions to Azure, and the number of callers that shared the answer to another question.</param>
    public static void Register(Instruments instruments, Func<StoreState> state, Func<(long Asked, long Joined)> counts, TimeProvider time)
    {
        var latest = new Latest(state, time);
        Counter(MetricTable.CacheAsked, _ => counts().Asked);
        Counter(MetricTable.CacheJoined, _ => counts().Joined);
        Counter(MetricTable.CacheInvalidated, now => now.Invalidated);
        Counter(MetricTable.CacheFlushes, now => now.Flushes);
        Counter(MetricTable.CacheDegraded, now => now.DegradedWindows);
        Gauge(MetricTable.CacheShared, now => now.Shared ? 1 : 0);
        Gauge(MetricTable.CacheEntries, now => now.NearEntries);
        Gauge(MetricTable.CacheBytes, now => now.NearBytes);
        Gauge(MetricTable.CacheOldest, now => now.OldestNearAge?.TotalSeconds ?? 0);
        Gauge(MetricTable.CacheEpoch, now => now.Epoch);
        instruments.Observe(MetricTable.CacheLookups, () =>
        {
            StoreState now = latest.Get();
            return [Labelled(now.NearHits, "result", "near"), Labelled(now.SharedHits, "result", "shared"), Labelled(now.Misses, "result", "miss"), Labelled(now.Unanswered, "result", "unanswered")];
        });
        instruments.Observe(MetricTable.CacheRejected, () => latest.Get().Rejected.Select(pair => Labelled(pair.Value, "why", pair.Key)));

        void Counter(MetricDefinition definition, Func<StoreState, long> read) =>
            instruments.Observe(definition, () => [new Measurement<double>(read(latest.Get()))]);

        void Gauge(MetricDefinition definition, Func<StoreState, double> read) => instruments.Gauge(definition, () => read(latest.Get()));
    }

    private static Measurement<double> Labelled(long value, string label, string text) => new(value, new KeyValuePair<string, object?>(label, text));

    private sealed class Latest(Func<StoreState> state, TimeProvider time)
    {
        private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(100);

        private readonly Lock _gate = new();
        private StoreState? _state;
        private long _at;

        public StoreState Get()
        {
            lock (_gate)
            {
                if (_state is null || time.GetElapsedTime(_at) > s_moment)
                {
                    (_state, _at) = (state(), time.GetTimestamp());
                }

                return _state;
            }
        }
    }
}
