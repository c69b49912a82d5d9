using System.Collections.Immutable;

namespace Nines.Guard.Decisions.Rbac;

/// <param name="Id">Such as <c>Microsoft.ContainerService/managedClusters/pods/read</c>.</param>
/// <param name="Attributes">For conditions of role assignments, in the order in which they are sent.</param>
internal sealed record CheckAction(string Id, ImmutableArray<KeyValuePair<string, string>> Attributes)
{
    public CheckAction(string id)
        : this(id, [])
    {
    }
}
