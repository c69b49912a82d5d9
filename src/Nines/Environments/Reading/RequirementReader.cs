using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Nines.Environments.Specs;
using Nines.Text;
using Nines.Text.Readers;

namespace Nines.Environments.Reading;

/// <summary>
/// What something needs: a name; a list, all of which are needed; or a mapping that says how many of a list are needed, or
/// which part stands by for which.
/// </summary>
internal sealed class RequirementReader : ValueReader<RequirementSpec>
{
    private RequirementReader()
    {
    }

    public static RequirementReader Instance { get; } = new();

    public override bool TryRead(DocumentNode node, ReadingContext context, [MaybeNullWhen(false)] out RequirementSpec value)
    {
        value = null;
        if (context.Depth >= Limits.RequirementDepth)
        {
            context.Report(
                node.Position, $"A requirement is nested more than {Limits.RequirementDepth} deep.", "Give the inner part a name under components, and require that.");
            return false;
        }

        context.Depth++;
        bool isRead = node switch
        {
            SequenceNode => TryReadAll(node, context, out value),
            MappingNode => RequirementMapping.Reader.TryRead(node, context, out value) && value is not null,
            _ => TryReadName(node, context, out value),
        };
        context.Depth--;
        return isRead;
    }

    public override JsonObject Describe(SchemaDefinitions definitions) => definitions.Refer("requirement", () => new JsonObject
    {
        ["title"] = "A requirement",
        ["description"] = "A name; a list, all of which are needed; or { all: [..] }, { any: [..] }, { atLeast: 2, of: [..] }, { active: x, standby: y }.",
        ["anyOf"] = new JsonArray(
            ReferenceName.Reader.Describe(definitions),
            RequirementMapping.Items.Describe(definitions),
            RequirementMapping.Reader.Describe(definitions)),
    });

    private static bool TryReadName(DocumentNode node, ReadingContext context, out RequirementSpec? value)
    {
        bool isRead = ReferenceName.Reader.TryRead(node, context, out string? name);
        value = isRead ? new ReferenceRequirement(node.Position, name!) : null;
        return isRead;
    }

    private static bool TryReadAll(DocumentNode node, ReadingContext context, out RequirementSpec? value)
    {
        bool isRead = RequirementMapping.Items.TryRead(node, context, out ImmutableArray<RequirementSpec> items);
        value = isRead ? new CombinedRequirement(node.Position, items.Length, items) : null;
        return isRead;
    }
}

/// <summary>A reference: the form alone; whether it resolves is seen when the whole file is known.</summary>
internal static class ReferenceName
{
    public static ScalarReader<string> Reader { get; } = Texts.Named(
        "a reference", new NameRule("[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)?", 127, "is one of this file or of the model, with its region and a dot in front if need be"));
}
