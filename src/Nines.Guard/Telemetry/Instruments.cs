using System.Collections.Immutable;
using System.Diagnostics.Metrics;

namespace Nines.Guard.Telemetry;

/// <summary>A counter with up to three labels.</summary>
internal sealed class LabelledCounter(Counter<long> counter, ImmutableArray<string> labels)
{
    public void Add(string? one = null, string? two = null, string? three = null)
    {
        switch (labels.Length)
        {
            case 0:
                counter.Add(1);
                break;
            case 1:
                counter.Add(1, new KeyValuePair<string, object?>(labels[0], one));
                break;
            case 2:
                counter.Add(1, new(labels[0], one), new(labels[1], two));
                break;
            default:
                counter.Add(1, new(labels[0], one), new(labels[1], two), new(labels[2], three));
                break;
        }
    }
}

/// <summary>The instruments of one guard; others of the same process have their own.</summary>
internal sealed class Instruments : IDisposable
{
    private readonly Histogram<double> _duration;

    public Instruments()
    {
        Meter = new Meter(MetricTable.Meter);
        Reviews = Counter(MetricTable.Reviews);
        Unavailable = Counter(MetricTable.Unavailable);
        Refused = Counter(MetricTable.Refused);
        Reloads = Counter(MetricTable.Reloads);
        Handshakes = Counter(MetricTable.Handshakes);
        LogLost = Counter(MetricTable.LogLost);
        _duration = Histogram(MetricTable.ReviewDuration);
    }

    public Meter Meter { get; }

    public LabelledCounter Reviews { get; }

    public LabelledCounter Unavailable { get; }

    public LabelledCounter Refused { get; }

    public LabelledCounter Reloads { get; }

    public LabelledCounter Handshakes { get; }

    public LabelledCounter LogLost { get; }

    public void Duration(TimeSpan took, string kind, string source) =>
        _duration.Record(took.TotalSeconds, new(MetricTable.ReviewDuration.Labels[0], kind), new(MetricTable.ReviewDuration.Labels[1], source));

    /// <summary>A figure that is read at each collection.</summary>
    public void Gauge(MetricDefinition definition, Func<double> read) =>
        Meter.CreateObservableGauge(definition.Name, read, definition.Unit, definition.Help);

    /// <summary>Figures that are read at each collection, each with its labels; those of a counter only grow.</summary>
    public void Observe(MetricDefinition definition, Func<IEnumerable<Measurement<double>>> read)
    {
        if (definition.Kind == MetricKind.Counter)
        {
            Meter.CreateObservableCounter(definition.Name, read, definition.Unit, definition.Help);
        }
        else
        {
            Meter.CreateObservableGauge(definition.Name, read, definition.Unit, definition.Help);
        }
    }

    public Histogram<double> Histogram(MetricDefinition definition) =>
        Meter.CreateHistogram(definition.Name, definition.Unit, definition.Help, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = MetricTable.Bounds });

    public LabelledCounter Counter(MetricDefinition definition) =>
        new(Meter.CreateCounter<long>(definition.Name, definition.Unit, definition.Help), definition.Labels);

    public void Dispose() => Meter.Dispose();
}
