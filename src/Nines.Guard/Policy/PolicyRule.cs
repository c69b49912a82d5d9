using System.Collections.Immutable;
using Nines.Guard.Decisions;
using Nines.Text;

namespace Nines.Guard.Policy;

/// <summary>Permission of the policy file. Lists mean "any of"; <c>*</c> in a list means all, as in the roles of Kubernetes.</summary>
internal sealed record PolicyRule
{
    /// <summary>Name for reasons and logs.</summary>
    public required string Name { get; init; }

    /// <summary>Position in the policy file.</summary>
    public required SourcePosition Position { get; init; }

    /// <summary>User names or Entra ID object ids.</summary>
    public required ImmutableArray<string> Users { get; init; }

    /// <summary>Group names or Entra ID object ids.</summary>
    public required ImmutableArray<string> Groups { get; init; }

    /// <summary>True when the rule covers all namespaces, requests for all of them at once, and objects outside of namespaces.</summary>
    public required bool ClusterWide { get; init; }

    /// <summary>Namespaces; empty when the rule is <see cref="ClusterWide"/>.</summary>
    public required NameSet Namespaces { get; init; }

    public required NameSet Verbs { get; init; }

    public required NameSet ApiGroups { get; init; }

    /// <summary><c>pods</c>, <c>pods/log</c>, <c>*/scale</c>; <c>pods</c> alone does not cover its subresources, <c>*</c> covers everything.</summary>
    public required NameSet Resources { get; init; }

    /// <summary>Names of objects; all when empty. A request that names no object (list, create) is then not covered.</summary>
    public required NameSet Names { get; init; }

    /// <summary>Paths; one that ends in <c>*</c> covers all with that prefix.</summary>
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
