using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Nodes;
using Nines.Text;
using Nines.Text.Readers;

namespace Nines.Guard.Configuration;

/// <summary>
/// One setting. Its flag, its environment variable, its key in the settings file, its row in docs/guard-settings.md and its line in
/// <c>nines guard config</c> are derived from it.
/// </summary>
internal abstract class Setting
{
    protected Setting(string name, string expected, string fallback, string description)
    {
        Name = name;
        Expected = expected;
        Default = fallback;
        Description = description;
        Flag = "--" + name.Replace('.', '-');
        Variable = Prefix + name.Replace('.', '_').Replace('-', '_').ToUpperInvariant();
        Keys = [.. name.Split('.').Select(CamelCase)];
    }

    /// <summary>Begins the names of environment variables.</summary>
    public const string Prefix = "NINES_GUARD_";

    /// <summary>Lower case; a dot leads into a group, a hyphen joins words.</summary>
    public string Name { get; }

    /// <summary>Expected value in words, with its bounds.</summary>
    public string Expected { get; }

    /// <summary>Default as a user would write it; empty for none.</summary>
    public string Default { get; }

    public string Description { get; }

    /// <summary>True for a secret: it is never printed, and it has no flag, since every user of a machine can read the command lines of others.</summary>
    public bool IsSecret { get; init; }

    /// <summary>True for several values, which a flag or a variable separates by commas.</summary>
    public virtual bool IsList => false;

    /// <summary>True when the flag needs no value.</summary>
    public bool IsSwitch { get; init; }

    public string Flag { get; }

    public string Variable { get; }

    /// <summary>Keys that lead to the setting in the settings file.</summary>
    public ImmutableArray<string> Keys { get; }

    /// <summary>Ways to set it, as a hint.</summary>
    public string HowToSet => IsSecret ? $"Set {Variable}." : $"Set {Flag}, {Variable}, or {string.Join('.', Keys)} in the settings file.";

    /// <summary>Reads a value from wherever it was given.</summary>
    /// <param name="given">Texts and their positions.</param>
    /// <param name="context">Collects diagnostics.</param>
    /// <param name="value">The value.</param>
    /// <returns>False when the value is not acceptable; then a diagnostic was reported.</returns>
    public abstract bool TryRead(GivenValue given, ReadingContext context, [NotNullWhen(true)] out object? value);

    /// <summary>JSON Schema of the value in the settings file.</summary>
    public abstract JsonObject Describe();

    private static string CamelCase(string words)
    {
        var text = new StringBuilder();
        foreach (string word in words.Split('-'))
        {
            text.Append(text.Length == 0 ? word[0] : char.ToUpperInvariant(word[0])).Append(word.AsSpan(1));
        }

        return text.ToString();
    }
}

/// <inheritdoc/>
internal abstract class Setting<T>(string name, string expected, string fallback, string description)
    : Setting(name, expected, fallback, description)
    where T : notnull;

/// <summary>A setting with one value.</summary>
internal sealed class ScalarSetting<T>(string name, ScalarReader<T> reader, string fallback, string description, string? expected = null)
    : Setting<T>(name, expected ?? reader.Expected, fallback, description)
    where T : notnull
{
    /// <inheritdoc/>
    public override bool TryRead(GivenValue given, ReadingContext context, [NotNullWhen(true)] out object? value)
    {
        value = null;
        if (given.Items is not [var only])
        {
            context.Report(given.Position, $"Expected {Expected}, found {(given.Items.IsEmpty ? "an empty list" : "a list")}.");
            return false;
        }

        bool isRead = reader.TryParse(only.Value, only.Position, context, out T? read);
        value = isRead ? read : null;
        return isRead;
    }

    /// <inheritdoc/>
    public override JsonObject Describe() => reader.Describe(new SchemaDefinitions());
}

/// <summary>A setting with a list of values.</summary>
internal sealed class ListSetting(string name, ScalarReader<string> item, string items, string description)
    : Setting<ImmutableArray<string>>(name, $"{items}, separated by commas", "", description)
{
    /// <inheritdoc/>
    public override bool IsList => true;

    /// <inheritdoc/>
    public override bool TryRead(GivenValue given, ReadingContext context, [NotNullWhen(true)] out object? value)
    {
        ImmutableArray<ScalarNode> written = given.Items is [{ Value: "" }] ? [] : given.Items;
        ImmutableArray<string>.Builder read = ImmutableArray.CreateBuilder<string>(written.Length);
        foreach (ScalarNode each in written)
        {
            if (item.TryParse(each.Value.Trim(), each.Position, context, out string? text))
            {
                read.Add(text);
            }
        }

        bool isRead = read.Count == written.Length;
        value = isRead ? read.ToImmutable() : null;
        return isRead;
    }

    /// <inheritdoc/>
    public override JsonObject Describe() => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "array", ["items"] = item.Describe(new SchemaDefinitions()) },
            new JsonObject { ["type"] = "string" }),
    };
}

/// <summary>Value of a setting as it was given. The position of a flag or a variable has its name in place of a file.</summary>
/// <param name="Items">One text, or several of a list.</param>
/// <param name="Position">Position of the complete value.</param>
internal sealed record GivenValue(ImmutableArray<ScalarNode> Items, SourcePosition Position)
{
    /// <summary>Texts of the items.</summary>
    public ImmutableArray<string> Texts => [.. Items.Select(item => item.Value)];

    /// <summary>Creates the value of a flag, a variable or a default.</summary>
    /// <param name="setting">The setting; commas separate the items of a list.</param>
    /// <param name="origin">Name of the flag or the variable, or <see cref="ConfiguredValue.DefaultOrigin"/>.</param>
    /// <param name="texts">The texts.</param>
    public static GivenValue Create(Setting setting, string origin, params ImmutableArray<string> texts)
    {
        var position = new SourcePosition(origin, 0, 0);
        return new GivenValue(
            [.. (setting.IsList ? texts.SelectMany(text => text.Split(',')) : texts).Select(text => new ScalarNode(position, text, IsQuoted: true))], position);
    }
}
