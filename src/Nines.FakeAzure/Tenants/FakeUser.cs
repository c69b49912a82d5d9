namespace Nines.FakeAzure.Tenants;

/// <summary>A person of the tenant.</summary>
/// <param name="Oid">The object id, a GUID.</param>
/// <param name="Upn">The user principal name. A guest has one with <c>#EXT#</c>, and tokens do not carry it.</param>
/// <param name="Groups">Object ids of the groups whose member the user is directly.</param>
/// <param name="IsGuest">Invited from another directory.</param>
/// <param name="Mail">Sign-in name of a guest; the upn when null.</param>
internal sealed record FakeUser(string Oid, string Upn, IReadOnlyList<string>? Groups = null, bool IsGuest = false, string? Mail = null);

/// <summary>A group. Members say whose members they are.</summary>
/// <param name="MemberOf">Groups whose member this group is: membership passes on.</param>
/// <param name="SecurityEnabled">False for a distribution list or a Microsoft 365 group without security.</param>
internal sealed record FakeGroup(string Oid, string Name, IReadOnlyList<string>? MemberOf = null, bool SecurityEnabled = true);

/// <summary>An application in the tenant, or a managed identity.</summary>
/// <param name="Oid">The object id of the service principal; role assignments name it.</param>
/// <param name="AppId">The client id.</param>
/// <param name="Secret">Its client secret; null when it has none.</param>
/// <param name="Federated">Assertions of other issuers that it may show instead of a secret.</param>
/// <param name="AppRoles">Graph permissions that were granted to it, such as <c>GroupMember.Read.All</c>.</param>
/// <param name="IsManagedIdentity">The managed-identity endpoint gives tokens for it.</param>
/// <param name="ServesAks">The AKS token URL gives its tokens. At most one does; the first by object id counts.</param>
internal sealed record FakeServicePrincipal(
    string Oid,
    string AppId,
    string? Secret = null,
    IReadOnlyList<FederatedCredential>? Federated = null,
    IReadOnlyList<string>? AppRoles = null,
    IReadOnlyList<string>? Groups = null,
    bool IsManagedIdentity = false,
    bool ServesAks = false)
{
    // A secret is not for logs, not even a pretended one: habits are copied.
    public override string ToString() => $"FakeServicePrincipal {AppId}";
}

/// <summary>Assertions that a service principal accepts; compared character by character, as Entra ID does.</summary>
internal sealed record FederatedCredential(string Issuer, string Subject, string Audience = FederatedCredential.UsualAudience)
{
    public const string UsualAudience = "api://AzureADTokenExchange";
}
