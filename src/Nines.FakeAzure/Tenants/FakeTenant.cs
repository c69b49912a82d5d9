namespace Nines.FakeAzure.Tenants;

/// <summary>The tenant, which tests and the admin endpoint change while it is being asked. Each answer sees one state. Safe for many threads.</summary>
internal sealed class FakeTenant(string id)
{
    /// <summary>More objects of a kind are refused, so that a runaway test does not eat the machine.</summary>
    public const int MaxObjects = 200_000;

    private TenantState _state = new();

    /// <summary>The tenant id, a GUID.</summary>
    public string Id => id;

    public TenantState State => Volatile.Read(ref _state);

    /// <summary>Changes the state as a whole. May be run again when another change was faster.</summary>
    /// <exception cref="InvalidOperationException">There would be too many objects.</exception>
    public TenantState Change(Func<TenantState, TenantState> change)
    {
        while (true)
        {
            TenantState before = State;
            TenantState after = change(before);
            int most = new[] { after.Users.Count, after.Groups.Count, after.ServicePrincipals.Count, after.RoleAssignments.Count, after.DenyAssignments.Count, after.MissingScopes.Count }.Max();
            if (most > MaxObjects)
            {
                throw new InvalidOperationException($"more than {MaxObjects} objects of a kind.");
            }

            if (ReferenceEquals(Interlocked.CompareExchange(ref _state, after, before), before))
            {
                return after;
            }
        }
    }

    public void Put(FakeUser user) => Change(state => state with { Users = state.Users.SetItem(user.Oid, user) });

    public void Put(FakeGroup group) => Change(state => state with { Groups = state.Groups.SetItem(group.Oid, group) });

    public void Put(FakeServicePrincipal app) => Change(state => state with { ServicePrincipals = state.ServicePrincipals.SetItem(app.Oid, app) });

    public void Put(FakeRoleAssignment assignment) =>
        Change(state => state with { RoleAssignments = state.RoleAssignments.SetItem(assignment.Id, assignment) });

    public void Put(FakeDenyAssignment assignment) =>
        Change(state => state with { DenyAssignments = state.DenyAssignments.SetItem(assignment.Id, assignment) });

    public void Set(Func<TenantSettings, TenantSettings> change) => Change(state => state with { Settings = change(state.Settings) });

    /// <returns>True when it existed.</returns>
    public bool RemoveRoleAssignment(string assignment)
    {
        bool was = false;
        Change(state =>
        {
            was = state.RoleAssignments.ContainsKey(assignment);
            return state with { RoleAssignments = state.RoleAssignments.Remove(assignment) };
        });
        return was;
    }
}
