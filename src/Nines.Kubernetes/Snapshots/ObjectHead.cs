using System.Text.Json;
using Nines.Kubernetes.Snapshots.Trimming;

namespace Nines.Kubernetes.Snapshots;

/// <summary>What an object says it is. Read without reading the rest: a Secret is passed over as bytes.</summary>
/// <param name="Kind">Empty when it does not say.</param>
/// <param name="ApiVersion">Empty when it does not say.</param>
internal readonly record struct ObjectHead(string Kind, string ApiVersion)
{
    private const int MaxDepth = 128;
    private static readonly string[] s_kinds = [.. SnapshotKinds.All, SnapshotKinds.Endpoints, SnapshotKinds.Metadata];

    public static ObjectHead Read(ReadOnlySpan<byte> json)
    {
        string? kind = null;
        string? version = null;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName && (kind is null || version is null))
        {
            bool isKind = reader.ValueTextEquals("kind"u8);
            bool isVersion = !isKind && reader.ValueTextEquals("apiVersion"u8);
            reader.Read();
            if (reader.TokenType == JsonTokenType.String && isKind)
            {
                kind = KindOf(ref reader);
            }
            else if (reader.TokenType == JsonTokenType.String && isVersion)
            {
                version = reader.ValueTextEquals("v1"u8) ? "v1" : Text(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new ObjectHead(kind ?? "", version ?? "");
    }

    /// <summary>Human-readable: what the object is called, as far as it can be told.</summary>
    public static string NameOf(ReadOnlySpan<byte> json)
    {
        string name = "";
        string ns = "";
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
            reader.Read();
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                bool isMetadata = reader.CurrentDepth == 1 && reader.ValueTextEquals("metadata"u8);
                bool isName = reader.CurrentDepth == 2 && reader.ValueTextEquals("name"u8);
                bool isSpace = reader.CurrentDepth == 2 && reader.ValueTextEquals("namespace"u8);
                reader.Read();
                if (reader.TokenType == JsonTokenType.String && (isName || isSpace))
                {
                    (name, ns) = isName ? (Text(ref reader), ns) : (name, Text(ref reader));
                }
                else if (!isMetadata)
                {
                    reader.Skip();
                }
            }
        }
        catch (JsonException)
        {
            // What was found until then will do.
        }

        return ns.Length > 0 ? $"{ns}/{name}" : name;
    }

    private static string KindOf(ref Utf8JsonReader reader)
    {
        foreach (string known in s_kinds)
        {
            if (reader.ValueTextEquals(known))
            {
                return known;
            }
        }

        return Text(ref reader);
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return TrimmedText.From(reader.GetString()!);
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("a text is no Unicode", exception);
        }
    }
}
