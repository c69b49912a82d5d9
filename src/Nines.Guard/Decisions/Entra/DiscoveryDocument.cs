using System.Text.Json;

namespace Nines.Guard.Decisions.Entra;

/// <summary>Discovery document of an issuer (OpenID Connect Discovery 1.0 section 3).</summary>
/// <param name="Keys">Address of its keys.</param>
/// <param name="GraphHost">The host of Graph in this cloud, with a port if any; null when it is not stated.</param>
internal sealed record DiscoveryDocument(string Issuer, Uri Keys, string? GraphHost)
{
    private const int Depth = 16;

    /// <summary>Reads a document; null when it is none, or sends the guard somewhere it must not go.</summary>
    /// <param name="asked">Address of the document: keys are fetched by https, or from this machine when the document was.</param>
    public static DiscoveryDocument? Read(ReadOnlyMemory<byte> json, Uri asked)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = Depth, AllowDuplicateProperties = false });
            JsonElement root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                && Text(root, "issuer") is { Length: > 0 } issuer
                && Uri.TryCreate(Text(root, "jwks_uri"), UriKind.Absolute, out Uri? keys)
                && keys.UserInfo.Length == 0
                && (keys.Scheme == Uri.UriSchemeHttps || (asked.IsLoopback && keys.IsLoopback && keys.Scheme == Uri.UriSchemeHttp))
                    ? new DiscoveryDocument(issuer, keys, Text(root, "msgraph_host"))
                    : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
