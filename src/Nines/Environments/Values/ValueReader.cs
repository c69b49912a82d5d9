using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Nines.Environments.Reading;
using Nines.Text;

namespace Nines.Environments.Values;

/// <summary>
/// One kind of value: how it is read, and how the published schema describes it. Both stand in one place so that they agree.
/// </summary>
internal abstract class ValueReader<T>
{
    /// <summary>Reads a node. False when it is not such a value; then at least one fault was reported.</summary>
    public abstract bool TryRead(DocumentNode node, ReadingContext context, [MaybeNullWhen(false)] out T value);

    /// <summary>The JSON Schema of such a value.</summary>
    public abstract JsonObject Describe(SchemaDefinitions definitions);
}
