using Nines.Environments.Reading;
using Nines.Text;

namespace Nines.Environments.Values;

/// <summary>The entries of one mapping, by key.</summary>
/// <param name="name">The name under which the mapping stands in a collection; empty elsewhere.</param>
/// <param name="position">Where the mapping stands, for what concerns all of it.</param>
/// <param name="entries">What was written.</param>
/// <param name="context">Takes faults.</param>
internal sealed class Fields(
    string name, SourcePosition position, Dictionary<string, DocumentEntry> entries, ReadingContext context)
{
    public string Name => name;

    public SourcePosition Position => position;

    public ReadingContext Context => context;

    /// <summary>True when the key is written, whether or not its value could be read.</summary>
    public bool Has(Key key) => entries.ContainsKey(key.Name);

    /// <summary>True when the key is written and its value could be read.</summary>
    public bool IsSound(Key key) => entries.TryGetValue(key.Name, out DocumentEntry? entry) && !context.IsBroken(entry.Value);

    /// <summary>Where the key's value stands; the mapping's own place when it is absent.</summary>
    public SourcePosition PositionOf(Key key) => entries.TryGetValue(key.Name, out DocumentEntry? entry) ? entry.Value.Position : position;

    public SourcePosition PositionOfName(Key key) => entries.TryGetValue(key.Name, out DocumentEntry? entry) ? entry.KeyPosition : position;

    /// <summary>The value, or the key's fallback.</summary>
    public T Get<T>(Key<T> key)
    {
        if (!entries.TryGetValue(key.Name, out DocumentEntry? entry))
        {
            return key.Fallback;
        }

        if (key.Value.TryRead(entry.Value, context, out T? value))
        {
            return value;
        }

        context.MarkBroken(entry.Value);
        return key.Fallback;
    }

    /// <inheritdoc cref="Maybe"/>
    public T? Find<T>(Key<T> key)
        where T : class => Get(key);

    /// <summary>The value, or null when the key is absent or its value could not be read.</summary>
    public T? Maybe<T>(Key<T> key)
        where T : struct
    {
        T value = Get(key);
        return IsSound(key) ? value : null;
    }

    public void Report(Key key, string message, string? hint = null) => context.Report(PositionOf(key), message, hint);
}
