namespace Nines.Text.Readers;

/// <summary>The entries of one mapping, by key.</summary>
/// <param name="name">The name of the mapping in a collection; empty elsewhere.</param>
/// <param name="position">The position of the mapping, for diagnostics about all of it.</param>
/// <param name="entries">The entries as they were written.</param>
/// <param name="context">Collects diagnostics.</param>
public sealed class Fields(
    string name, SourcePosition position, Dictionary<string, DocumentEntry> entries, ReadingContext context)
{
    /// <summary>The name of the mapping in a collection; empty elsewhere.</summary>
    public string Name => name;

    /// <summary>The position of the mapping.</summary>
    public SourcePosition Position => position;

    /// <summary>Collects diagnostics.</summary>
    public ReadingContext Context => context;

    /// <summary>True when the key is present, even if its value could not be read.</summary>
    public bool Has(Key key) => entries.ContainsKey(key.Name);

    /// <summary>True when the key is present and its value could be read.</summary>
    public bool IsSound(Key key) => entries.TryGetValue(key.Name, out DocumentEntry? entry) && !context.IsBroken(entry.Value);

    /// <summary>The position of the key's value; the mapping's own when the key is absent.</summary>
    public SourcePosition PositionOf(Key key) => entries.TryGetValue(key.Name, out DocumentEntry? entry) ? entry.Value.Position : position;

    /// <summary>The position of the key itself; the mapping's own when the key is absent.</summary>
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

    /// <summary>Reports a diagnostic at the key's value.</summary>
    public void Report(Key key, string message, string? hint = null) => context.Report(PositionOf(key), message, hint);
}
