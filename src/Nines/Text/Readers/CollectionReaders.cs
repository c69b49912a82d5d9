using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace Nines.Text.Readers;

/// <summary>Reads a list without duplicates, unless they are allowed.</summary>
/// <param name="noun">The items, in the plural: <c>regions</c>.</param>
/// <param name="item">The reader of an item.</param>
/// <param name="max">The largest number of items.</param>
/// <param name="min">The smallest number of items.</param>
/// <param name="isDistinct">False when duplicates are allowed.</param>
public sealed class ListReader<T>(string noun, ValueReader<T> item, int max, int min = 0, bool isDistinct = true)
    : ValueReader<ImmutableArray<T>>
{
    /// <inheritdoc/>
    public override bool TryRead(DocumentNode node, ReadingContext context, out ImmutableArray<T> value)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(context);
        value = [];
        if (node is not SequenceNode sequence)
        {
            string? hint = node is ScalarNode scalar && !PlainScalar.IsNothing(scalar) ? $"Write [{scalar.Value}]." : null;
            context.Report(node.Position, $"Expected a list of {noun}, found {PlainScalar.Describe(node)}.", hint?.Length > 80 ? null : hint);
            return false;
        }

        if (sequence.Items.Length < min || sequence.Items.Length > max)
        {
            context.Report(node.Position, $"Expected {(min == 0 ? $"at most {max:N0}" : $"{min:N0} to {max:N0}")} {noun}, found {sequence.Items.Length:N0}.");
            return false;
        }

        bool isSound = true;
        var items = ImmutableArray.CreateBuilder<T>(sequence.Items.Length);
        var seen = new HashSet<T>();
        foreach (DocumentNode each in sequence.Items)
        {
            if (!item.TryRead(each, context, out T? read))
            {
                isSound = false;
            }
            else if (!seen.Add(read) && isDistinct)
            {
                context.Report(each.Position, $"{Sanitizer.Clean(read?.ToString())} is duplicated.", "Remove one.");
            }
            else
            {
                items.Add(read);
            }
        }

        value = items.DrainToImmutable();
        return isSound;
    }

    /// <inheritdoc/>
    public override JsonObject Describe(SchemaDefinitions definitions)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = item.Describe(definitions), ["maxItems"] = max };
        if (min > 0)
        {
            schema["minItems"] = min;
        }

        if (isDistinct)
        {
            schema["uniqueItems"] = true;
        }

        return schema;
    }
}

/// <summary>Reads a mapping from names to mappings of one kind, in the order of the file.</summary>
/// <param name="noun">The named things, in the plural: <c>node pools</c>.</param>
/// <param name="names">The form of a name.</param>
/// <param name="item">The reader of one of them.</param>
/// <param name="max">The largest number of them.</param>
/// <param name="min">The smallest number of them: 0 or 1.</param>
public sealed class NamedReader<T>(string noun, NameRule names, MappingReader<T> item, int max, int min = 0)
    : ValueReader<ImmutableArray<T>>
{
    /// <inheritdoc/>
    public override bool TryRead(DocumentNode node, ReadingContext context, out ImmutableArray<T> value)
    {
        value = [];
        if (Entries.Read(node, noun, min, max, context) is not { } entries)
        {
            return false;
        }

        var items = ImmutableArray.CreateBuilder<T>(entries.Length);
        foreach (DocumentEntry entry in entries)
        {
            names.Check(entry.Key, entry.KeyPosition, context);
            if (item.TryRead(entry.Key, entry.KeyPosition, entry.Value, context, out T? read))
            {
                items.Add(read);
            }
            else
            {
                context.MarkBroken(node);
            }
        }

        value = items.DrainToImmutable();
        return true;
    }

    /// <inheritdoc/>
    public override JsonObject Describe(SchemaDefinitions definitions) =>
        Entries.Describe(names, item.Describe(definitions), min, max);
}

/// <summary>Reads a mapping from names to values of one kind, in the order of the file.</summary>
/// <inheritdoc cref="NamedReader{T}"/>
public sealed class DictionaryReader<T>(string noun, NameRule names, ValueReader<T> item, int max)
    : ValueReader<ImmutableArray<KeyValuePair<string, T>>>
{
    /// <inheritdoc/>
    public override bool TryRead(
        DocumentNode node, ReadingContext context, [MaybeNullWhen(false)] out ImmutableArray<KeyValuePair<string, T>> value)
    {
        value = [];
        if (Entries.Read(node, noun, 0, max, context) is not { } entries)
        {
            return false;
        }

        var items = ImmutableArray.CreateBuilder<KeyValuePair<string, T>>(entries.Length);
        foreach (DocumentEntry entry in entries)
        {
            names.Check(entry.Key, entry.KeyPosition, context);
            if (item.TryRead(entry.Value, context, out T? read))
            {
                items.Add(new(entry.Key, read));
            }
        }

        value = items.DrainToImmutable();
        return true;
    }

    /// <inheritdoc/>
    public override JsonObject Describe(SchemaDefinitions definitions) =>
        Entries.Describe(names, item.Describe(definitions), 0, max);
}

/// <summary>The part that named collections share.</summary>
internal static class Entries
{
    public static ImmutableArray<DocumentEntry>? Read(DocumentNode node, string noun, int min, int max, ReadingContext context)
    {
        if (PlainScalar.IsNothing(node) && min == 0)
        {
            return [];
        }

        if (node is not MappingNode mapping)
        {
            context.Report(
                node.Position,
                $"Expected {noun} by name, found {PlainScalar.Describe(node)}.",
                node is SequenceNode ? "Write a mapping: each name, a colon, and its value." : null);
            return null;
        }

        if (mapping.Entries.Length < min)
        {
            context.Report(node.Position, $"There are no {noun}; at least {min} is required.");
            return null;
        }

        if (mapping.Entries.Length > max)
        {
            context.Report(node.Position, $"There are {mapping.Entries.Length:N0} {noun}; at most {max:N0} are supported.", "Split the file into several.");
            return null;
        }

        return mapping.Entries;
    }

    public static JsonObject Describe(NameRule names, JsonObject item, int min, int max)
    {
        var schema = new JsonObject
        {
            ["type"] = min > 0 ? "object" : new JsonArray("object", "null"),
            ["propertyNames"] = names.Describe(),
            ["additionalProperties"] = item,
            ["maxProperties"] = max,
        };
        if (min > 0)
        {
            schema["minProperties"] = min;
        }

        return schema;
    }
}
