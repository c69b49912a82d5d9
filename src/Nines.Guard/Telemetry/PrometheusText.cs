using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Nines.Guard.Telemetry;

/// <summary>
/// Adds up what the instruments of one meter measure, and writes it in the text format of Prometheus (version 0.0.4). Memory is bounded:
/// each metric has at most <see cref="MaxSeries"/> sets of labels, and what is beyond is counted under <c>other</c>.
/// </summary>
internal sealed class PrometheusText : IDisposable
{
    private const int MaxSeries = 1000;

    private readonly FrozenDictionary<string, Family> _families = MetricTable.All.ToFrozenDictionary(metric => metric.Name, metric => new Family(metric), StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly Lock _observing = new();

    public PrometheusText(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meter) && _families.TryGetValue(instrument.Name, out Family? family))
            {
                family.IsObserved = instrument.IsObservable;
                listener.EnableMeasurementEvents(instrument, family);
            }
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((Family)family!).Take(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((Family)family!).Take(value, tags));
        _listener.Start();
    }

    /// <summary>Everything of this moment, in the order of the table.</summary>
    public string Write()
    {
        lock (_observing)
        {
            _listener.RecordObservableInstruments();
        }

        var text = new StringBuilder(4096);
        foreach (MetricDefinition metric in MetricTable.All)
        {
            _families[metric.Name].Write(text);
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private readonly record struct Labels(string One, string Two, string Three);

    private sealed class Family(MetricDefinition metric)
    {
        private readonly ConcurrentDictionary<Labels, Series> _series = new();

        /// <summary>Gauges are set as a whole at each observation; counters are added to.</summary>
        public bool IsObserved { get; set; }

        public void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var labels = new Labels(Text(tags, 0), Text(tags, 1), Text(tags, 2));
            if (!_series.TryGetValue(labels, out Series? series))
            {
                labels = _series.Count < MaxSeries ? labels : new Labels(Other(tags, 0), Other(tags, 1), Other(tags, 2));
                series = _series.GetOrAdd(labels, static (_, kind) => new Series(kind), metric.Kind);
            }

            series.Take(value, IsObserved);
        }

        public void Write(StringBuilder text)
        {
            text.Append("# HELP ").Append(metric.Name).Append(' ').Append(metric.Help).Append('\n');
            text.Append("# TYPE ").Append(metric.Name).Append(' ').Append(metric.Kind switch
            {
                MetricKind.Counter => "counter",
                MetricKind.Gauge => "gauge",
                _ => "histogram",
            }).Append('\n');
            foreach ((Labels labels, Series series) in _series.OrderBy(pair => (pair.Key.One, pair.Key.Two, pair.Key.Three)))
            {
                series.Write(text, metric.Name, Written(labels));
            }

            if (_series.IsEmpty && metric is { Kind: MetricKind.Counter, Labels.Length: 0 })
            {
                text.Append(metric.Name).Append(" 0\n");
            }
        }

        private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags, int at) => at < tags.Length ? tags[at].Value as string ?? "" : "";

        private static string Other(ReadOnlySpan<KeyValuePair<string, object?>> tags, int at) => at < tags.Length ? "other" : "";

        private string Written(Labels labels)
        {
            string[] values = [labels.One, labels.Two, labels.Three];
            return string.Join(',', metric.Labels.Select((label, at) => $"{label}=\"{Escaped(values[at])}\""));
        }

        private static string Escaped(string value) =>
            value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
    }

    private sealed class Series(MetricKind kind)
    {
        private static readonly ImmutableArray<double> s_bounds = MetricTable.Bounds;

        private readonly long[] _buckets = kind == MetricKind.Histogram ? new long[s_bounds.Length + 1] : [];
        private readonly Lock _gate = new();
        private double _sum;

        public void Take(double value, bool isWhole)
        {
            lock (_gate)
            {
                _sum = isWhole ? value : _sum + value;
                if (kind == MetricKind.Histogram)
                {
                    int bucket = 0;
                    while (bucket < s_bounds.Length && value > s_bounds[bucket])
                    {
                        bucket++;
                    }

                    _buckets[bucket]++;
                }
            }
        }

        public void Write(StringBuilder text, string name, string labels)
        {
            lock (_gate)
            {
                if (kind != MetricKind.Histogram)
                {
                    Line(text, name, labels, _sum);
                    return;
                }

                long below = 0;
                string comma = labels.Length > 0 ? "," : "";
                for (int bucket = 0; bucket < _buckets.Length; bucket++)
                {
                    below += _buckets[bucket];
                    string bound = bucket < s_bounds.Length ? Number(s_bounds[bucket]) : "+Inf";
                    Line(text, name + "_bucket", $"{labels}{comma}le=\"{bound}\"", below);
                }

                Line(text, name + "_sum", labels, _sum);
                Line(text, name + "_count", labels, below);
            }
        }

        private static void Line(StringBuilder text, string name, string labels, double value)
        {
            text.Append(name);
            if (labels.Length > 0)
            {
                text.Append('{').Append(labels).Append('}');
            }

            text.Append(' ').Append(Number(value)).Append('\n');
        }

        private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
    }
}
