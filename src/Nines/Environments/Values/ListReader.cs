using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Nines.Environments.Reading;
using Nines.Text;

namespace Nines.Environments.Values;

/// <summary>Reads a list, each item of which may be there only once.</summary>
/// <param name="noun">What the items are, in the plural.</param>
/// <param name="item">How an item is read.</param>
/// <param name="atMost">The most items.</param>
/// <param name="atLeast">The fewest items.</param>
/// <param name="isDistinct">False when an item may be repeated.</param>
internal sealed class ListReader<T>(string noun, ValueReader<T> item, int atMost, int atLeast = 0, bool isDistinct = true)
    : ValueReader<ImmutableArray<T>>
{
    public override bool TryRead(DocumentNode node, ReadingContext context, out ImmutableArray<T> value)
    {
        value = [];
        if (node is not SequenceNode sequence)
        {
            string? hint = node is ScalarNode scalar && !PlainScalar.IsNothing(scalar) ? $"Write [{scalar.Value}]." : null;
            context.Report(node.Position, $"Expected a list of {noun}, found {PlainScalar.KindOf(node)}.", hint?.Length > 80 ? null : hint);
            return false;
        }

        if (sequence.Items.Length < atLeast || sequence.Items.Length > atMost)
        {
            context.Report(node.Position, $"Expected {(atLeast == 0 ? $"at most {atMost:N0}" : $"{atLeast:N0} to {atMost:N0}")} {noun}, found {sequence.Items.Length:N0}.");
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
                context.Report(each.Position, $"{read} is there twice.", "Remove one.");
            }
            else
            {
                items.Add(read);
            }
        }

        value = items.DrainToImmutable();
        return isSound;
    }

    public override JsonObject Describe(SchemaDefinitions definitions)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = item.Describe(definitions), ["maxItems"] = atMost };
        if (atLeast > 0)
        {
            schema["minItems"] = atLeast;
        }

        if (isDistinct)
        {
            schema["uniqueItems"] = true;
        }

        return schema;
    }
}
