using System.Text.Json;

namespace Nines.Guard.Decisions.Rbac;

/// <summary>
/// Reads why Azure rejected a question. Only what is certainly about the question or the resource is a decision; a 404 without
/// Azure's own error may as well come from a wrong endpoint.
/// </summary>
internal static class RejectionReader
{
    /// <returns>The reason to deny, or null for an error.</returns>
    public static string? Deny(int status, ReadOnlySpan<byte> body)
    {
        string? code = Code(body);
        return status switch
        {
            404 when code is not null && code.EndsWith("NotFound", StringComparison.Ordinal) => $"Azure does not know the resource ({code})",
            400 or 422 when code is not null && !code.Contains("ApiVersion", StringComparison.Ordinal) => $"Azure rejects the question ({status} {code})",
            _ => null,
        };
    }

    /// <summary><c>error.code</c>; null when there is none, or none that is a plain word.</summary>
    private static string? Code(ReadOnlySpan<byte> body)
    {
        try
        {
            Utf8JsonReader json = new(body, new JsonReaderOptions { MaxDepth = 32 });
            bool isInError = false;
            while (json.Read())
            {
                if (json.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                if (json.CurrentDepth == 1)
                {
                    isInError = json.ValueTextEquals("error"u8);
                }
                else if (isInError && json.CurrentDepth == 2 && json.ValueTextEquals("code"u8))
                {
                    json.Read();
                    return json.TokenType == JsonTokenType.String && json.GetString() is { Length: > 0 and <= 64 } code && code.All(char.IsAsciiLetterOrDigit) ? code : null;
                }
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // Not Azure's own words.
        }

        return null;
    }
}
