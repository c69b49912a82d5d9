using System.Collections.Immutable;
using Nines.Clusters;

namespace Nines.Cli.Verbs.Audit;

/// <summary>Parses label selectors in the syntax of kubectl: <c>app=web,tier!=test,env in (a, b),!old</c>.</summary>
internal static class SelectorText
{
    private const int MaxLength = 4_096;

    /// <param name="text">The selector.</param>
    /// <param name="error">The error; null if the selector is valid.</param>
    /// <returns>Null if the selector is invalid.</returns>
    public static LabelSelector? Parse(string text, out string? error)
    {
        error = null;
        if (text.Length > MaxLength)
        {
            error = $"is longer than {MaxLength} characters.";
            return null;
        }

        var requirements = ImmutableArray.CreateBuilder<LabelRequirement>();
        foreach (string part in Parts(text))
        {
            if (Requirement(part.Trim()) is not { } requirement)
            {
                error = $"'{part.Trim()}' is not a requirement; expected key=value, key!=value, key in (a,b), key notin (a,b), key or !key, with commas between.";
                return null;
            }

            requirements.Add(requirement);
        }

        return new LabelSelector(requirements.ToImmutable());
    }

    /// <summary>Splits at commas outside parentheses.</summary>
    private static IEnumerable<string> Parts(string text)
    {
        int depth = 0;
        int start = 0;
        for (int at = 0; at < text.Length; at++)
        {
            depth += text[at] switch { '(' => 1, ')' => -1, _ => 0 };
            if (text[at] == ',' && depth == 0)
            {
                yield return text[start..at];
                start = at + 1;
            }
        }

        yield return text[start..];
    }

    private static LabelRequirement? Requirement(string part)
    {
        if (part.EndsWith(')'))
        {
            int open = part.IndexOf('(', StringComparison.Ordinal);
            string[] words = open < 0 ? [] : part[..open].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            ImmutableArray<string> values = open < 0 ? [] : [.. part[(open + 1)..^1].Split(',', StringSplitOptions.TrimEntries)];
            return words is [var key, "in" or "notin"] && IsKey(key) && values.All(IsValue)
                ? new LabelRequirement(key, words[1] == "in" ? LabelOperator.In : LabelOperator.NotIn, values)
                : null;
        }

        foreach ((string sign, LabelOperator meaning) in (ReadOnlySpan<(string, LabelOperator)>)[("!=", LabelOperator.NotIn), ("==", LabelOperator.In), ("=", LabelOperator.In)])
        {
            int at = part.IndexOf(sign, StringComparison.Ordinal);
            if (at >= 0)
            {
                string key = part[..at].Trim();
                string value = part[(at + sign.Length)..].Trim();
                return IsKey(key) && IsValue(value) ? new LabelRequirement(key, meaning, value) : null;
            }
        }

        return part.StartsWith('!')
            ? IsKey(part[1..].Trim()) ? new LabelRequirement(part[1..].Trim(), LabelOperator.DoesNotExist) : null
            : IsKey(part) ? new LabelRequirement(part, LabelOperator.Exists) : null;
    }

    private static bool IsKey(string text) => text.Length > 0 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/');

    private static bool IsValue(string text) => text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
}
