using System.Text.Json;

namespace Nines.Guard.Tokens;

/// <summary>The parts of a compact JWS (RFC 7515 section 7.1), taken apart and not yet believed.</summary>
/// <param name="Algorithm">An accepted one.</param>
/// <param name="KeyId">Of the header; null when it has none.</param>
/// <param name="SigningInput">Signed part of the token: header and payload as received, ASCII.</param>
/// <param name="Payload">Decoded; may be anything.</param>
internal sealed record JwsToken(JwsAlgorithm Algorithm, string? KeyId, byte[] SigningInput, byte[] Payload, byte[] Signature)
{
    /// <summary>A token of Entra ID with 200 groups has about 10,000.</summary>
    public const int MaxCharacters = 16 * 1024;

    private const int MaxHeaderBytes = 4 * 1024;
    private const int MaxHeaderDepth = 4;
    private const int MaxMembers = 32;

    /// <returns><see cref="TokenRefusal.None"/> when <paramref name="token"/> is set.</returns>
    public static TokenRefusal TryParse(string text, out JwsToken? token)
    {
        token = null;
        if (text.Length > MaxCharacters)
        {
            return TokenRefusal.TooLarge;
        }

        int first = text.IndexOf('.', StringComparison.Ordinal);
        int second = first < 0 ? -1 : text.IndexOf('.', first + 1);
        if (second < 0 || text.IndexOf('.', second + 1) >= 0
            || !StrictBase64Url.TryDecode(text.AsSpan(0, first), out byte[]? header)
            || !StrictBase64Url.TryDecode(text.AsSpan(first + 1, second - first - 1), out byte[]? payload)
            || !StrictBase64Url.TryDecode(text.AsSpan(second + 1), out byte[]? signature))
        {
            return TokenRefusal.Malformed;
        }

        TokenRefusal refusal = ReadHeader(header, out JwsAlgorithm? algorithm, out string? keyId);
        if (refusal == TokenRefusal.None)
        {
            token = new JwsToken(algorithm!, keyId, System.Text.Encoding.ASCII.GetBytes(text[..second]), payload, signature);
        }

        return refusal;
    }

    public override string ToString() => $"JwsToken {Algorithm.Name}";

    private static TokenRefusal ReadHeader(byte[] header, out JwsAlgorithm? algorithm, out string? keyId)
    {
        (algorithm, keyId) = (null, null);
        if (header.Length > MaxHeaderBytes)
        {
            return TokenRefusal.BadHeader;
        }

        Dictionary<string, string?> members = new(StringComparer.Ordinal);
        try
        {
            if (!StrictJson.HasValidTexts(header, MaxHeaderDepth))
            {
                return TokenRefusal.BadHeader;
            }

            var json = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = MaxHeaderDepth });
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                return TokenRefusal.BadHeader;
            }

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                string name = json.GetString()!;
                json.Read();
                string? value = json.TokenType == JsonTokenType.String ? json.GetString() : null;
                json.Skip();
                if (members.Count == MaxMembers || !members.TryAdd(name, value))
                {
                    return TokenRefusal.BadHeader;
                }
            }

            // Throws for anything after the object.
            json.Read();
        }
        catch (JsonException)
        {
            return TokenRefusal.BadHeader;
        }

        return Validate(members, out algorithm, out keyId);
    }

    private static TokenRefusal Validate(Dictionary<string, string?> members, out JwsAlgorithm? algorithm, out string? keyId)
    {
        algorithm = null;
        bool hasKeyId = members.TryGetValue("kid", out keyId);
        if (!members.TryGetValue("alg", out string? name) || name is null || (hasKeyId && keyId is null))
        {
            return TokenRefusal.BadHeader;
        }

        if (members.ContainsKey("crit") || members.ContainsKey("b64") || members.ContainsKey("zip") || members.ContainsKey("enc"))
        {
            return TokenRefusal.ExtensionNotAccepted;
        }

        // Any content type but none says that the payload is no set of claims.
        if (members.ContainsKey("cty"))
        {
            return TokenRefusal.NestedToken;
        }

        algorithm = JwsAlgorithm.Find(name);
        return algorithm is null ? TokenRefusal.AlgorithmNotAccepted : TokenRefusal.None;
    }
}
