using System.Net;
using System.Text.Json;
using Nines.FakeAzure.Tenants;

namespace Nines.Guard.Tests.FakeAzure;

public sealed class GraphEndpointTests
{
    private const string Body = """{"securityEnabledOnly":true}""";

    [Theory]
    [InlineData("users/" + Cloud.Operator, HttpStatusCode.OK)]
    [InlineData("users/op@example.com", HttpStatusCode.OK)]
    [InlineData("users/OP@EXAMPLE.COM", HttpStatusCode.OK)]
    [InlineData("users/nobody@example.com", HttpStatusCode.NotFound)]
    [InlineData("servicePrincipals/" + Cloud.Guard, HttpStatusCode.Forbidden)]
    [InlineData("directoryObjects/" + Cloud.Operator, HttpStatusCode.Forbidden)]
    [InlineData("devices/x", HttpStatusCode.BadRequest)]
    public async Task Permissions_and_objects_decide(string path, HttpStatusCode status)
    {
        await using Cloud cloud = await Cloud.StartAsync();
        using HttpResponseMessage reply = await cloud.SendAsync(HttpMethod.Post, $"/v1.0/{path}/getMemberGroups", Body, cloud.Token("https://graph.microsoft.com"));
        reply.StatusCode.ShouldBe(status);
    }

    [Theory]
    [InlineData("https://management.azure.com", HttpStatusCode.Unauthorized)]
    [InlineData("https://graph.microsoft.com/", HttpStatusCode.OK)]
    public async Task Graph_requires_a_token(string audience, HttpStatusCode status)
    {
        await using Cloud cloud = await Cloud.StartAsync();
        using HttpResponseMessage reply = await cloud.SendAsync(HttpMethod.Post, $"/v1.0/users/{Cloud.Operator}/getMemberGroups", Body, cloud.Token(audience));
        reply.StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task More_than_11000_groups_are_refused_by_the_action_and_listed_by_the_collection()
    {
        await using Cloud cloud = await Cloud.StartAsync();
        string[] ids = [.. Enumerable.Range(0, 11_001).Select(at => $"60000000-0000-0000-0001-{at:x12}")];
        cloud.Server.Tenant.Change(state => state with { Groups = state.Groups.AddRange(ids.Select(id => KeyValuePair.Create(id, new FakeGroup(id, id)))) });
        cloud.Server.Tenant.Put(new FakeUser(Cloud.Operator, "op@example.com", ids));
        string token = cloud.Token("https://graph.microsoft.com");
        using HttpResponseMessage refused = await cloud.SendAsync(HttpMethod.Post, $"/v1.0/users/{Cloud.Operator}/getMemberGroups", Body, token);
        (await Cloud.JsonAsync(refused)).GetProperty("error").GetProperty("code").GetString().ShouldBe("Directory_ResultSizeLimitExceeded");

        cloud.Server.Tenant.Set(settings => settings with { GraphPage = 4_000 });
        List<string> listed = [];
        string? next = $"/v1.0/users/{Cloud.Operator}/transitiveMemberOf/microsoft.graph.group";
        while (next is not null)
        {
            using HttpResponseMessage reply = await cloud.SendAsync(HttpMethod.Get, next, token: token);
            JsonElement page = await Cloud.JsonAsync(reply);
            listed.AddRange(page.GetProperty("value").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            next = page.TryGetProperty("@odata.nextLink", out JsonElement link) ? link.GetString() : null;
        }

        listed.ShouldBe(ids);
    }

    [Fact]
    public async Task Cyclic_groups_are_resolved()
    {
        await using Cloud cloud = await Cloud.StartAsync();
        cloud.Server.Tenant.Put(new FakeGroup("60000000-0000-0000-0000-00000000000a", "a", [Cloud.Operators]));
        cloud.Server.Tenant.Put(new FakeGroup(Cloud.Operators, "operators", ["60000000-0000-0000-0000-00000000000a", Cloud.Operators, "unknown"]));
        using HttpResponseMessage reply = await cloud.SendAsync(HttpMethod.Post, $"/v1.0/users/{Cloud.Operator}/getMemberGroups", Body, cloud.Token("https://graph.microsoft.com"));
        (await Cloud.JsonAsync(reply)).GetProperty("value").GetArrayLength().ShouldBe(2);
    }
}
