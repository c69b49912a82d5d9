using System.Runtime.CompilerServices;

namespace Nines.FakeAzure.Tenants;

/// <summary>Indexes for lookups by something other than the id, so that ten thousand users do not slow down each answer. Created at first use.</summary>
internal static class TenantIndex
{
    // By the dictionary itself: one that was not changed keeps its index, one that is gone takes it along.
    private static readonly ConditionalWeakTable<object, object> s_made = [];

    public static IEnumerable<FakeRoleAssignment> RolesOf(TenantState state, string principal) =>
        ((ILookup<string, FakeRoleAssignment>)s_made.GetValue(
            state.RoleAssignments,
            _ => state.RoleAssignments.Values.ToLookup(assignment => assignment.PrincipalId, StringComparer.OrdinalIgnoreCase)))[principal];

    public static FakeUser? UserNamed(TenantState state, string upn) =>
        ((ILookup<string, FakeUser>)s_made.GetValue(
            state.Users,
            _ => state.Users.Values.ToLookup(user => user.Upn, StringComparer.OrdinalIgnoreCase)))[upn].FirstOrDefault();
}
