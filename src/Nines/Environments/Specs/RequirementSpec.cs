using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Nines.Text.Readers;
using Nines.Text;

namespace Nines.Environments.Specs;

/// <summary>Requirement of something: a tree of bounded depth.</summary>
public abstract record RequirementSpec(SourcePosition Position);

/// <summary>One thing by name: see docs/predict.md for the names that the model offers.</summary>
public sealed record ReferenceRequirement(SourcePosition Position, string Name) : RequirementSpec(Position);

/// <summary>At least <paramref name="Needed"/> of the items: all of them, any, or k.</summary>
public sealed record CombinedRequirement(SourcePosition Position, int Needed, ImmutableArray<RequirementSpec> Items)
    : RequirementSpec(Position);

/// <summary>
/// Something in every region that has it: <c>{ each: regions, of: ingress }</c>; or every region itself. <see cref="EachRegion"/> replaces it
/// by what it stands for before anything else looks at it.
/// </summary>
/// <param name="Position">Position in the file.</param>
/// <param name="Of">What is needed in each region; empty for the regions themselves.</param>
public sealed record EachRegionRequirement(SourcePosition Position, ImmutableArray<RequirementSpec> Of) : RequirementSpec(Position);

/// <summary>An active part and a standby that takes over.</summary>
/// <param name="Position">Position in the file.</param>
/// <param name="Active">The part that carries the load.</param>
/// <param name="Standby">The part that takes over.</param>
/// <param name="Failover">Times and coverage of the failover.</param>
/// <param name="TestInterval">Time between tests of the standby; null when its failures are noticed at once.</param>
public sealed record StandbyRequirement(
    SourcePosition Position, RequirementSpec Active, RequirementSpec Standby, FailoverSpec Failover, TimeSpan? TestInterval)
    : RequirementSpec(Position);

/// <summary>Walks over requirements.</summary>
internal static class Requirements
{
    /// <summary>Every reference in a requirement, as written; none for null.</summary>
    public static IEnumerable<ReferenceRequirement> References(RequirementSpec? requirement)
    {
        var open = new Stack<RequirementSpec>();
        if (requirement is not null)
        {
            open.Push(requirement);
        }

        while (open.TryPop(out RequirementSpec? current))
        {
            switch (current)
            {
                case ReferenceRequirement reference:
                    yield return reference;
                    break;
                case CombinedRequirement combined:
                    for (int i = combined.Items.Length - 1; i >= 0; i--)
                    {
                        open.Push(combined.Items[i]);
                    }

                    break;
                case StandbyRequirement standby:
                    open.Push(standby.Standby);
                    open.Push(standby.Active);
                    break;
            }
        }
    }
}

/// <summary>
/// Reader of a requirement: a name; a list, all of which are needed; or a mapping with the number of a list that is needed, or
/// with an active part and its standby.
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
        ["description"] = "A name; a list, all of which are needed; or { all: [..] }, { any: [..] }, { atLeast: 2, of: [..] }, { each: regions, of: x }, { active: x, standby: y }.",
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

/// <summary>Reader of a reference. It checks the form; a later check resolves the name.</summary>
internal static class ReferenceName
{
    public static ScalarReader<string> Reader { get; } = Texts.Named(
        "a reference", new NameRule("[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)?", 127, "is one of this file or of the model, with its region and a dot in front if need be"));
}

/// <summary>The long forms of a requirement.</summary>
internal static class RequirementMapping
{
    public static readonly ListReader<RequirementSpec> Items = new(
        "requirements", RequirementReader.Instance, Limits.RequirementItems, 1, isDistinct: false);

    private static readonly Key<ImmutableArray<RequirementSpec>> _all = Keys.Default("all", Items, [], "All of these are needed.");
    private static readonly Key<ImmutableArray<RequirementSpec>> _any = Keys.Default("any", Items, [], "One of these is enough.");
    private static readonly Key<ImmutableArray<RequirementSpec>> _of = Keys.Default("of", new OneOrMoreReader(), [], "What atLeast counts, or what is needed in each region.");
    private static readonly Key<string> _each = Keys.Optional("each", Texts.OneOf("what to repeat", "regions"), "regions: what of says is needed in every region that has it; without of, every region itself.");

    private static readonly Key<int> _atLeast = Keys.Default(
        "atLeast", Numbers.Whole("a number of requirements", 1, Limits.RequirementItems), 1, "Required number of items in the list under of.");

    private static readonly Key<RequirementSpec> _active = Keys.Optional("active", RequirementReader.Instance, "What carries the load.");
    private static readonly Key<RequirementSpec> _standby = Keys.Optional("standby", RequirementReader.Instance, "The part that takes over.");

    private static readonly Key<TimeSpan> _testInterval = Keys.Optional(
        "testInterval", DurationReader.Positive, "Interval between tests of the standby. Default: its failures are detected at once.");

    private static readonly ImmutableArray<Key> _standbyKeys = [_active, _standby, .. FailoverSection.All, _testInterval];

    private static readonly ImmutableArray<(Key Lead, ImmutableArray<Key> Keys)> _forms =
        [(_all, [_all]), (_any, [_any]), (_of, [_atLeast, _of]), (_each, [_each, _of]), (_active, _standbyKeys)];

    public static MappingReader<RequirementSpec?> Reader { get; } = new(
        "requirementMapping", "a requirement", "How many of a list are needed, what is needed in each region, or which part stands by for which.",
        [_all, _any, _atLeast, _each, _of, .. _standbyKeys], Build, Refine);

    private static RequirementSpec? Build(Fields fields)
    {
        // Everything is read, so that faults inside of a wrong form are reported too.
        ImmutableArray<RequirementSpec> all = fields.Get(_all);
        ImmutableArray<RequirementSpec> any = fields.Get(_any);
        ImmutableArray<RequirementSpec> of = fields.Get(_of);
        int atLeast = fields.Get(_atLeast);
        bool isEach = fields.Find(_each) is not null;
        RequirementSpec? active = fields.Find(_active);
        RequirementSpec? standby = fields.Find(_standby);
        FailoverSpec failover = FailoverSection.Build(fields);
        TimeSpan? testInterval = fields.Maybe(_testInterval);
        if (!HasOneForm(fields))
        {
            return null;
        }

        if (isEach)
        {
            return new EachRegionRequirement(fields.Position, of);
        }

        if (fields.Has(_of) && atLeast > of.Length && fields.IsSound(_of))
        {
            fields.Report(_atLeast, $"{atLeast} are required, but the list has only {of.Length}.", "Lower atLeast, or add to the list.");
        }

        return fields switch
        {
            _ when !all.IsEmpty => new CombinedRequirement(fields.Position, all.Length, all),
            _ when !any.IsEmpty => new CombinedRequirement(fields.Position, 1, any),
            _ when !of.IsEmpty => new CombinedRequirement(fields.Position, Math.Min(atLeast, of.Length), of),
            _ when active is not null && standby is not null =>
                new StandbyRequirement(fields.Position, active, standby, failover, testInterval),
            _ => null,
        };
    }

    private static bool HasOneForm(Fields fields)
    {
        // 'of' belongs to atLeast unless 'each' stands beside it.
        ImmutableArray<Key> used = [.. _forms.Where(form => form.Keys.Any(key => fields.Has(key) && (key != _of || (form.Lead == _each) == fields.Has(_each))))
            .Select(form => form.Lead)];
        if (used.Length != 1)
        {
            fields.Context.Report(
                fields.Position,
                used.Length == 0 ? "The requirement is empty." : "The requirement mixes forms that exclude each other.",
                "Write { all: [..] }, { any: [..] }, { atLeast: 2, of: [..] }, { each: regions, of: x } or { active: x, standby: y }.");
            return false;
        }

        ImmutableArray<Key> needed = used[0] == _of ? [_atLeast, _of] : used[0] == _active ? [_active, _standby] : [];
        foreach (Key missing in needed.Where(key => !fields.Has(key)))
        {
            fields.Context.Report(fields.Position, $"The requirement needs the key '{missing.Name}' too.");
        }

        return needed.All(fields.Has);
    }

    private static void Refine(JsonObject schema)
    {
        schema["type"] = "object";
        schema["oneOf"] = new JsonArray(
            new JsonObject { ["required"] = new JsonArray("all"), ["maxProperties"] = 1 },
            new JsonObject { ["required"] = new JsonArray("any"), ["maxProperties"] = 1 },
            new JsonObject { ["required"] = new JsonArray("atLeast", "of"), ["maxProperties"] = 2 },
            new JsonObject { ["required"] = new JsonArray("each"), ["propertyNames"] = new JsonObject { ["enum"] = new JsonArray("each", "of") } },
            new JsonObject
            {
                ["required"] = new JsonArray("active", "standby"),
                ["propertyNames"] = new JsonObject { ["enum"] = new JsonArray([.. _standbyKeys.Select(key => JsonValue.Create(key.Name))]) },
            });
    }
}

/// <summary>Reader of one requirement, or of a list of them.</summary>
internal sealed class OneOrMoreReader : ValueReader<ImmutableArray<RequirementSpec>>
{
    public override bool TryRead(DocumentNode node, ReadingContext context, out ImmutableArray<RequirementSpec> value)
    {
        if (node is SequenceNode)
        {
            return RequirementMapping.Items.TryRead(node, context, out value);
        }

        bool isRead = RequirementReader.Instance.TryRead(node, context, out RequirementSpec? one);
        value = isRead ? [one!] : [];
        return isRead;
    }

    public override JsonObject Describe(SchemaDefinitions definitions) => RequirementReader.Instance.Describe(definitions);
}
