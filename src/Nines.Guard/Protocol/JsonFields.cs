using System.Collections.Immutable;
using System.Text.Json;

namespace Nines.Guard.Protocol;

/// <summary>
/// Reads values of a review. Unknown fields are passed over, as Kubernetes does; a known field that is of another type, or that is there
/// twice, is a fault: two readers of one review must never see different questions.
/// </summary>
internal static class JsonFields
{
    /// <summary>A text; null counts as empty, as in Kubernetes.</summary>
    public static string Text(ref Utf8JsonReader json, string where)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.String => Unescaped(ref json, where),
            JsonTokenType.Null => "",
            _ => throw Wrong(ref json, where, "a string"),
        };
    }

    /// <summary>A list of texts; null counts as empty.</summary>
    public static ImmutableArray<string> List(ref Utf8JsonReader json, string where)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
        {
            return [];
        }

        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw Wrong(ref json, where, "a list of strings");
        }

        ImmutableArray<string>.Builder items = ImmutableArray.CreateBuilder<string>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.String)
            {
                throw Wrong(ref json, $"{where}[{items.Count}]", "a string");
            }

            if (items.Count == ReviewLimits.ListItems)
            {
                throw new ReviewFaultException($"{where} has more than {ReviewLimits.ListItems} items.");
            }

            items.Add(Unescaped(ref json, where));
        }

        return items.DrainToImmutable();
    }

    /// <summary>Lists of texts by key; null counts as empty.</summary>
    public static ImmutableDictionary<string, ImmutableArray<string>> Map(ref Utf8JsonReader json, string where)
    {
        if (!Enter(ref json, where))
        {
            return ImmutableDictionary<string, ImmutableArray<string>>.Empty;
        }

        ImmutableDictionary<string, ImmutableArray<string>>.Builder map = ImmutableDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
        while (Next(ref json, where))
        {
            string key = Unescaped(ref json, where);
            if (map.Count == ReviewLimits.ExtraKeys)
            {
                throw new ReviewFaultException($"{where} has more than {ReviewLimits.ExtraKeys} keys.");
            }

            string item = $"{where}.{QuotedText.Key(key)}";
            if (!map.TryAdd(key, List(ref json, item)))
            {
                throw new ReviewFaultException($"{item} is duplicated.");
            }
        }

        return map.ToImmutable();
    }

    /// <summary>Steps into an object; false for null, which Kubernetes takes as "not given".</summary>
    public static bool Enter(ref Utf8JsonReader json, string where)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.StartObject => true,
            JsonTokenType.Null => false,
            _ => throw Wrong(ref json, where, "an object"),
        };
    }

    /// <summary>Steps to the next field of an object; false at its end.</summary>
    public static bool Next(ref Utf8JsonReader json, string where)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.PropertyName)
        {
            return false;
        }

        // A name may be written with escapes, and those may make half a pair of surrogates, which cannot even be compared.
        if (json.ValueIsEscaped)
        {
            Unescaped(ref json, $"A name in {where}");
        }

        return true;
    }

    /// <summary>Notes that a known field was met.</summary>
    /// <param name="seen">A bit for each known field of this object.</param>
    public static void Once(ref int seen, int field, string where)
    {
        if ((seen & (1 << field)) != 0)
        {
            throw new ReviewFaultException($"{where} is duplicated.");
        }

        seen |= 1 << field;
    }

    private static string Unescaped(ref Utf8JsonReader json, string where)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException why)
        {
            // Half a surrogate pair, or bytes that are not UTF-8.
            throw new ReviewFaultException($"{where} is not text.", why);
        }
    }

    private static ReviewFaultException Wrong(ref Utf8JsonReader json, string where, string expected) =>
        new($"{where} is {Describe(json.TokenType)}; expected {expected}.");

    private static string Describe(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.Null => "null",
        _ => "missing",
    };
}

/// <summary>Limits of a review. Those of kube-apiserver stay far below; more is an attack or a mistake.</summary>
internal static class ReviewLimits
{
    /// <summary>The nesting of a review is 5 at most (extra values, selectors); unknown fields may add to it.</summary>
    public const int Depth = 16;

    /// <summary>Groups of one user, values of one extra key, audiences of one token.</summary>
    public const int ListItems = 20_000;

    /// <summary>Keys of extra.</summary>
    public const int ExtraKeys = 1_000;
}
