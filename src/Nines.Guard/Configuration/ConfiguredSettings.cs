using System.Collections.Frozen;

namespace Nines.Guard.Configuration;

/// <summary>Every setting with its value and where that came from. Immutable.</summary>
internal sealed class ConfiguredSettings(FrozenDictionary<Setting, ConfiguredValue> values)
{
    public T Get<T>(Setting<T> setting)
        where T : class => (T)values[setting].Value;

    public T Get<T>(Setting<Boxed<T>> setting)
        where T : struct => ((Boxed<T>)values[setting].Value).Value;

    /// <summary>A text, or null when it is empty.</summary>
    public string? Given(Setting<string> setting) => Get(setting) is { Length: > 0 } text ? text : null;

    public ConfiguredValue this[Setting setting] => values[setting];
}

/// <param name="Value">Never null.</param>
/// <param name="Written">As it was written, items joined by commas.</param>
/// <param name="Origin">Such as <c>--listen</c>, <c>NINES_GUARD_LISTEN</c>, <c>guard.yaml:3:9</c>, or <c>default</c>.</param>
internal sealed record ConfiguredValue(object Value, string Written, string Origin)
{
    public const string DefaultOrigin = "default";
}
