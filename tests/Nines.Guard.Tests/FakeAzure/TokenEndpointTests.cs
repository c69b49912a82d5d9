using System.Net;
using System.Text.Json;
using Nines.FakeAzure;
using Nines.FakeAzure.Tenants;
using Nines.FakeAzure.Tokens;
using Nines.Testing;

namespace Nines.Guard.Tests.FakeAzure;

public sealed class TokenEndpointTests
{
    private const string Account = "system:serviceaccount:nines:guard";

    [Fact]
    public async Task A_secret_is_exchanged_for_a_token_that_the_resource_manager_accepts()
    {
        await using Cloud cloud = await Cloud.StartAsync();
        using HttpResponseMessage reply = await FormAsync(cloud, ("client_id", Cloud.GuardApp), ("client_secret", Cloud.Secret));
        JsonElement answer = await Cloud.JsonAsync(reply);
        answer.GetProperty("token_type").GetString().ShouldBe("Bearer");
        answer.GetProperty("expires_in").GetInt32().ShouldBe(3_600);
        using HttpResponseMessage check = await cloud.CheckAsync(Cloud.Cluster, Cloud.Operator, [Cloud.PodsRead], answer.GetProperty("access_token").GetString());
        check.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_assertion_of_the_trusted_service_account_is_exchanged_for_a_token()
    {
        await using Cloud cloud = await Cloud.StartAsync();
        using HttpResponseMessage reply = await AssertAsync(cloud, cloud.Server.Tokens.ServiceAccount(Account));
        reply.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Other_assertions_are_refused()
    {
        var clock = new ManualClock();
        await using Cloud cloud = await Cloud.StartAsync(new FakeAzureOptions { Time = clock, Algorithm = "ES256" });
        string late = cloud.Server.Tokens.ServiceAccount(Account, lifetimeSeconds: 10);
        clock.Advance(TimeSpan.FromSeconds(10));
        string[] assertions =
        [
            late, cloud.Server.Tokens.ServiceAccount(Account + "x"), cloud.Server.Tokens.ServiceAccount(Account, "api://else"),
            cloud.Server.Tokens.ServiceAccount(Account) + "AAAA", "x", cloud.Token("https://management.azure.com"),
        ];
        foreach (string assertion in assertions)
        {
            using HttpResponseMessage reply = await AssertAsync(cloud, assertion);
            reply.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            JsonElement failure = await Cloud.JsonAsync(reply);
            failure.GetProperty("error").GetString().ShouldBe("invalid_client");
            failure.GetProperty("error_codes")[0].GetInt32().ShouldBeGreaterThan(0);
        }
    }

    [Theory]
    [InlineData("client_secret", "wrong", "invalid_client")]
    [InlineData("client_secret", "", "invalid_client")]
    [InlineData("client_id", "90000000-0000-0000-0000-0000000000ff", "unauthorized_client")]
    [InlineData("grant_type", "password", "unsupported_grant_type")]
    [InlineData("scope", "https://management.azure.com/user_impersonation", "invalid_scope")]
    [InlineData("scope", "https://unknown.example/.default", "invalid_resource")]
    public async Task Errors_have_the_codes_of_Entra_ID(string field, string value, string error)
    {
        await using Cloud cloud = await Cloud.StartAsync();
        using HttpResponseMessage reply = await FormAsync(cloud, ("client_id", Cloud.GuardApp), ("client_secret", Cloud.Secret), (field, value));
        ((int)reply.StatusCode).ShouldBeInRange(400, 401);
        (await Cloud.JsonAsync(reply)).GetProperty("error").GetString().ShouldBe(error);
    }

    [Fact]
    public async Task The_managed_identity_endpoint_requires_its_header_and_returns_numbers_as_text()
    {
        await using Cloud cloud = await Cloud.StartAsync();
        const string Path = "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com%2F";
        using HttpResponseMessage bare = await cloud.SendAsync(HttpMethod.Get, Path);
        bare.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var request = new HttpRequestMessage(HttpMethod.Get, Path) { Headers = { { "Metadata", "true" } } };
        using HttpResponseMessage reply = await cloud.Http.SendAsync(request);
        JsonElement answer = await Cloud.JsonAsync(reply);
        answer.GetProperty("client_id").GetString().ShouldBe(Cloud.GuardApp);
        long.Parse(answer.GetProperty("expires_on").GetString()!).ShouldBeGreaterThan(0);
        using HttpResponseMessage check = await cloud.CheckAsync(Cloud.Cluster, Cloud.Operator, [Cloud.PodsRead], answer.GetProperty("access_token").GetString());
        check.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var other = new HttpRequestMessage(HttpMethod.Get, Path + "&client_id=nobody") { Headers = { { "Metadata", "true" } } };
        using HttpResponseMessage unknown = await cloud.Http.SendAsync(other);
        unknown.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_aks_token_url_gives_a_token_for_its_tenant_alone()
    {
        await using Cloud cloud = await Cloud.StartAsync();
        using HttpResponseMessage reply = await cloud.SendAsync(HttpMethod.Post, "/aks/token", $$"""{"tenantID":"{{FakeAzureOptions.UsualTenant}}"}""");
        JsonElement answer = await Cloud.JsonAsync(reply);
        answer.GetProperty("expires_on").GetInt64().ShouldBeGreaterThan(0);
        using HttpResponseMessage check = await cloud.CheckAsync(Cloud.Cluster, Cloud.Operator, [Cloud.PodsRead], answer.GetProperty("access_token").GetString());
        check.StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (string body in (string[])["{}", "x", """{"tenantID":"11111111-2222-3333-4444-555555555555"}"""])
        {
            using HttpResponseMessage refused = await cloud.SendAsync(HttpMethod.Post, "/aks/token", body);
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task The_AKS_token_URL_exchanges_a_user_token_for_one_that_reads_the_groups_of_the_user()
    {
        await using Cloud cloud = await Cloud.StartAsync();
        string user = cloud.Server.Tokens.Issue(new TokenRequest(Cloud.Operator, TokenRequest.AksServer));
        using HttpResponseMessage reply = await cloud.SendAsync(HttpMethod.Post, "/aks/token", $$"""{"tenantID":"{{FakeAzureOptions.UsualTenant}}","accessToken":"{{user}}"}""");
        string token = (await Cloud.JsonAsync(reply)).GetProperty("access_token").GetString()!;
        foreach ((string path, HttpStatusCode status) in ((string, HttpStatusCode)[])
            [("me", HttpStatusCode.OK), ($"users/{Cloud.Operator}", HttpStatusCode.OK), ($"users/{Cloud.Developer}", HttpStatusCode.Forbidden)])
        {
            using HttpResponseMessage groups = await cloud.SendAsync(HttpMethod.Post, $"/v1.0/{path}/getMemberGroups", """{"securityEnabledOnly":true}""", token);
            groups.StatusCode.ShouldBe(status);
        }

        using HttpResponseMessage forged = await cloud.SendAsync(HttpMethod.Post, "/aks/token", $$"""{"tenantID":"{{FakeAzureOptions.UsualTenant}}","accessToken":"a.b.c"}""");
        forged.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Discovery_leads_to_the_keys_that_tokens_are_signed_with()
    {
        await using Cloud cloud = await Cloud.StartAsync();
        foreach ((string path, string issuer) in ((string, string)[])
            [("", $"https://sts.windows.net/{FakeAzureOptions.UsualTenant}/"), ("/v2.0", $"https://login.microsoftonline.com/{FakeAzureOptions.UsualTenant}/v2.0")])
        {
            using HttpResponseMessage reply = await cloud.SendAsync(HttpMethod.Get, $"/{FakeAzureOptions.UsualTenant}{path}/.well-known/openid-configuration");
            JsonElement document = await Cloud.JsonAsync(reply);
            document.GetProperty("issuer").GetString().ShouldBe(issuer);
            using HttpResponseMessage keys = await cloud.SendAsync(HttpMethod.Get, document.GetProperty("jwks_uri").GetString()!);
            (await Cloud.JsonAsync(keys)).GetProperty("keys")[0].GetProperty("kid").GetString().ShouldBe(cloud.Server.Keys.Current.Id);
        }

        using HttpResponseMessage foreign = await cloud.SendAsync(HttpMethod.Get, "/11111111-2222-3333-4444-555555555555/.well-known/openid-configuration");
        foreign.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_user_with_too_many_groups_gets_a_token_with_a_link_to_them()
    {
        await using Cloud cloud = await Cloud.StartAsync();
        string[] ids = [.. Enumerable.Range(0, 201).Select(at => $"60000000-0000-0000-0001-{at:x12}")];
        Array.ForEach(ids, id => cloud.Server.Tenant.Put(new FakeGroup(id, id)));
        cloud.Server.Tenant.Put(new FakeUser(Cloud.Operator, "op@example.com", ids[..200]));
        Claims(cloud).TryGetProperty("groups", out JsonElement groups).ShouldBeTrue();
        groups.GetArrayLength().ShouldBe(200);
        cloud.Server.Tenant.Put(new FakeUser(Cloud.Operator, "op@example.com", ids));
        Claims(cloud).TryGetProperty("groups", out _).ShouldBeFalse();
        Claims(cloud).GetProperty("_claim_names").GetProperty("groups").GetString().ShouldBe("src1");
        Claims(cloud).GetProperty("_claim_sources").GetProperty("src1").GetProperty("endpoint").GetString()!.ShouldContain(Cloud.Operator);
    }

    private static JsonElement Claims(Cloud cloud)
    {
        string payload = cloud.Server.Tokens.Issue(new TokenRequest(Cloud.Operator, TokenRequest.AksServer)).Split('.')[1];
        using var document = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(payload));
        return document.RootElement.Clone();
    }

    private static Task<HttpResponseMessage> AssertAsync(Cloud cloud, string assertion) => FormAsync(
        cloud, ("client_id", Cloud.GuardApp), ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", assertion));

    // A later field replaces an earlier one of its name.
    private static async Task<HttpResponseMessage> FormAsync(Cloud cloud, params (string Name, string Value)[] fields)
    {
        Dictionary<string, string> form = new() { ["grant_type"] = "client_credentials", ["scope"] = "https://management.azure.com/.default" };
        foreach ((string name, string value) in fields)
        {
            form[name] = value;
        }

        using var content = new FormUrlEncodedContent(form);
        return await cloud.Http.PostAsync($"/{FakeAzureOptions.UsualTenant}/oauth2/v2.0/token", content);
    }
}
