using Nines.FakeAzure;
using Nines.FakeAzure.Faults;
using Nines.FakeAzure.Tenants;
using Nines.FakeAzure.Tokens;
using Nines.Testing.Processes;

namespace Nines.Guard.Integration.Tests.Azure;

/// <summary>A stand-in for Azure with a developer of one namespace, operators of everything, and the guard's own application.</summary>
internal sealed class FakeCompany : IAsyncDisposable
{
    public const string Developer = "d0000000-0000-0000-0000-000000000001";
    public const string DeveloperName = "dev@example.com";
    public const string Operators = "60000000-0000-0000-0000-000000000001";
    public const string Secret = "canary-secret-5d0c";

    private const string Cluster = "/subscriptions/5a9d0000-0000-0000-0000-000000000001/resourceGroups/prod/providers/Microsoft.ContainerService/managedClusters/one";
    private const string Operator = "0b000000-0000-0000-0000-000000000002";
    private const string GuardId = "90000000-0000-0000-0000-000000000001";
    private const string GuardApp = "90000000-0000-0000-0000-0000000000a1";
    private const string DevelopersRole = "a0000000-0000-0000-0000-000000000002";

    private FakeCompany(FakeAzureServer server) => Server = server;

    public FakeAzureServer Server { get; }

    public string DeveloperToken => Server.Tokens.Issue(new TokenRequest(Developer, TokenRequest.AksServer));

    public string OperatorToken => Server.Tokens.Issue(new TokenRequest(Operator, TokenRequest.AksServer, Version: 2));

    /// <param name="ttl">Validity that Azure states for its decisions.</param>
    public static async Task<FakeCompany> StartAsync(TimeSpan ttl, CancellationToken cancellation)
    {
        FakeAzureServer server = await FakeAzureServer.StartAsync(new FakeAzureOptions(), cancellation);
        FakeTenant tenant = server.Tenant;
        tenant.Set(settings => settings with { TimeToLiveMs = (long)ttl.TotalMilliseconds });
        tenant.Put(new FakeUser(Developer, DeveloperName));
        tenant.Put(new FakeUser(Operator, "op@example.com", [Operators]));
        tenant.Put(new FakeGroup(Operators, "operators"));
        tenant.Put(new FakeServicePrincipal(GuardId, GuardApp, Secret, [], ["User.Read.All", "GroupMember.Read.All"]));
        tenant.Put(new FakeRoleAssignment("a0000000-0000-0000-0000-000000000001", GuardId, FakeRole.AccessChecker, Cluster));
        tenant.Put(new FakeRoleAssignment(DevelopersRole, Developer, FakeRole.ClusterAdmin, Cluster + "/namespaces/dev"));
        tenant.Put(new FakeRoleAssignment("a0000000-0000-0000-0000-000000000003", Operators, FakeRole.ClusterAdmin, Cluster));
        return new FakeCompany(server);
    }

    /// <summary>Settings of a guard for this company.</summary>
    public IEnumerable<string> Settings(TempFolder folder)
    {
        string home = Server.BaseAddress.AbsoluteUri.TrimEnd('/');
        return
        [
            "--entra-tenant", Server.Tenant.Id, "--entra-audiences", TokenRequest.AksServer, "--entra-authority", $"{home}/{Server.Tenant.Id}/v2.0",
            "--entra-graph-endpoint", home, "--azure-resource-id", Cluster, "--azure-management-endpoint", home, "--azure-client-id", GuardApp,
            "--azure-credential", "client-secret", "--azure-client-secret-file", folder.Write("azure-secret", Secret), "--log-reviews", "all",
        ];
    }

    /// <summary>Calls to checkaccess about a user.</summary>
    public int ChecksOf(string oid) =>
        Server.Answers.Read().Count(answer => answer.Kind == PathKind.CheckAccess && answer.Question.Contains(oid, StringComparison.Ordinal));

    /// <summary>Every answer that allowed a user something.</summary>
    public IEnumerable<LoggedAnswer> AllowsOf(string oid) => Server.Answers.Read().Where(answer =>
        answer is { Kind: PathKind.CheckAccess, Verdict: AnswerVerdict.Allow } && answer.Question.Contains(oid, StringComparison.Ordinal));

    /// <summary>Every call is cut off from now on, until the faults are cleared.</summary>
    public void GoDown() => Server.Faults.SetAll(new Fault(How: Delivery.Cut));

    public void ComeBack() => Server.Faults.ClearAll();

    public void TakeDevelopersRole() => Server.Tenant.RemoveRoleAssignment(DevelopersRole);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
