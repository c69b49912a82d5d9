using System.Collections.Immutable;

namespace Nines.FakeAzure.Tenants;

/// <summary>Decision of Azure RBAC about one action.</summary>
/// <param name="Role">The assignment that permits it; null when none does.</param>
/// <param name="Deny">The deny assignment that takes it away; null when none does.</param>
internal readonly record struct AccessResult(FakeRoleAssignment? Role, FakeDenyAssignment? Deny)
{
    public bool IsAllowed => Role is not null && Deny is null;
}

/// <summary>Decides as Azure RBAC does: a role at the scope or above it must permit, and no deny assignment may apply.</summary>
internal static class AccessEvaluator
{
    /// <param name="principals">Object ids of the caller: the user and their groups.</param>
    public static AccessResult Evaluate(TenantState state, IReadOnlySet<string> principals, string action, bool isDataAction, string scope)
    {
        FakeRoleAssignment? role = principals.SelectMany(principal => TenantIndex.RolesOf(state, principal))
            .FirstOrDefault(assignment => Covers(assignment.Scope, scope) && Permits(assignment.Role, action, isDataAction));
        FakeDenyAssignment? deny = state.DenyAssignments.Values.FirstOrDefault(assignment =>
            (assignment.Principals.Contains(FakeDenyAssignment.Everyone) || assignment.Principals.Any(principals.Contains))
            && !(assignment.ExcludedPrincipals ?? []).Any(principals.Contains)
            && (assignment.OnlyHere ? Trimmed(assignment.Scope).Equals(Trimmed(scope), StringComparison.OrdinalIgnoreCase) : Covers(assignment.Scope, scope))
            && Permits(assignment.Denied, action, isDataAction));
        return new AccessResult(deny is null ? role : null, deny);
    }

    /// <summary>The object id and the groups that speak for it.</summary>
    /// <param name="claimed">The groups that the question names; the directory is asked when it names none.</param>
    public static ImmutableHashSet<string> Principals(TenantState state, string oid, IReadOnlyCollection<string> claimed) =>
        ImmutableHashSet.CreateRange(StringComparer.OrdinalIgnoreCase,
            [oid, .. claimed.Count > 0 ? claimed : state.GroupsOf(oid, securityOnly: true) ?? (IReadOnlyCollection<string>)[]]);

    /// <summary>True when <paramref name="scope"/> is <paramref name="above"/> or is below it, segment by segment.</summary>
    public static bool Covers(string above, string scope)
    {
        (string high, string low) = (Trimmed(above), Trimmed(scope));
        return low.StartsWith(high, StringComparison.OrdinalIgnoreCase) && (low.Length == high.Length || low[high.Length] == '/');
    }

    private static string Trimmed(string scope) => scope.TrimEnd('/');

    private static bool Permits(FakeRole role, string action, bool isDataAction) => isDataAction
        ? ActionPattern.MatchesAny(role.DataActions, action) && !ActionPattern.MatchesAny(role.NotDataActions, action)
        : ActionPattern.MatchesAny(role.Actions, action) && !ActionPattern.MatchesAny(role.NotActions, action);
}
