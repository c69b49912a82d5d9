using Nines.FakeAzure.Faults;
using Nines.FakeAzure.Tenants;

namespace Nines.FakeAzure;

/// <summary>Answer to <c>GET /admin/state</c>. Secrets are omitted.</summary>
internal sealed record AdminState(
    string TenantId,
    IReadOnlyList<FakeUser> Users,
    IReadOnlyList<FakeGroup> Groups,
    IReadOnlyList<FakeServicePrincipal> ServicePrincipals,
    IReadOnlyList<FakeRoleAssignment> RoleAssignments,
    IReadOnlyList<FakeDenyAssignment> DenyAssignments,
    IReadOnlyList<string> MissingScopes,
    TenantSettings Settings,
    ThrottleSettings Throttle,
    IReadOnlyDictionary<string, Fault> Faults,
    string TokenSigningKey,
    IReadOnlyList<string> PublishedKeys,
    long Calls,
    IReadOnlyList<FakeScaleSet> ScaleSets,
    IReadOnlyList<FakeMachine> Machines)
{
    public static AdminState From(FakeAzureServer server)
    {
        TenantState state = server.Tenant.State;
        return new AdminState(
            server.Tenant.Id, [.. state.Users.Values], [.. state.Groups.Values],
            [.. state.ServicePrincipals.Values.Select(app => app with { Secret = null })],
            [.. state.RoleAssignments.Values], [.. state.DenyAssignments.Values], [.. state.MissingScopes], state.Settings,
            server.Throttle.Settings, server.Faults.Current.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value),
            server.Keys.Current.Id, [.. server.Keys.Published.Select(key => key.Id)], server.Answers.Count,
            [.. server.Compute.State.ScaleSets.Values], [.. server.Compute.State.Machines.Values]);
    }
}

/// <summary>See <see cref="Tokens.SigningKeys.Rotate"/>.</summary>
internal sealed record RotateRequest(string? Algorithm = null, bool Publish = true, bool KeepOld = true);

/// <summary>See <see cref="Tokens.TokenIssuer.ServiceAccount"/>.</summary>
internal sealed record ServiceAccountRequest(string Subject, string Audience = FederatedCredential.UsualAudience, int LifetimeSeconds = 3_600);
