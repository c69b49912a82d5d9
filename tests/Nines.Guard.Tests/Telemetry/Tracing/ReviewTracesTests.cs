using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Nines.Guard.Telemetry;

namespace Nines.Guard.Tests.Telemetry.Tracing;

/// <summary>Selection of traced reviews.</summary>
public sealed class ReviewTracesTests : IDisposable
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    // Somebody who takes everything, as the exporter does.
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = static source => source.Name == ReviewTraces.SourceName,
        Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    public ReviewTracesTests() => ActivitySource.AddActivityListener(_listener);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(25)]
    [InlineData(99)]
    [InlineData(100)]
    public void The_configured_share_is_traced_for_any_sequence_of_trace_ids(int percent)
    {
        const int Reviews = 20_000;
        using ReviewTraces traces = new(percent);
        foreach (ulong first in (ulong[])[0, 1UL << 40, ulong.MaxValue - 5])
        {
            int traced = 0;
            for (int review = 0; review < Reviews; review++)
            {
                using Activity? span = traces.Begin(new HeaderDictionary(), "access", unchecked(first + (ulong)review));
                traced += span is null ? 0 : 1;
            }

            // Fixed numbers, so the count is always the same; within five standard deviations of a fair draw.
            double expected = Reviews * percent / 100.0;
            Math.Abs(traced - expected).ShouldBeLessThanOrEqualTo(5 * Math.Sqrt(expected * (100 - percent) / 100.0));
        }
    }

    [Theory]
    [InlineData(0, "00-" + Trace + "-b7ad6b7169203331-01", true)]
    [InlineData(100, "00-" + Trace + "-b7ad6b7169203331-00", false)]
    [InlineData(100, "nonsense", true)]
    [InlineData(0, "nonsense", false)]
    public void A_caller_that_traces_decides_for_itself(int percent, string parent, bool isTraced)
    {
        using ReviewTraces traces = new(percent);
        using Activity? span = traces.Begin(new HeaderDictionary { ["traceparent"] = parent, ["tracestate"] = "a=b" }, "token", 7);
        (span is not null).ShouldBe(isTraced);
        if (isTraced && parent.Contains(Trace, StringComparison.Ordinal))
        {
            (span!.TraceId.ToHexString(), span.ParentSpanId.ToHexString(), span.TraceStateString).ShouldBe((Trace, "b7ad6b7169203331", "a=b"));
        }
    }

    [Fact]
    public void Only_spans_of_a_traced_review_are_exported()
    {
        using ReviewTraces traces = new(100);
        traces.IsTracing.ShouldBeFalse();
        using (new Activity("of somebody else").Start())
        {
            traces.IsTracing.ShouldBeFalse();
        }

        using (traces.Begin(new HeaderDictionary(), "access", 1))
        {
            traces.IsTracing.ShouldBeTrue();
            using Activity part = traces.BeginPart("cache", ActivityKind.Internal)!;
            traces.IsTracing.ShouldBeTrue();
        }

        traces.IsTracing.ShouldBeFalse();
    }

    public void Dispose() => _listener.Dispose();
}
