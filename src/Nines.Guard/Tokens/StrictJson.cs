using System.Text.Json;
using System.Text.Unicode;

namespace Nines.Guard.Tokens;

/// <summary>
/// Texts of a JSON document. The framework's readers look at the bytes of a text only when it is asked for, and throw then: a claim that
/// cannot be read would be an error of the guard, although it is a fault of the token.
/// </summary>
internal static class StrictJson
{
    /// <summary>
    /// Checks that every name and every text is Unicode: the document is UTF-8, and no escape (<c>\ud800</c>) is half of a surrogate pair.
    /// </summary>
    /// <param name="json">One document.</param>
    /// <exception cref="JsonException">It is not JSON, or nests deeper than <paramref name="maxDepth"/>.</exception>
    public static bool HasValidTexts(ReadOnlySpan<byte> json, int maxDepth)
    {
        if (!Utf8.IsValid(json))
        {
            return false;
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = maxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                {
                    _ = reader.GetString();
                }
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
