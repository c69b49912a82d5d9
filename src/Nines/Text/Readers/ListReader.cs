using System.Collections.Immutable;
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
