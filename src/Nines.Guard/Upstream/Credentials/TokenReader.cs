using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Nines.Guard.Upstream.Credentials;

/// <summary>Reads what token services answer: <c>access_token</c>, and <c>expires_in</c> or <c>expires_on</c> in seconds, as numbers or as texts.</summary>
internal static class TokenReader
{
    /// <summary>Longer tokens do not fit into request headers anywhere.</summary>
    public const int MaxTokenLength = 32 * 1024;

    /// <param name="sent">Time at which the request was sent, by the wall clock: <c>expires_in</c> counts from then at the earliest.</param>
    /// <exception cref="GuardUnavailableException">It is no such answer; the message holds no part of it.</exception>
    public static AccessToken Read(ReadOnlySpan<byte> body, DateTimeOffset sent)
    {
        string? token = null;
        long? expiresIn = null;
        long? expiresOn = null;
        try
        {
            Utf8JsonReader json = new(body, new JsonReaderOptions { MaxDepth = 16 });
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject)
            {
                throw Unusable();
            }

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                bool isToken = json.ValueTextEquals("access_token"u8);
                bool isIn = json.ValueTextEquals("expires_in"u8);
                bool isOn = json.ValueTextEquals("expires_on"u8);
                json.Read();
                if (isToken)
                {
                    token = token is null && json.TokenType == JsonTokenType.String ? json.GetString() : throw Unusable();
                }
                else if (isIn)
                {
                    expiresIn = expiresIn is null ? Seconds(ref json) : throw Unusable();
                }
                else if (isOn)
                {
                    expiresOn = expiresOn is null ? Seconds(ref json) : throw Unusable();
                }
                else
                {
                    json.Skip();
                }
            }

            if (json.TokenType != JsonTokenType.EndObject || json.Read())
            {
                throw Unusable();
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw Unusable();
        }

        if (token is not { Length: > 0 and <= MaxTokenLength } || !IsHeaderSafe(token) || (expiresIn ?? expiresOn) is null)
        {
            throw Unusable();
        }

        // A remaining time is right whatever the two clocks say; an end is the next best.
        return new AccessToken(token, expiresIn is { } seconds ? sent.AddSeconds(seconds) : DateTimeOffset.FromUnixTimeSeconds(expiresOn!.Value));
    }

    private static long Seconds(ref Utf8JsonReader json)
    {
        ReadOnlySpan<byte> text = json.ValueSpan;
        return json.TokenType is JsonTokenType.Number or JsonTokenType.String
            && Utf8Parser.TryParse(text, out long seconds, out int used)
            && used == text.Length
            && seconds is >= 0 and <= 100_000_000_000
            ? seconds
            : throw Unusable();
    }

    private static bool IsHeaderSafe(string token) => Ascii.IsValid(token) && !token.AsSpan().ContainsAnyInRange('\0', ' ') && !token.Contains('\x7f');

    private static GuardUnavailableException Unusable() =>
        CredentialFault.Create("the token service answered without access_token and expires_in or expires_on");
}
