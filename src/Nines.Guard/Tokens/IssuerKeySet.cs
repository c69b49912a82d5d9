using System.Collections.Immutable;
using System.Text.Json;

namespace Nines.Guard.Tokens;

/// <summary>Public keys of an issuer, from its JWK set (RFC 7517). Immutable; a rotation creates another one and disposes this one.</summary>
internal sealed class IssuerKeySet : IDisposable
{
    /// <summary>Of one set: Entra ID publishes about ten.</summary>
    private const int MaxKeys = 256;

    private IssuerKeySet(ImmutableArray<IssuerKey> keys) => Keys = keys;

    public ImmutableArray<IssuerKey> Keys { get; }

    /// <summary>Reads a set. Keys that tokens may not be signed with (encryption, shared secrets, other curves, too short) are skipped.</summary>
    /// <returns>Null when it is no JWK set at all.</returns>
    public static IssuerKeySet? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("keys"u8, out JsonElement keys)
                || keys.ValueKind != JsonValueKind.Array
                || keys.GetArrayLength() > MaxKeys)
            {
                return null;
            }

            return new IssuerKeySet([.. keys.EnumerateArray().Select(IssuerKey.TryRead).OfType<IssuerKey>()]);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <inheritdoc cref="IssuerKey.Dispose"/>
    public void Dispose()
    {
        foreach (IssuerKey key in Keys)
        {
            key.Dispose();
        }
    }

    /// <summary>Verifies the signature of a token.</summary>
    public TokenRefusal Verify(JwsToken token)
    {
        IssuerKey[] named = [.. Keys.Where(key => token.KeyId is null ? key.Fits(token.Algorithm) : key.Id == token.KeyId)];
        if (named is not [var key])
        {
            return TokenRefusal.UnknownKey;
        }

        return !key.Fits(token.Algorithm) ? TokenRefusal.KeyDoesNotFit
            : key.Verify(token) ? TokenRefusal.None
            : TokenRefusal.BadSignature;
    }
}
