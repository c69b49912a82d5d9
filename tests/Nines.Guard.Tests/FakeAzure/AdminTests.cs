using System.Net;
using System.Text.Json;
using Nines.FakeAzure.Faults;

namespace Nines.Guard.Tests.FakeAzure;

public sealed class AdminTests
{
    [Fact]
    public async Task Another_process_can_build_a_tenant_and_get_tokens_of_it()
    {
        await using Cloud cloud = await Cloud.StartAsync();
        await DoneAsync(cloud, HttpMethod.Put, "users", """{"oid":"d0000000-0000-0000-0000-0000000000aa","upn":"ann@example.com"}""");
        await DoneAsync(cloud, HttpMethod.Put, "role-assignments", $$"""{"id":"r1","principalId":"d0000000-0000-0000-0000-0000000000aa","role":{"dataActions":["*/pods/read"]},"scope":"{{Cloud.Cluster}}"}""");
        using HttpResponseMessage allowed = await cloud.CheckAsync(Cloud.Cluster, "d0000000-0000-0000-0000-0000000000aa", [Cloud.PodsRead]);
        (await Cloud.JsonAsync(allowed))[0].GetProperty("accessDecision").GetString().ShouldBe("Allowed");
        (await DoneAsync(cloud, HttpMethod.Post, "tokens", """{"subject":"ann@example.com","audience":"x","version":2}""")).Split('.').Length.ShouldBe(3);
        await DoneAsync(cloud, HttpMethod.Delete, "role-assignments/r1");
        using HttpResponseMessage refused = await cloud.CheckAsync(Cloud.Cluster, "d0000000-0000-0000-0000-0000000000aa", [Cloud.PodsRead]);
        (await Cloud.JsonAsync(refused))[0].GetProperty("accessDecision").GetString().ShouldBe("NotAllowed");
    }

    [Fact]
    public async Task Everything_can_be_changed_and_the_state_shows_it_without_secrets()
    {
        await using Cloud cloud = await Cloud.StartAsync();
        await DoneAsync(cloud, HttpMethod.Put, "groups", """{"oid":"g","name":"g","securityEnabled":false}""");
        await DoneAsync(cloud, HttpMethod.Put, "service-principals", """{"oid":"s","appId":"a","secret":"canary","federated":[{"issuer":"i","subject":"s"}],"isManagedIdentity":true}""");
        await DoneAsync(cloud, HttpMethod.Put, "deny-assignments", """{"id":"d","principals":["p"],"denied":{"actions":["*"]},"scope":"/"}""");
        await DoneAsync(cloud, HttpMethod.Put, "missing-scopes", "\"/subscriptions/x\"");
        await DoneAsync(cloud, HttpMethod.Put, "settings", """{"timeToLiveMs":0}""");
        await DoneAsync(cloud, HttpMethod.Put, "throttle", """{"isOn":false}""");
        await DoneAsync(cloud, HttpMethod.Put, "faults/graph", """{"status":500}""");
        string before = cloud.Server.Keys.Current.Id;
        (await DoneAsync(cloud, HttpMethod.Post, "keys/rotate", """{"algorithm":"PS256","keepOld":false}""")).ShouldNotBe(before);

        string state = await DoneAsync(cloud, HttpMethod.Get, "state");
        state.ShouldNotContain("canary");
        JsonElement root = JsonDocument.Parse(state).RootElement;
        root.GetProperty("groups").EnumerateArray().ShouldContain(group => group.GetProperty("oid").GetString() == "g" && !group.GetProperty("securityEnabled").GetBoolean());
        root.GetProperty("servicePrincipals").EnumerateArray().ShouldContain(app => app.GetProperty("appId").GetString() == "a");
        root.GetProperty("denyAssignments").GetArrayLength().ShouldBe(1);
        root.GetProperty("missingScopes")[0].GetString().ShouldBe("/subscriptions/x");
        root.GetProperty("settings").GetProperty("timeToLiveMs").GetInt64().ShouldBe(0);
        root.GetProperty("throttle").GetProperty("isOn").GetBoolean().ShouldBeFalse();
        root.GetProperty("faults").GetProperty("Graph").GetProperty("status").GetInt32().ShouldBe(500);
        root.GetProperty("publishedKeys").GetArrayLength().ShouldBe(1);

        foreach (string gone in (string[])["groups/g", "service-principals/s", "deny-assignments/d", "missing-scopes/%2Fsubscriptions%2Fx", "faults/graph", "users/" + Cloud.Developer])
        {
            await DoneAsync(cloud, HttpMethod.Delete, gone);
        }

        cloud.Server.Faults.Current.ShouldBeEmpty();
        cloud.Server.Tenant.State.MissingScopes.ShouldBeEmpty();
        cloud.Server.Tenant.State.Users.Keys.ShouldNotContain(Cloud.Developer);
    }

    [Fact]
    public async Task Answers_are_read_as_lines_from_a_position()
    {
        await using Cloud cloud = await Cloud.StartAsync();
        for (int times = 0; times < 3; times++)
        {
            using HttpResponseMessage reply = await cloud.CheckAsync(Cloud.Cluster, Cloud.Operator, [Cloud.PodsRead]);
        }

        string[] lines = (await DoneAsync(cloud, HttpMethod.Get, "answers?after=1&most=1")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        JsonDocument.Parse(lines.ShouldHaveSingleItem()).RootElement.GetProperty("number").GetInt64().ShouldBe(2);
        await DoneAsync(cloud, HttpMethod.Delete, "answers");
        (await DoneAsync(cloud, HttpMethod.Get, "answers")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("users", "{}", "oid")]
    [InlineData("users", "null", "null")]
    [InlineData("users", "x", "not what was expected")]
    [InlineData("users", """{"oid":"o","upn":"u","Upn2":1}""", "Upn2")]
    [InlineData("faults/graph", """{"status":99,"share":7}""", "share is 7")]
    [InlineData("faults/nothing", "{}", "'nothing' is not a kind of call")]
    [InlineData("throttle", """{"burst":0}""", "burst is from 1")]
    public async Task An_invalid_change_is_refused_with_the_reason(string path, string body, string why)
    {
        await using Cloud cloud = await Cloud.StartAsync();
        using HttpResponseMessage reply = await cloud.SendAsync(HttpMethod.Put, "/admin/" + path, body);
        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Cloud.JsonAsync(reply)).GetProperty("error").GetProperty("message").GetString()!.ShouldContain(why);
    }

    [Fact]
    public async Task Exactly_the_listed_calls_exist()
    {
        await using Cloud cloud = await Cloud.StartAsync();
        string help = await DoneAsync(cloud, HttpMethod.Get, "");
        foreach (string line in help.Split('\n').Where(line => line.StartsWith("PUT", StringComparison.Ordinal) || line.StartsWith("POST", StringComparison.Ordinal)))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            using HttpResponseMessage reply = await cloud.SendAsync(new HttpMethod(words[0]), words[1].Replace("{kind}", nameof(PathKind.Graph), StringComparison.Ordinal), "7");
            reply.StatusCode.ShouldNotBe(HttpStatusCode.NotFound, line);
        }

        using HttpResponseMessage nothing = await cloud.SendAsync(HttpMethod.Put, "/admin/nothing", "{}");
        nothing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<string> DoneAsync(Cloud cloud, HttpMethod method, string path, string? body = null)
    {
        using HttpResponseMessage reply = await cloud.SendAsync(method, "/admin/" + path, body);
        string text = await reply.Content.ReadAsStringAsync();
        reply.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return text;
    }
}
