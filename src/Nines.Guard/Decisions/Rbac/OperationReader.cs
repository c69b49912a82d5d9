using System.Text.Json;

namespace Nines.Guard.Decisions.Rbac;

/// <summary>Reads a page of <c>GET /providers/{provider}/operations</c>: the names of data actions, and where the next page is.</summary>
internal static class OperationReader
{
    /// <param name="names">Gets the names of this page.</param>
    /// <param name="next">Null on the last page.</param>
    /// <returns>False when it is no such page.</returns>
    public static bool TryRead(ReadOnlySpan<byte> body, List<string> names, out string? next)
    {
        next = null;
        bool hasValue = false;
        try
        {
            Utf8JsonReader json = new(body, new JsonReaderOptions { MaxDepth = 32 });
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                bool isValue = json.ValueTextEquals("value"u8);
                bool isNext = json.ValueTextEquals("nextLink"u8);
                json.Read();
                if (isValue && json.TokenType == JsonTokenType.StartArray)
                {
                    hasValue = true;
                    while (json.Read() && json.TokenType == JsonTokenType.StartObject)
                    {
                        ReadOne(ref json, names);
                    }
                }
                else if (isNext && json.TokenType == JsonTokenType.String)
                {
                    next = json.GetString() is { Length: > 0 } link ? link : null;
                }
                else
                {
                    json.Skip();
                }
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return false;
        }

        return hasValue;
    }

    private static void ReadOne(ref Utf8JsonReader json, List<string> names)
    {
        string? name = null;
        bool isData = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            bool isName = json.ValueTextEquals("name"u8);
            bool isKind = json.ValueTextEquals("isDataAction"u8);
            json.Read();
            if (isName && json.TokenType == JsonTokenType.String)
            {
                name = json.GetString();
            }
            else if (isKind)
            {
                // Left out or null in the list of some providers, which means no.
                isData = json.TokenType == JsonTokenType.True;
            }
            else
            {
                json.Skip();
            }
        }

        if (isData && name is not null)
        {
            names.Add(name);
        }
    }
}
