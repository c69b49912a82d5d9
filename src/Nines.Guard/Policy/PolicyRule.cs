using System.Collections.Immutable;
using Nines.Guard.Decisions;

namespace Nines.Guard.Policy;

/// <summary>One permission of the policy file. Lists mean "any of"; <c>*</c> in a list means all, as in Kubernetes' own roles.</summary>
internal sealed record PolicyRule
{
    /// <summary>For reasons and logs.</summary>
    public required string Name { get; init; }

    /// <summary>User names or Entra ID object ids.</summary>
    public required ImmutableArray<string> Users { get; init; }

    /// <summary>Group names or Entra ID object ids.</summary>
    public required ImmutableArray<string> Groups { get; init; }

    /// <summary>Everywhere: in every namespace, in all of them at once, and for objects that are in none.</summary>
    public required bool ClusterWide { get; init; }

    /// <summary>Of a rule that is not <see cref="ClusterWide"/>.</summary>
    public required NameSet Namespaces { get; init; }

    public required NameSet Verbs { get; init; }

    public required NameSet ApiGroups { get; init; }

    /// <summary><c>pods</c>, <c>pods/log</c>, <c>*/scale</c>; <c>pods</c> alone does not hold its subresources, <c>*</c> holds everything.</summary>
    public required NameSet Resources { get; init; }

    /// <summary>Names of objects; all when empty. A request that names no object (list, create) is then not covered.</summary>
    public required NameSet Names { get; init; }

    /// <summary>Paths; one that ends in <c>*</c> holds all that begin so.</summary>
    public required ImmutableArray<string> NonResourcePaths { get; init; }

    public bool Allows(ResourceAttributes asked) =>
        Verbs.Has(asked.Verb)
        && (ClusterWide || (asked.Namespace.Length > 0 && Namespaces.Has(asked.Namespace)))
        && ApiGroups.Has(asked.Group)
        && HasResource(asked)
        && (Names.IsEmpty || (asked.Name.Length > 0 && Names.Has(asked.Name)));

    public bool Allows(NonResourceAttributes asked)
    {
        if (!ClusterWide || !Verbs.Has(asked.Verb))
        {
            return false;
        }

        foreach (string path in NonResourcePaths)
        {
            bool isCovered = path.EndsWith('*')
                ? asked.Path.AsSpan().StartsWith(path.AsSpan(0, path.Length - 1), StringComparison.Ordinal)
                : asked.Path == path;
            if (isCovered)
            {
                return true;
            }
        }

        return false;
    }

    private bool HasResource(ResourceAttributes asked) => asked.Subresource.Length == 0
        ? Resources.Has(asked.Resource)
        : Resources.Has($"{asked.Resource}/{asked.Subresource}") || Resources.Has($"*/{asked.Subresource}");
}
