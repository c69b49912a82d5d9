using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Nines.Guard.Decisions.Rbac;

/// <summary>What Azure has operations for, below one kind of cluster.</summary>
internal sealed class OperationTable
{
    private readonly FrozenDictionary<(string Group, string Resource), ImmutableArray<string>> _verbs;
    private readonly FrozenSet<string> _groups;

    public OperationTable(IEnumerable<KnownOperation> operations)
    {
        _verbs = operations.GroupBy(operation => (operation.Group, operation.Resource))
            .ToFrozenDictionary(
                resource => resource.Key,
                resource => resource.Select(operation => operation.Verb).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToImmutableArray());
        _groups = _verbs.Keys.Select(resource => resource.Group).ToFrozenSet(StringComparer.Ordinal);
        Resources = [.. _verbs.Keys.OrderBy(resource => resource.Group, StringComparer.Ordinal).ThenBy(resource => resource.Resource, StringComparer.Ordinal)];
    }

    /// <summary>All of them, sorted; the group of core resources is empty.</summary>
    public ImmutableArray<(string Group, string Resource)> Resources { get; }

    public bool Knows(string group) => _groups.Contains(group);

    public bool Knows(string group, string resource) => _verbs.ContainsKey((group, resource));

    /// <summary>Such as <c>read</c> and <c>exec/action</c>; empty for what is not known.</summary>
    public ImmutableArray<string> Verbs(string group, string resource) => _verbs.GetValueOrDefault((group, resource), []);
}

/// <param name="Group">Empty for core resources.</param>
/// <param name="Verb">Such as <c>read</c> or <c>exec/action</c>.</param>
internal readonly record struct KnownOperation(string Group, string Resource, string Verb);
