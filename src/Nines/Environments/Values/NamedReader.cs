using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Nines.Environments.Reading;
using Nines.Text;

namespace Nines.Environments.Values;

/// <summary>Reads a mapping from names to things of one kind, in file order.</summary>
/// <param name="noun">What the things are, in the plural: <c>node pools</c>.</param>
/// <param name="names">What a name has to look like.</param>
/// <param name="item">How a thing is read.</param>
/// <param name="atMost">The most things.</param>
/// <param name="atLeast">The fewest: 0 or 1.</param>
internal sealed class NamedReader<T>(string noun, NameRule names, MappingReader<T> item, int atMost, int atLeast = 0)
    : ValueReader<ImmutableArray<T>>
{
    public override bool TryRead(DocumentNode node, ReadingContext context, out ImmutableArray<T> value)
    {
        value = [];
        if (Entries.Of(node, noun, atLeast, atMost, context) is not { } entries)
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

    public override JsonObject Describe(SchemaDefinitions definitions) =>
        Entries.Describe(names, item.Describe(definitions), atLeast, atMost);
}

/// <summary>Reads a mapping from names to plain values.</summary>
/// <inheritdoc cref="NamedReader{T}"/>
internal sealed class DictionaryReader<T>(string noun, NameRule names, ValueReader<T> item, int atMost)
    : ValueReader<ImmutableArray<KeyValuePair<string, T>>>
{
    public override bool TryRead(
        DocumentNode node, ReadingContext context, [MaybeNullWhen(false)] out ImmutableArray<KeyValuePair<string, T>> value)
    {
        value = [];
        if (Entries.Of(node, noun, 0, atMost, context) is not { } entries)
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

    public override JsonObject Describe(SchemaDefinitions definitions) =>
        Entries.Describe(names, item.Describe(definitions), 0, atMost);
}

/// <summary>What named collections have in common.</summary>
internal static class Entries
{
    public static ImmutableArray<DocumentEntry>? Of(DocumentNode node, string noun, int atLeast, int atMost, ReadingContext context)
    {
        if (PlainScalar.IsNothing(node) && atLeast == 0)
        {
            return [];
        }

        if (node is not MappingNode mapping)
        {
            context.Report(
                node.Position,
                $"Expected {noun} by name, found {PlainScalar.KindOf(node)}.",
                node is SequenceNode ? "Write a mapping: each name, a colon, and what it is." : null);
            return null;
        }

        if (mapping.Entries.Length < atLeast)
        {
            context.Report(node.Position, $"There are no {noun}; at least {atLeast} is needed.");
            return null;
        }

        if (mapping.Entries.Length > atMost)
        {
            context.Report(node.Position, $"There are {mapping.Entries.Length:N0} {noun}; at most {atMost:N0} are read.", "Split the environment into several files.");
            return null;
        }

        return mapping.Entries;
    }

    public static JsonObject Describe(NameRule names, JsonObject item, int atLeast, int atMost)
    {
        var schema = new JsonObject
        {
            ["type"] = atLeast > 0 ? "object" : new JsonArray("object", "null"),
            ["propertyNames"] = names.Describe(),
            ["additionalProperties"] = item,
            ["maxProperties"] = atMost,
        };
        if (atLeast > 0)
        {
            schema["minProperties"] = atLeast;
        }

        return schema;
    }
}
