namespace Nines.FakeAzure.Tenants;

/// <summary>
/// Permissions of a role. Each entry may contain <c>*</c> anywhere, which matches any text. A role permits what its (data) actions name
/// and its not-(data-)actions do not; what one role leaves out another may permit.
/// </summary>
internal sealed record FakeRole(
    IReadOnlyList<string>? Actions = null,
    IReadOnlyList<string>? NotActions = null,
    IReadOnlyList<string>? DataActions = null,
    IReadOnlyList<string>? NotDataActions = null)
{
    /// <summary>Everything in every namespace: the data actions of "Azure Kubernetes Service RBAC Cluster Admin".</summary>
    public static FakeRole ClusterAdmin { get; } = new(DataActions: ["Microsoft.ContainerService/managedClusters/*"]);

    /// <summary>May ask who may do what: what the guard's own principal needs.</summary>
    public static FakeRole AccessChecker { get; } = new(Actions: ["Microsoft.Authorization/*/read"]);
}

/// <param name="Id">A GUID; the last segment of the assignment's resource id.</param>
/// <param name="PrincipalId">The object id of a user, group or service principal.</param>
/// <param name="Scope">
/// <c>/</c>, <c>/subscriptions/{id}</c>, a resource group, a resource, or <c>{resource}/namespaces/{name}</c>. It holds for everything below.
/// </param>
internal sealed record FakeRoleAssignment(string Id, string PrincipalId, FakeRole Role, string Scope);

/// <summary>Takes away what roles permit.</summary>
/// <param name="Principals">Object ids, or <see cref="Everyone"/>.</param>
/// <param name="ExcludedPrincipals">To whom it does not apply.</param>
/// <param name="Denied">Read as a role: what it would permit is denied.</param>
/// <param name="OnlyHere">Does not apply to what is below <paramref name="Scope"/>.</param>
internal sealed record FakeDenyAssignment(
    string Id,
    IReadOnlyList<string> Principals,
    FakeRole Denied,
    string Scope,
    IReadOnlyList<string>? ExcludedPrincipals = null,
    bool OnlyHere = false)
{
    /// <summary>The id that stands for all principals.</summary>
    public const string Everyone = "00000000-0000-0000-0000-000000000000";
}
