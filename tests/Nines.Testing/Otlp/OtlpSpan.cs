using System.Collections.Immutable;

namespace Nines.Testing.Otlp;

/// <param name="ParentId">Empty for none.</param>
/// <param name="Kind">1 internal, 2 server, 3 client.</param>
/// <param name="Status">0 unset, 1 good, 2 error.</param>
/// <param name="Resource">Whose span it is.</param>
public sealed record OtlpSpan(
    string TraceId, string SpanId, string ParentId, string Name, int Kind, int Status, string StatusText, ImmutableDictionary<string, string> Attributes,
    ImmutableDictionary<string, string> Resource)
{
    internal static OtlpSpan Read(ProtoMessage span, ImmutableDictionary<string, string> resource)
    {
        ProtoMessage? status = span.Messages(15).LastOrDefault();
        return new OtlpSpan(
            span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), (int)span.Number(6), (int)(status?.Number(3) ?? 0), status?.Text(2) ?? "",
            OtlpAttributes.Read(span.Messages(9)), resource);
    }
}
