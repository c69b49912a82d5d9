using System.Net;
using System.Text.Json;
using Nines.FakeAzure.Faults;
using Nines.FakeAzure.Tenants;

namespace Nines.Guard.Tests.FakeAzure;

public sealed class CheckAccessTests
{
    [Theory]
    [InlineData(Cloud.Developer, "/namespaces/dev", "Allowed")]
    [InlineData(Cloud.Developer, "/namespaces/dev2", "NotAllowed")]
    [InlineData(Cloud.Developer, "", "NotAllowed")]
    [InlineData(Cloud.Operator, "/namespaces/kube-system", "Allowed")]
    [InlineData(Cloud.Operator, "", "Allowed")]
    public async Task Roles_apply_at_their_scope_and_below(string oid, string below, string decision)
    {
        await using Cloud cloud = await Cloud.StartAsync();
        using HttpResponseMessage reply = await cloud.CheckAsync(Cloud.Cluster + below, oid, [Cloud.PodsRead]);
        reply.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonElement answer = await Cloud.JsonAsync(reply);
        answer.GetArrayLength().ShouldBe(1);
        answer[0].GetProperty("accessDecision").GetString().ShouldBe(decision);
        answer[0].GetProperty("actionId").GetString().ShouldBe(Cloud.PodsRead);
        answer[0].GetProperty("timeToLiveInMs").GetInt64().ShouldBe(300_000);
        answer[0].GetProperty("roleAssignment").ValueKind.ShouldBe(decision == "Allowed" ? JsonValueKind.Object : JsonValueKind.Null);
    }

    [Fact]
    public async Task A_removed_role_is_gone_with_the_next_answer()
    {
        await using Cloud cloud = await Cloud.StartAsync();
        async Task<string?> Ask()
        {
            using HttpResponseMessage reply = await cloud.CheckAsync(Cloud.Cluster, Cloud.Operator, [Cloud.PodsRead], groups: [Cloud.Operators]);
            return (await Cloud.JsonAsync(reply))[0].GetProperty("accessDecision").GetString();
        }

        (await Ask()).ShouldBe("Allowed");
        cloud.Server.Tenant.RemoveRoleAssignment("a0000000-0000-0000-0000-000000000003").ShouldBeTrue();
        (await Ask()).ShouldBe("NotAllowed");
        cloud.Server.Answers.Read().Select(answer => answer.Verdict).ShouldBe([AnswerVerdict.Allow, AnswerVerdict.NotAllowed]);
        cloud.Server.Answers.Read().Select(answer => answer.Key).Distinct().Count().ShouldBe(1);
        cloud.Server.Answers.Read().Select(answer => answer.Id).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_deny_assignment_wins_over_a_role_except_for_excluded_users()
    {
        await using Cloud cloud = await Cloud.StartAsync();
        cloud.Server.Tenant.Put(new FakeDenyAssignment(
            "de000000-0000-0000-0000-000000000001", [FakeDenyAssignment.Everyone], new FakeRole(DataActions: ["*/pods/*"]), Cloud.Cluster, [Cloud.Developer]));
        using HttpResponseMessage denied = await cloud.CheckAsync(Cloud.Cluster, Cloud.Operator, [Cloud.PodsRead, "Microsoft.ContainerService/managedClusters/secrets/read"]);
        JsonElement answer = await Cloud.JsonAsync(denied);
        answer[0].GetProperty("accessDecision").GetString().ShouldBe("Denied");
        answer[0].GetProperty("denyAssignment").GetProperty("id").GetString().ShouldEndWith("de000000-0000-0000-0000-000000000001");
        answer[1].GetProperty("accessDecision").GetString().ShouldBe("Allowed");
        using HttpResponseMessage excluded = await cloud.CheckAsync(Cloud.Cluster + "/namespaces/dev", Cloud.Developer, [Cloud.PodsRead]);
        (await Cloud.JsonAsync(excluded))[0].GetProperty("accessDecision").GetString().ShouldBe("Allowed");
    }

    [Fact]
    public async Task Without_a_token_for_it_the_answer_is_401_and_without_permission_403()
    {
        await using Cloud cloud = await Cloud.StartAsync();
        async Task<HttpStatusCode> Ask(string? token)
        {
            using HttpResponseMessage reply = await cloud.SendAsync(
                HttpMethod.Post, $"{Cloud.Cluster}/providers/Microsoft.Authorization/checkaccess?api-version=2018-09-01-preview",
                Cloud.Question(Cloud.Cluster, Cloud.Operator, [Cloud.PodsRead]), token);
            return reply.StatusCode;
        }

        (await Ask(null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await Ask("a.b.c")).ShouldBe(HttpStatusCode.Unauthorized);
        (await Ask(cloud.Token("https://graph.microsoft.com"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await Ask(cloud.Token("https://management.azure.com", -1))).ShouldBe(HttpStatusCode.Unauthorized);
        (await Ask(cloud.Token("https://management.azure.com"))).ShouldBe(HttpStatusCode.OK);
        cloud.Server.Tenant.RemoveRoleAssignment("a0000000-0000-0000-0000-000000000001");
        (await Ask(cloud.Token("https://management.azure.com"))).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData(1, HttpStatusCode.OK)]
    [InlineData(200, HttpStatusCode.OK)]
    [InlineData(201, HttpStatusCode.BadRequest)]
    [InlineData(0, HttpStatusCode.BadRequest)]
    public async Task A_call_takes_at_most_200_actions(int count, HttpStatusCode status)
    {
        await using Cloud cloud = await Cloud.StartAsync();
        using HttpResponseMessage reply = await cloud.CheckAsync(Cloud.Cluster, Cloud.Operator, [.. Enumerable.Range(0, count).Select(at => $"{Cloud.PodsRead}{at}")]);
        reply.StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task Pages_of_the_decision_point_contain_every_decision_once()
    {
        await using Cloud cloud = await Cloud.StartAsync();
        cloud.Server.Tenant.Set(settings => settings with { PdpPage = 3 });
        string[] actions = [.. Enumerable.Range(0, 8).Select(at => $"Microsoft.ContainerService/managedClusters/things{at}/read")];
        List<string?> answered = [];
        string token = cloud.Token("https://authorization.azure.net");
        using HttpResponseMessage first = await cloud.SendAsync(HttpMethod.Post, cloud.Server.PdpAddress.PathAndQuery, Cloud.Question(Cloud.Cluster, Cloud.Operator, actions), token);
        JsonElement page = await Cloud.JsonAsync(first);
        while (true)
        {
            page.GetProperty("value").GetArrayLength().ShouldBeLessThanOrEqualTo(3);
            answered.AddRange(page.GetProperty("value").EnumerateArray().Select(item => $"{item.GetProperty("actionId")} {item.GetProperty("accessDecision")}"));
            if (page.GetProperty("nextLink").GetString() is not { Length: > 0 } next)
            {
                break;
            }

            using HttpResponseMessage reply = await cloud.SendAsync(HttpMethod.Get, next, token: token);
            page = await Cloud.JsonAsync(reply);
        }

        answered.ShouldBe(actions.Select(action => $"{action} Allowed"));
    }

    [Fact]
    public async Task A_deleted_resource_is_not_found()
    {
        await using Cloud cloud = await Cloud.StartAsync();
        cloud.Server.Tenant.Change(state => state with { MissingScopes = state.MissingScopes.Add(Cloud.Cluster) });
        using HttpResponseMessage reply = await cloud.CheckAsync(Cloud.Cluster + "/namespaces/dev", Cloud.Operator, [Cloud.PodsRead]);
        reply.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Operations_are_listed_with_their_data_actions()
    {
        await using Cloud cloud = await Cloud.StartAsync();
        using HttpResponseMessage reply = await cloud.SendAsync(
            HttpMethod.Get, "/providers/Microsoft.ContainerService/operations?api-version=2018-10-31", token: cloud.Token("https://management.azure.com"));
        JsonElement[] operations = [.. (await Cloud.JsonAsync(reply)).GetProperty("value").EnumerateArray()];
        operations.ShouldContain(operation => operation.GetProperty("name").GetString() == Cloud.PodsRead && operation.GetProperty("isDataAction").GetBoolean());
        operations.ShouldContain(operation => operation.GetProperty("name").GetString() == "Microsoft.ContainerService/managedClusters/read" && !operation.GetProperty("isDataAction").GetBoolean());
    }
}
