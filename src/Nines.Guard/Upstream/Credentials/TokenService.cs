using System.Text;
using System.Text.Json;

namespace Nines.Guard.Upstream.Credentials;

/// <summary>Sends a request to a token service and reads the token, or says why there is none without repeating what was sent.</summary>
internal sealed class TokenService(ResilientCalls calls, TimeProvider time)
{
    /// <param name="call">Its part is <see cref="CredentialFault.Part"/>.</param>
    /// <exception cref="GuardUnavailableException">There is no token.</exception>
    public async ValueTask<AccessToken> AskAsync(OutgoingCall call, CancellationToken cancellation)
    {
        Attempt attempt = await calls.SendAsync(call, cancellation);
        switch (attempt.Kind)
        {
            case AttemptKind.Answered:
                return TokenReader.Read(attempt.Body.Span, time.GetUtcNow() - time.GetElapsedTime(attempt.Sent));
            case AttemptKind.Refused or AttemptKind.Rejected:
                string why = Why(attempt.Body.Span) is { } said ? $": {said}" : "";
                string id = attempt.RequestId is { } request ? $" (request {request})" : "";
                throw CredentialFault.Create($"{call.Address.GetLeftPart(UriPartial.Authority)} gives the guard no token; it answered {attempt.Status}{why}{id}");
            default:
                throw CallFailure.From(call.Part, attempt)!;
        }
    }

    /// <summary>A form as <c>application/x-www-form-urlencoded</c>.</summary>
    public static byte[] Form(params ReadOnlySpan<(string Name, string Value)> fields)
    {
        StringBuilder text = new();
        foreach ((string name, string value) in fields)
        {
            text.Append(text.Length == 0 ? "" : "&").Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>
    /// The code of an OAuth error and Entra's own number for it, such as <c>invalid_client, AADSTS7000222</c>: enough to look it up, and
    /// nothing of the description, which may repeat what was sent.
    /// </summary>
    private static string? Why(ReadOnlySpan<byte> body)
    {
        string? code = null;
        string? number = null;
        try
        {
            Utf8JsonReader json = new(body, new JsonReaderOptions { MaxDepth = 16 });
            while (json.Read())
            {
                if (json.TokenType != JsonTokenType.PropertyName || json.CurrentDepth != 1)
                {
                    continue;
                }

                bool isCode = json.ValueTextEquals("error"u8);
                bool isNumbers = json.ValueTextEquals("error_codes"u8);
                json.Read();
                if (isCode && json.TokenType == JsonTokenType.String && json.GetString() is { Length: > 0 and <= 64 } text
                    && text.AsSpan().IndexOfAnyExcept(s_codeCharacters) < 0)
                {
                    code = text;
                }
                else if (isNumbers && json.TokenType == JsonTokenType.StartArray && json.Read()
                    && json.TokenType == JsonTokenType.Number && json.TryGetInt64(out long found))
                {
                    number = $"AADSTS{found}";
                }
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // No JSON, or half of it; what was read so far may still help.
        }

        return code is null ? number : number is null ? code : $"{code}, {number}";
    }

    private static readonly System.Buffers.SearchValues<char> s_codeCharacters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz_0123456789");
}

/// <summary>Failures of the guard's own credential.</summary>
internal static class CredentialFault
{
    public const string Part = "credential";

    public static GuardUnavailableException Create(string what, Unavailability kind = Unavailability.Lasting, Exception? inner = null) =>
        new(Part, kind, $"{Part}: {what}", inner);
}
