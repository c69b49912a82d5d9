using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Nines.Environments.Reading;
using Nines.Text;

namespace Nines.Environments.Values;

/// <summary>How a scalar has to be written.</summary>
internal enum ScalarForm
{
    /// <summary>A text: in quotes, or without when it could not be a number, a boolean or null.</summary>
    Text,

    /// <summary>A number or a boolean: without quotes.</summary>
    Plain,

    /// <summary>With or without quotes.</summary>
    Any,
}

/// <summary>What came of parsing a scalar's text.</summary>
internal readonly record struct Parsed<T>(bool IsValid, T? Value, string? Problem, string? Hint)
{
    public static implicit operator Parsed<T>(T value) => new(true, value, null, null);
}

internal static class Parsed
{
    /// <param name="problem">The whole sentence; null for "expected this, found that".</param>
    /// <param name="hint">How to mend it.</param>
    public static Parsed<T> No<T>(string? problem = null, string? hint = null) => new(false, default, problem, hint);
}

/// <summary>Reads a scalar.</summary>
/// <param name="expected">Completes "expected ...".</param>
/// <param name="form">Whether quotes are needed, forbidden or free.</param>
/// <param name="parse">From text to value.</param>
/// <param name="schema">A new schema of the value.</param>
internal sealed class ScalarReader<T>(string expected, ScalarForm form, Func<string, Parsed<T>> parse, Func<JsonObject> schema)
    : ValueReader<T>
{
    public override bool TryRead(DocumentNode node, ReadingContext context, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (node is not ScalarNode scalar)
        {
            context.Report(node.Position, $"Expected {expected}, found {PlainScalar.KindOf(node)}.");
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
            context.Report(node.Position, $"Expected {expected}, found {scalar.Value}, which YAML takes for a number or a boolean.", $"Write \"{scalar.Value}\" in quotes.");
            return false;
        }

        Parsed<T> parsed = parse(scalar.Value);
        if (!parsed.IsValid)
        {
            context.Report(node.Position, parsed.Problem ?? $"Expected {expected}, found {Suggestion.Quote(scalar.Value)}.", parsed.Hint);
            return false;
        }

        value = parsed.Value!;
        return true;
    }

    public override JsonObject Describe(SchemaDefinitions definitions) => schema();
}
