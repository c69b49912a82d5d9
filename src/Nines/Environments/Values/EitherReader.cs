using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Nines.Environments.Reading;
using Nines.Text;

namespace Nines.Environments.Values;

/// <summary>A value with a short form that is a scalar and a long form that is a mapping.</summary>
internal sealed class EitherReader<T>(ValueReader<T> scalar, MappingReader<T> mapping) : ValueReader<T>
{
    public override bool TryRead(DocumentNode node, ReadingContext context, [MaybeNullWhen(false)] out T value) =>
        node is MappingNode ? mapping.TryRead(node, context, out value) : scalar.TryRead(node, context, out value);

    public override JsonObject Describe(SchemaDefinitions definitions) =>
        new() { ["anyOf"] = new JsonArray(scalar.Describe(definitions), mapping.Describe(definitions)) };
}

/// <summary>A value that is made from another, with its position.</summary>
internal sealed class MappedReader<TFrom, T>(ValueReader<TFrom> inner, Func<TFrom, SourcePosition, T> convert) : ValueReader<T>
{
    public override bool TryRead(DocumentNode node, ReadingContext context, [MaybeNullWhen(false)] out T value)
    {
        bool isRead = inner.TryRead(node, context, out TFrom? from);
        value = isRead ? convert(from!, node.Position) : default;
        return isRead;
    }

    public override JsonObject Describe(SchemaDefinitions definitions) => inner.Describe(definitions);
}
