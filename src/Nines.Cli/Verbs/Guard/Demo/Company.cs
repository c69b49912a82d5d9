using Nines.FakeAzure;
using Nines.FakeAzure.Tenants;
using Nines.FakeAzure.Tokens;

namespace Nines.Cli.Verbs.Guard.Demo;

/// <summary>A user of the cluster.</summary>
/// <param name="Name">Name in the output.</param>
/// <param name="Upn">User principal name; empty for a user without one.</param>
internal sealed record Visitor(string Name, string Upn, string Oid);

/// <summary>The tenant that is shown: who there is, which roles they have, and what follows from them.</summary>
internal sealed class Company
{
    public const string Cluster = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/shop/providers/Microsoft.ContainerService/managedClusters/shop";
    public const string GuardApp = "90000000-0000-0000-0000-0000000000a1";
    public const string GuardSecret = "try-only";

    private const string Guard = "90000000-0000-0000-0000-000000000001";
    private const string Operators = "60000000-0000-0000-0000-000000000001";
    private const string GuardRole = "a0000000-0000-0000-0000-000000000001";
    private const string OperatorRole = "a0000000-0000-0000-0000-000000000002";
    private const string DeveloperRole = "a0000000-0000-0000-0000-000000000003";
    private static readonly TimeSpan s_farAway = TimeSpan.FromMilliseconds(30);

    private readonly FakeAzureServer _azure;

    public Company(FakeAzureServer azure)
    {
        _azure = azure;
        FakeTenant tenant = azure.Tenant;
        tenant.Put(new FakeGroup(Operators, "operators"));
        tenant.Put(new FakeUser(Operator.Oid, Operator.Upn, [Operators]));
        tenant.Put(new FakeUser(Developer.Oid, Developer.Upn));
        tenant.Put(new FakeUser(Stranger.Oid, Stranger.Upn));
        tenant.Put(new FakeServicePrincipal(Guard, GuardApp, GuardSecret, AppRoles: ["User.Read.All", "GroupMember.Read.All"]));
        tenant.Put(new FakeRoleAssignment(GuardRole, Guard, FakeRole.AccessChecker, Cluster));
        tenant.Put(new FakeRoleAssignment(OperatorRole, Operators, FakeRole.ClusterAdmin, Cluster));
        tenant.Put(new FakeRoleAssignment(
            DeveloperRole, Developer.Oid,
            new FakeRole(DataActions: ["Microsoft.ContainerService/managedClusters/*/read", "Microsoft.ContainerService/managedClusters/*/write"]), $"{Cluster}/namespaces/dev"));

        // As far away as a region is.
        var latency = new Nines.FakeAzure.Faults.Fault(LatencyMs: (int)s_farAway.TotalMilliseconds, JitterMs: 20);
        azure.Faults.Set(Nines.FakeAzure.Faults.PathKind.CheckAccess, latency);
    }

    public static Visitor Operator { get; } = new("operator", "operator@shop.example", "0b000000-0000-0000-0000-000000000002");

    public static Visitor Developer { get; } = new("developer", "developer@shop.example", "d0000000-0000-0000-0000-000000000001");

    /// <summary>Has an account, and no role.</summary>
    public static Visitor Stranger { get; } = new("stranger", "stranger@shop.example", "50000000-0000-0000-0000-000000000003");

    /// <summary>A token as kubectl gets it.</summary>
    public string TokenOf(Visitor visitor) => _azure.Tokens.Issue(new TokenRequest(visitor.Oid, TokenRequest.AksServer));

    /// <summary>A manipulated token of the operator.</summary>
    public string ForgedToken()
    {
        string[] parts = TokenOf(Operator).Split('.');
        char[] signature = parts[2].ToCharArray();
        int middle = signature.Length / 2;
        signature[middle] = signature[middle] == 'A' ? 'B' : 'A';
        return $"{parts[0]}.{parts[1]}.{new string(signature)}";
    }

    public void TakeRoleOfDeveloper() => _azure.Tenant.RemoveRoleAssignment(DeveloperRole);

    /// <summary>Number of questions to Azure about permissions.</summary>
    public int Checks => _azure.Answers.Read().Count(answer => answer.Kind is Nines.FakeAzure.Faults.PathKind.CheckAccess);

    /// <summary>A reason of the guard, short enough for a column.</summary>
    public static string Short(string reason) =>
        reason.Contains(DeveloperRole, StringComparison.Ordinal) ? "role: writer in dev"
        : reason.Contains(OperatorRole, StringComparison.Ordinal) ? "role: cluster admin"
        : reason.StartsWith("no Azure role assignment allows", StringComparison.Ordinal) ? "no role allows it"
        : reason;
}
