using System.Collections.Immutable;
using System.Text;

namespace Nines.Guard.Configuration;

/// <summary>
/// One setting, from which its flag, its environment variable, its key in the settings file, its row in docs/guard.md and its line in
/// <c>nines guard config</c> follow.
/// </summary>
internal abstract class Setting
{
    protected Setting(string name, string kind, string fallback, string description)
    {
        Name = name;
        Kind = kind;
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

    /// <summary>What is expected, with bounds, in words.</summary>
    public string Kind { get; }

    /// <summary>As it would be written; empty for none.</summary>
    public string Default { get; }

    public string Description { get; }

    /// <summary>A secret is never printed, and has no flag: everybody on a machine can read the command lines of others.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Several values, separated by commas where there is one line for them.</summary>
    public bool IsList { get; init; }

    /// <summary>Of a switch, a flag needs no value.</summary>
    public bool IsSwitch { get; init; }

    public string Flag { get; }

    public string Variable { get; }

    /// <summary>The keys that lead to it in the settings file.</summary>
    public ImmutableArray<string> Keys { get; }

    /// <summary>Reads a value.</summary>
    /// <returns>The value, or null when it is not what was expected.</returns>
    public abstract object? Read(ImmutableArray<string> written);

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

/// <inheritdoc cref="Setting"/>
/// <param name="read">Null for what is not acceptable.</param>
internal sealed class Setting<T>(string name, string kind, string fallback, string description, Func<ImmutableArray<string>, T?> read)
    : Setting(name, kind, fallback, description)
    where T : class
{
    public override object? Read(ImmutableArray<string> written) => read(written);
}
