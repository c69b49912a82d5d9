using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Nines.FakeAzure;
using Nines.FakeAzure.Tenants;
using Nines.FakeAzure.Tokens;

namespace Nines.Guard.Tests.FakeAzure;

/// <summary>A small company: a developer with access to one namespace, an operator with access to all, and the guard's own principal.</summary>
internal sealed class Cloud : IAsyncDisposable
{
    public const string Cluster = "/subscriptions/5a9d0000-0000-0000-0000-000000000001/resourceGroups/prod/providers/Microsoft.ContainerService/managedClusters/one";
    public const string Developer = "d0000000-0000-0000-0000-000000000001";
    public const string Operator = "0b000000-0000-0000-0000-000000000002";
    public const string Operators = "60000000-0000-0000-0000-000000000001";
    public const string Guard = "90000000-0000-0000-0000-000000000001";
    public const string GuardApp = "90000000-0000-0000-0000-0000000000a1";
    public const string PodsRead = "Microsoft.ContainerService/managedClusters/pods/read";
    public const string Secret = "a-secret";

    private Cloud(FakeAzureServer server) => (Server, Http) = (server, new HttpClient { BaseAddress = server.BaseAddress });

    public FakeAzureServer Server { get; }

    public HttpClient Http { get; }

    public static async Task<Cloud> StartAsync(FakeAzureOptions? options = null)
    {
        FakeAzureServer server = await FakeAzureServer.StartAsync(options ?? new FakeAzureOptions { Algorithm = "ES256" });
        FakeTenant tenant = server.Tenant;
        tenant.Put(new FakeUser(Developer, "dev@example.com"));
        tenant.Put(new FakeUser(Operator, "op@example.com", [Operators]));
        tenant.Put(new FakeGroup(Operators, "operators"));
        tenant.Put(new FakeServicePrincipal(
            Guard, GuardApp, Secret, [new FederatedCredential(TokenIssuer.ClusterIssuer, "system:serviceaccount:nines:guard")],
            ["User.Read.All", "GroupMember.Read.All"], IsManagedIdentity: true, ServesAks: true));
        tenant.Put(new FakeRoleAssignment("a0000000-0000-0000-0000-000000000001", Guard, FakeRole.AccessChecker, "/subscriptions/5a9d0000-0000-0000-0000-000000000001"));
        tenant.Put(new FakeRoleAssignment("a0000000-0000-0000-0000-000000000002", Developer, new FakeRole(DataActions: ["Microsoft.ContainerService/managedClusters/*/read"]), Cluster + "/namespaces/dev"));
        tenant.Put(new FakeRoleAssignment("a0000000-0000-0000-0000-000000000003", Operators, FakeRole.ClusterAdmin, Cluster));
        return new Cloud(server);
    }

    /// <summary>A token of the guard's principal.</summary>
    public string Token(string audience, int seconds = 3_600) => Server.Tokens.Issue(new TokenRequest(Guard, audience, LifetimeSeconds: seconds));

    public Task<HttpResponseMessage> CheckAsync(string scope, string oid, string[] actions, string? token = null, string[]? groups = null) =>
        SendAsync(HttpMethod.Post, $"{scope}/providers/Microsoft.Authorization/checkaccess?api-version=2018-09-01-preview",
            Question(scope, oid, actions, groups, ",\"IsDataAction\":true"), token ?? Token("https://management.azure.com/"));

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null, string? token = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await Http.SendAsync(request);
    }

    public static string Question(string scope, string oid, string[] actions, string[]? groups = null, string more = "") =>
        $$$"""
        {"Subject":{"Attributes":{"ObjectId":"{{{oid}}}","Groups":[{{{string.Join(',', (groups ?? []).Select(group => $"\"{group}\""))}}}]}},
        "Actions":[{{{string.Join(',', actions.Select(action => $"{{\"Id\":\"{action}\"{more}}}"))}}}],"Resource":{"Id":"{{{scope}}}"}}
        """;

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage reply)
    {
        using var document = JsonDocument.Parse(await reply.Content.ReadAsByteArrayAsync());
        return document.RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }
}
