using System.Collections.Immutable;

namespace Nines.FakeAzure.Tenants;

/// <summary>All that the tenant knows at one moment. Object ids, names and scopes are compared without regard to case, as Azure does.</summary>
internal sealed record TenantState
{
    private static readonly StringComparer s_names = StringComparer.OrdinalIgnoreCase;

    public ImmutableSortedDictionary<string, FakeUser> Users { get; init; } = ImmutableSortedDictionary.Create<string, FakeUser>(s_names);

    public ImmutableSortedDictionary<string, FakeGroup> Groups { get; init; } = ImmutableSortedDictionary.Create<string, FakeGroup>(s_names);

    public ImmutableSortedDictionary<string, FakeServicePrincipal> ServicePrincipals { get; init; } =
        ImmutableSortedDictionary.Create<string, FakeServicePrincipal>(s_names);

    public ImmutableSortedDictionary<string, FakeRoleAssignment> RoleAssignments { get; init; } =
        ImmutableSortedDictionary.Create<string, FakeRoleAssignment>(s_names);

    public ImmutableSortedDictionary<string, FakeDenyAssignment> DenyAssignments { get; init; } =
        ImmutableSortedDictionary.Create<string, FakeDenyAssignment>(s_names);

    /// <summary>Resources that are no more: questions about them and what is below are answered with 404.</summary>
    public ImmutableSortedSet<string> MissingScopes { get; init; } = ImmutableSortedSet.Create<string>(s_names);

    public TenantSettings Settings { get; init; } = new();

    /// <summary>A user by object id or user principal name; null when there is none.</summary>
    public FakeUser? FindUser(string idOrUpn) =>
        Users.GetValueOrDefault(idOrUpn) ?? TenantIndex.UserNamed(this, idOrUpn);

    public FakeServicePrincipal? FindApp(string appId) => ServicePrincipals.Values.FirstOrDefault(app => s_names.Equals(app.AppId, appId));

    /// <summary>Groups of a user, service principal or group, passed on through groups; sorted. Null when there is no such object.</summary>
    /// <param name="securityOnly">Leaves out groups that are not for security.</param>
    public ImmutableSortedSet<string>? GroupsOf(string oid, bool securityOnly)
    {
        IReadOnlyList<string>? direct = Users.TryGetValue(oid, out FakeUser? user) ? user.Groups ?? []
            : ServicePrincipals.TryGetValue(oid, out FakeServicePrincipal? app) ? app.Groups ?? []
            : Groups.TryGetValue(oid, out FakeGroup? group) ? group.MemberOf ?? []
            : null;
        if (direct is null)
        {
            return null;
        }

        // Each group is walked once, so that groups in a circle end too.
        ImmutableSortedSet<string>.Builder found = ImmutableSortedSet.CreateBuilder<string>(s_names);
        Queue<string> next = new(direct);
        while (next.TryDequeue(out string? id))
        {
            if (Groups.TryGetValue(id, out FakeGroup? member) && found.Add(member.Oid))
            {
                foreach (string above in member.MemberOf ?? [])
                {
                    next.Enqueue(above);
                }
            }
        }

        return securityOnly ? [.. found.Where(id => Groups[id].SecurityEnabled)] : found.ToImmutable();
    }
}

/// <param name="TimeToLiveMs">Validity that checkaccess states in its answers, in milliseconds.</param>
/// <param name="AnswerIdsInAssignments">
/// True when the role or deny assignment of an answer has the name of the answer instead of the assignment, so that a server which passes on
/// nothing but that name can be judged too.
/// </param>
/// <param name="GraphPage">Ids on one page of Graph, from 1.</param>
/// <param name="PdpPage">Decisions on one page of the PDP, from 1.</param>
/// <param name="MaxGroupsInToken">A token of a user with more groups says where to ask instead: 200 in Entra ID.</param>
/// <param name="TokenSeconds">Lifetime of the tokens of the token endpoints, in seconds.</param>
internal sealed record TenantSettings(
    long TimeToLiveMs = 300_000,
    bool AnswerIdsInAssignments = false,
    int GraphPage = 11_000,
    int PdpPage = 200,
    int MaxGroupsInToken = 200,
    int TokenSeconds = 3_600);
