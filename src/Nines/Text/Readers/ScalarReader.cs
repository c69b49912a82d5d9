using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Nines.Text.Readers;

/// <summary>Quoting that a scalar needs.</summary>
public enum ScalarForm
{
    /// <summary>A text: in quotes, or without when it could not be a number, a boolean or null.</summary>
    Text,

    /// <summary>A number or a boolean: without quotes.</summary>
    Plain,

    /// <summary>With or without quotes.</summary>
    Any,
}

/// <summary>Result of parsing the text of a scalar.</summary>
/// <param name="IsValid">False when the text is not acceptable.</param>
/// <param name="Value">The value when valid.</param>
/// <param name="Problem">A complete sentence; null for "Expected this, found that."</param>
/// <param name="Hint">The fix; null for none.</param>
public readonly record struct Parsed<T>(bool IsValid, T? Value, string? Problem, string? Hint)
{
    /// <summary>A valid value.</summary>
    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "The constructor is the alternate.")]
    public static implicit operator Parsed<T>(T value) => new(true, value, null, null);
}

/// <summary>Creates failed <see cref="Parsed{T}"/>s.</summary>
public static class Parsed
{
    /// <summary>A text that is not acceptable.</summary>
    /// <param name="problem">A complete sentence; null for "Expected this, found that."</param>
    /// <param name="hint">The fix; null for none.</param>
    public static Parsed<T> Failed<T>(string? problem = null, string? hint = null) => new(false, default, problem, hint);
}

/// <summary>Reads a scalar.</summary>
/// <param name="expected">Completes "expected ...".</param>
/// <param name="form">Quoting that the scalar needs.</param>
/// <param name="parse">Converts text to a value.</param>
/// <param name="schema">Creates the schema of the value.</param>
public sealed class ScalarReader<T>(string expected, ScalarForm form, Func<string, Parsed<T>> parse, Func<JsonObject> schema)
    : ValueReader<T>
{
    /// <summary>The expected value in words, with an example or its bounds: <c>a duration such as 30s</c>.</summary>
    public string Expected => expected;

    /// <summary>Quotes a text that is not acceptable. Replace it for values that may contain a credential.</summary>
    public Func<string, string> Show { get; init; } = Sanitizer.Quote;

    /// <inheritdoc/>
    public override bool TryRead(DocumentNode node, ReadingContext context, [MaybeNullWhen(false)] out T value)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(context);
        value = default;
        if (node is not ScalarNode scalar)
        {
            context.Report(node.Position, $"Expected {expected}, found {PlainScalar.Describe(node)}.");
            return false;
        }

        if (!scalar.IsQuoted && PlainScalar.IsNull(scalar.Value))
        {
            context.Report(node.Position, $"Expected {expected}, found nothing.", "Write a value after the colon, or remove the key.");
            return false;
        }

        if (form == ScalarForm.Plain && scalar.IsQuoted)
        {
            context.Report(node.Position, $"Expected {expected}, found a text in quotes.", "Remove the quotes.");
            return false;
        }

        if (form == ScalarForm.Text && !scalar.IsQuoted && PlainScalar.IsNumberOrBoolean(scalar.Value))
        {
            context.Report(node.Position, $"Expected {expected}, found {scalar.Value}, which YAML reads as a number or a boolean.", $"Write \"{scalar.Value}\" in quotes.");
            return false;
        }

        return TryParse(scalar.Value, node.Position, context, out value);
    }

    /// <summary>Parses a text without YAML's types: a flag, a variable, a cell of a table.</summary>
    /// <param name="text">The text.</param>
    /// <param name="position">The position for diagnostics.</param>
    /// <param name="context">Collects diagnostics.</param>
    /// <param name="value">The value.</param>
    /// <returns>False when the text is not such a value; then a diagnostic was reported.</returns>
    public bool TryParse(string text, SourcePosition position, ReadingContext context, [MaybeNullWhen(false)] out T value)
    {
        ArgumentNullException.ThrowIfNull(context);
        Parsed<T> parsed = parse(text);
        value = parsed.Value;
        if (!parsed.IsValid)
        {
            context.Report(position, parsed.Problem ?? $"Expected {expected}, found {Show(text)}.", parsed.Hint);
        }

        return parsed.IsValid;
    }

    /// <inheritdoc/>
    public override JsonObject Describe(SchemaDefinitions definitions) => schema();
}

/// <summary>The types that YAML's core schema gives to text without quotes.</summary>
public static partial class PlainScalar
{
    /// <summary>True for the ways to write null.</summary>
    public static bool IsNull(string text) => text is "" or "~" or "null" or "Null" or "NULL";

    /// <summary>True for the ways to write a number or a boolean.</summary>
    public static bool IsNumberOrBoolean(string text) =>
        text is "true" or "True" or "TRUE" or "false" or "False" or "FALSE" || Number().IsMatch(text);

    /// <summary>True for a node that was written as null, or not at all.</summary>
    public static bool IsNothing(DocumentNode node) => node is ScalarNode { IsQuoted: false } scalar && IsNull(scalar.Value);

    /// <summary>Completes "found ...".</summary>
    public static string Describe(DocumentNode node) => node switch
    {
        SequenceNode => "a list",
        MappingNode => "a mapping",
        ScalarNode scalar when IsNothing(scalar) => "nothing",
        ScalarNode scalar => Sanitizer.Quote(scalar.Value),
        _ => "something else",
    };

    [GeneratedRegex(@"^([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\z", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Number();
}
