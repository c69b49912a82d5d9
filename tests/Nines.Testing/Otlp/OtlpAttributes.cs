using System.Collections.Immutable;
using System.Globalization;

namespace Nines.Testing.Otlp;

/// <summary>Names and values, as text.</summary>
internal static class OtlpAttributes
{
    public static ImmutableDictionary<string, string> Read(IEnumerable<ProtoMessage> pairs) =>
        pairs.ToImmutableDictionary(pair => pair.Text(1), pair => Value(pair.Messages(2).Single()));

    private static string Value(ProtoMessage value) =>
        value.Has(1) ? value.Text(1)
        : value.Has(2) ? (value.Number(2) == 1 ? "true" : "false")
        : value.Has(3) ? ((long)value.Number(3)).ToString(CultureInfo.InvariantCulture)
        : value.Double(4).ToString("R", CultureInfo.InvariantCulture);
}
