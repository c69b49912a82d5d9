using System.Collections.Immutable;
using Nines.Text.Readers;

namespace Nines.Environments.Specs;

/// <param name="Groups">Groups and their roles.</param>
public sealed record IdentitySpec(ImmutableArray<GroupSpec> Groups);

/// <param name="Name">Unique.</param>
/// <param name="ObjectId">Entra ID object id; null when not stated.</param>
/// <param name="Namespaces">Namespaces that the group may change; empty for all.</param>
public sealed record GroupSpec(string Name, string? ObjectId, ImmutableArray<string> Namespaces);

/// <summary>Groups and their roles.</summary>
internal static class IdentitySection
{
    private static readonly NameRule _namespaceRule = new(
        "[a-z0-9]([a-z0-9-]*[a-z0-9])?", 63, "of a namespace has lower-case letters, digits and inner dashes, and is at most 63 long");

    private static readonly Key<ImmutableArray<string>> _namespaces = Keys.Required(
        "namespaces", new ListReader<string>("namespaces", Namespace, 1_000, 1), [], "Namespaces that the group may change.");

    private static readonly Key<string> _objectId = Keys.Optional(
        "objectId",
        Texts.Matching("an Entra ID object id", "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}", 36),
        "Entra ID object id of the group.");

    private static readonly Key<ImmutableArray<string>> _scope = Keys.Required(
        "scope",
        new EitherReader<ImmutableArray<string>>(
            Texts.OneOf<ImmutableArray<string>>("a scope", ("cluster", [])),
            new MappingReader<ImmutableArray<string>>(
                "namespaceScope", "a scope", "Certain namespaces.", [_namespaces], fields => fields.Get(_namespaces))),
        [],
        "Scope of its permissions: cluster, or { namespaces: [dev] }.");

    private static readonly MappingReader<GroupSpec> _group = new(
        "group", "a group", "An Entra ID group and its permissions.", [_objectId, _scope],
        fields => new GroupSpec(fields.Name, fields.Find(_objectId), fields.Get(_scope)));

    private static readonly Key<ImmutableArray<GroupSpec>> _groups = Keys.Default(
        "groups", new NamedReader<GroupSpec>("groups", NameRule.Own, _group, 1_000), [], "Groups by name.");

    public static ScalarReader<string> Namespace => Texts.Named("a namespace", _namespaceRule);

    public static MappingReader<IdentitySpec> Reader { get; } = new(
        "identity", "an identity section", "Groups and their permissions in the clusters.", [_groups],
        fields => new IdentitySpec(fields.Get(_groups)));
}
