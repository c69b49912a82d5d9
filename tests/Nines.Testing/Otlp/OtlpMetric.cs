using System.Collections.Immutable;

namespace Nines.Testing.Otlp;

/// <param name="Kind"><c>gauge</c>, <c>sum</c> or <c>histogram</c>.</param>
public sealed record OtlpMetric(string Name, string Unit, string Kind, ImmutableArray<OtlpPoint> Points)
{
    internal static OtlpMetric Read(ProtoMessage metric)
    {
        (string kind, int field) = metric.Has(5) ? ("gauge", 5) : metric.Has(7) ? ("sum", 7) : ("histogram", 9);
        return new OtlpMetric(metric.Text(1), metric.Text(3), kind, [.. metric.Messages(field, 1).Select(point => Point(point, kind))]);
    }

    private static OtlpPoint Point(ProtoMessage point, string kind) => kind == "histogram"
        ? new OtlpPoint(OtlpAttributes.Read(point.Messages(9)), point.Number(4), [.. point.Packed(7).Select(BitConverter.UInt64BitsToDouble)])
        : new OtlpPoint(OtlpAttributes.Read(point.Messages(7)), point.Has(6) ? point.Number(6) : point.Double(4), []);
}

/// <param name="Value">Of a histogram the count.</param>
/// <param name="Bounds">Of the buckets of a histogram.</param>
public sealed record OtlpPoint(ImmutableDictionary<string, string> Attributes, double Value, ImmutableArray<double> Bounds);
