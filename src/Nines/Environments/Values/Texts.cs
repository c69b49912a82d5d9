using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Nines.Environments.Reading;

namespace Nines.Environments.Values;

/// <summary>Readers of texts.</summary>
internal static class Texts
{
    /// <summary>One line for people.</summary>
    public static ScalarReader<string> Line { get; } = new(
        "a text of 1 to 200 characters",
        ScalarForm.Text,
        text => text.Length is > 0 and <= 200 && !text.AsSpan().ContainsAny('\n', '\r') ? text : Parsed.No<string>(),
        () => new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = 200 });

    /// <summary>The name of something in this file.</summary>
    public static ScalarReader<string> Name { get; } = Named("a name", NameRule.Own);

    public static ScalarReader<string> Named(string expected, NameRule rule) => new(
        expected,
        ScalarForm.Text,
        text => rule.Accepts(text) ? text : Parsed.No<string>($"{Suggestion.Quote(text)} cannot be {expected}.", $"A name {rule.Rule}."),
        () =>
        {
            JsonObject schema = rule.Describe();
            schema["type"] = "string";
            return schema;
        });

    /// <summary>A text of a certain form.</summary>
    /// <param name="expected">Completes "expected ...", with an example.</param>
    /// <param name="pattern">A whole-text regular expression without anchors, valid for .NET and for JSON Schema.</param>
    /// <param name="maxLength">In characters.</param>
    /// <param name="hint">How to mend a wrong text; null for no hint.</param>
    public static ScalarReader<string> Matching(string expected, string pattern, int maxLength, Func<string, string?>? hint = null)
    {
        var regex = new Regex($@"^(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);
        return new(
            expected,
            ScalarForm.Text,
            text => text.Length <= maxLength && regex.IsMatch(text) ? text : Parsed.No<string>(hint: hint?.Invoke(text)),
            () => new JsonObject { ["type"] = "string", ["pattern"] = $"^(?:{pattern})$", ["maxLength"] = maxLength });
    }

    /// <summary>One of a few words.</summary>
    /// <param name="noun">What it is: <c>an ingress kind</c>.</param>
    /// <param name="words">Each word with what it means.</param>
    public static ScalarReader<T> OneOf<T>(string noun, params ImmutableArray<(string Word, T Value)> words) => new(
        $"{noun} ({string.Join(", ", words.Select(each => each.Word))})",
        ScalarForm.Text,
        text =>
        {
            foreach ((string word, T value) in words)
            {
                if (word == text)
                {
                    return value;
                }
            }

            return Parsed.No<T>($"{Suggestion.Quote(text)} is not {noun}.", Suggestion.For(text, words.Select(each => each.Word)));
        },
        () => new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. words.Select(each => JsonValue.Create(each.Word))]) });

    /// <summary>One of a few words that stand for themselves.</summary>
    public static ScalarReader<string> OneOf(string noun, params ImmutableArray<string> words) =>
        OneOf(noun, [.. words.Select(word => (word, word))]);
}
