using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Nines.Text.Readers;

/// <summary>Readers of texts.</summary>
public static class Texts
{
    /// <summary>Reads one line to display.</summary>
    public static ScalarReader<string> Line { get; } = new(
        "a text of 1 to 200 characters",
        ScalarForm.Text,
        text => text.Length is > 0 and <= 200 && !text.AsSpan().ContainsAny('\n', '\r') ? text : Parsed.Failed<string>(),
        () => new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = 200 });

    /// <summary>Reads a name that the user chooses.</summary>
    public static ScalarReader<string> Name { get; } = Named("a name", NameRule.Own);

    /// <summary>Reads a name of a certain form.</summary>
    /// <param name="expected">Completes "expected ..." and "... cannot be ...".</param>
    /// <param name="rule">The form.</param>
    public static ScalarReader<string> Named(string expected, NameRule rule) => new(
        expected,
        ScalarForm.Text,
        text => rule.Accepts(text) ? text : Parsed.Failed<string>($"{Sanitizer.Quote(text)} cannot be {expected}.", $"A name {rule.Rule}."),
        () =>
        {
            JsonObject schema = rule.Describe();
            schema["type"] = "string";
            return schema;
        });

    /// <summary>Reads a text of a certain form.</summary>
    /// <param name="expected">Completes "expected ...", with an example.</param>
    /// <param name="pattern">A regular expression for the complete text, without anchors, valid for .NET and for JSON Schema.</param>
    /// <param name="maxLength">In characters.</param>
    /// <param name="hint">Creates the hint for a wrong text; null for no hint.</param>
    public static ScalarReader<string> Matching(string expected, string pattern, int maxLength, Func<string, string?>? hint = null)
    {
        var form = new TextForm(pattern, maxLength);
        return new(
            expected,
            ScalarForm.Text,
            text => form.Accepts(text) ? text : Parsed.Failed<string>(hint: hint?.Invoke(text)),
            () =>
            {
                JsonObject schema = form.Describe();
                schema.Insert(0, "type", "string");
                return schema;
            });
    }

    /// <summary>Reads one of a few words.</summary>
    /// <param name="noun">The kind of value: <c>an ingress kind</c>.</param>
    /// <param name="words">Each word with its value.</param>
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

            return Parsed.Failed<T>($"{Sanitizer.Quote(text)} is not {noun}.", Spelling.HintOrList(text, words.Select(each => each.Word)));
        },
        () => new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. words.Select(each => JsonValue.Create(each.Word))]) });

    /// <summary>Reads one of a few words, as text.</summary>
    public static ScalarReader<string> OneOf(string noun, params ImmutableArray<string> words) =>
        OneOf(noun, [.. words.Select(word => (word, word))]);
}

/// <summary>The form of a name.</summary>
/// <param name="pattern">A regular expression for the complete text, without anchors, valid for .NET and for JSON Schema.</param>
/// <param name="maxLength">In characters.</param>
/// <param name="rule">Completes "A name ...".</param>
public sealed class NameRule(string pattern, int maxLength, string rule)
{
    private readonly TextForm _form = new(pattern, maxLength);

    /// <summary>Names that the user chooses.</summary>
    public static NameRule Own { get; } = new(
        "[a-z][a-z0-9-]*", 63, "has lower-case letters, digits and dashes, starts with a letter, and is at most 63 long");

    /// <summary>The form in words; completes "A name ...".</summary>
    public string Rule => rule;

    /// <summary>True when a name has this form.</summary>
    public bool Accepts(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _form.Accepts(name);
    }

    /// <summary>Reports a name that does not have this form.</summary>
    public void Check(string name, SourcePosition position, ReadingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!Accepts(name))
        {
            context.Report(position, $"{Sanitizer.Quote(name)} cannot be a name here.", $"A name {rule}.");
        }
    }

    /// <summary>The JSON Schema of such a name.</summary>
    public JsonObject Describe() => _form.Describe();
}

/// <summary>The form of a short text. Its expression is compiled at the first text, and backtracks: patterns are those of nines, and texts are short.</summary>
/// <param name="pattern">A regular expression for the complete text, without anchors, valid for .NET and for JSON Schema.</param>
/// <param name="maxLength">In characters.</param>
internal sealed class TextForm(string pattern, int maxLength)
{
    private readonly Lazy<Regex> _regex = new(() => new Regex($@"^(?:{pattern})\z", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));

    public bool Accepts(string text) => text.Length <= maxLength && _regex.Value.IsMatch(text);

    public JsonObject Describe() => new() { ["pattern"] = $"^(?:{pattern})$", ["maxLength"] = maxLength };
}
