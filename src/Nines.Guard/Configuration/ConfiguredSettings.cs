using System.Collections.Frozen;
using Nines.Text;

namespace Nines.Guard.Configuration;

/// <summary>All settings with their values and origins. Immutable.</summary>
internal sealed class ConfiguredSettings(FrozenDictionary<Setting, ConfiguredValue> values)
{
    public T Get<T>(Setting<T> setting)
        where T : notnull => (T)values[setting].Value;

    /// <summary>A text; null when it is empty.</summary>
    public string? Given(Setting<string> setting) => Get(setting) is { Length: > 0 } text ? text : null;

    public ConfiguredValue this[Setting setting] => values[setting];
}

/// <summary>Value of one setting.</summary>
/// <param name="Value">The value as its reader returned it.</param>
/// <param name="Written">The value as it was written, items joined by commas.</param>
/// <param name="Position">Position in the settings file, or the name of the flag or the variable, or <see cref="DefaultOrigin"/>.</param>
internal sealed record ConfiguredValue(object Value, string Written, SourcePosition Position)
{
    public const string DefaultOrigin = "default";

    public bool IsDefault => Position.File == DefaultOrigin && Position.Line == 0;

    /// <summary>Such as <c>--listen</c>, <c>NINES_GUARD_LISTEN</c>, <c>guard.yaml:3:9</c>, or <c>default</c>.</summary>
    public string Origin => Position.ToString();
}
