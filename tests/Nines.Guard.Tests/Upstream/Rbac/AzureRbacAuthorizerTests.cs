using System.Text;
using System.Text.Json;
using Nines.Guard.Cache;
using Nines.Guard.Decisions;
using Nines.Guard.Decisions.Rbac;
using Nines.Guard.Upstream;

namespace Nines.Guard.Tests.Upstream.Rbac;

public sealed class AzureRbacAuthorizerTests
{
    private const string GetPods = "Microsoft.ContainerService/managedClusters/pods/read";
    private const string Fleet = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/fleets/f";

    private static readonly AccessQuestion s_get = Ask.May("get", "pods", "dev");

    private readonly RbacBench _bench = new();

    [Fact]
    public async Task The_question_has_the_format_of_checkaccess()
    {
        _bench.Upstream.By(request => ScriptedUpstream.Decisions(request, "Allowed"));
        await _bench.Decide(Ask.May("get", "pods", "dev", Ask.User(groups: ["system:authenticated", "bbbbbbbb-0000-4000-8000-000000000002"])));
        UpstreamRequest request = _bench.Upstream.Checks.Single();
        request.Method.ShouldBe(HttpMethod.Post);
        request.Scope.ShouldBe("https://management.azure.com/.default");
        request.Address.AbsoluteUri.ShouldBe(
            $"https://management.azure.com{RbacBench.Cluster}/namespaces/dev/providers/Microsoft.Authorization/checkaccess?api-version=2018-09-01-preview");
        Encoding.UTF8.GetString(request.Body.Span).ShouldBe(
            $$$"""{"Subject":{"Attributes":{"ObjectId":"{{{Ask.Oid}}}","Groups":["bbbbbbbb-0000-4000-8000-000000000002"]}},"Actions":[{"Id":"{{{GetPods}}}","IsDataAction":true,"Attributes":null}],"Resource":{"Id":"{{{RbacBench.Cluster}}}/namespaces/dev"}}""");
    }

    [Fact]
    public async Task An_allow_names_the_role_assignment_and_a_deny_the_action_and_the_scope()
    {
        _bench.Upstream.By(request => ScriptedUpstream.Decisions(request, "Allowed"));
        (await _bench.Verdict(s_get)).ShouldBe(Verdict.Allow);
        (await _bench.Reason(s_get)).ShouldBe("allowed by Azure role assignment /roles/1");

        _bench.Upstream.By(request => ScriptedUpstream.Decisions(request, "NotAllowed"));
        AccessQuestion list = Ask.May("list", "secrets");
        (await _bench.Verdict(list)).ShouldBe(Verdict.Deny);
        (await _bench.Reason(list)).ShouldBe($"no Azure role assignment allows 'Microsoft.ContainerService/managedClusters/secrets/read' at '{RbacBench.Cluster}'");

        _bench.Upstream.Always($"[{ScriptedUpstream.Decision(GetPods, "Denied", deny: "/denyAssignments/9")}]");
        (await _bench.Reason(Ask.May("get", "pods", "prod"))).ShouldBe($"Azure deny assignment /denyAssignments/9 refuses '{GetPods}' at '{RbacBench.Cluster}/namespaces/prod'");
    }

    [Fact]
    public async Task A_role_assignment_without_an_id_is_named_by_its_role()
    {
        // As the policy decision point writes it.
        _bench.Upstream.Always($$"""[{"accessDecision":"Allowed","actionId":"{{GetPods}}","roleAssignment":{"principalId":"p","roleDefinitionId":"b24988ac618042a0ab8820f7382dd24c","scope":"/subscriptions/s"},"timeToLiveInMs":60000,"decisionReason":1}]""");
        (await _bench.Reason(s_get)).ShouldBe("allowed by Azure role assignment of role b24988ac618042a0ab8820f7382dd24c at /subscriptions/s");
    }

    [Theory]
    [InlineData("[]", "it says nothing of 'Microsoft.ContainerService/managedClusters/pods/read'")]
    [InlineData("", "it is not the JSON that was expected")]
    [InlineData("null", "it is not a list")]
    [InlineData("{}", "it is not a list")]
    [InlineData("[null]", "an item is not an object")]
    [InlineData("[{}]", "a decision names no action")]
    [InlineData("[{\"actionId\":\"other\",\"accessDecision\":\"Allowed\",\"timeToLiveInMs\":1}]", "it says nothing of 'Microsoft.ContainerService/managedClusters/pods/read'")]
    [InlineData("[{\"actionId\":\"ID\",\"accessDecision\":\"Perhaps\"}]", "a decision is neither Allowed nor NotAllowed nor Denied")]
    [InlineData("[{\"actionId\":\"ID\",\"accessDecision\":\"allowed\"}]", "a decision is neither Allowed nor NotAllowed nor Denied")]
    [InlineData("[{\"actionId\":\"ID\"}]", "a decision is neither Allowed nor NotAllowed nor Denied")]
    [InlineData("[{\"actionId\":\"ID\",\"accessDecision\":true}]", "accessDecision is not a text")]
    [InlineData("[{\"actionId\":\"ID\",\"accessDecision\":\"NotAllowed\",\"accessDecision\":\"Allowed\"}]", "accessDecision is duplicated")]
    [InlineData("[{\"actionId\":\"x\",\"actionId\":\"ID\",\"accessDecision\":\"Allowed\"}]", "actionId is duplicated")]
    [InlineData("[{\"actionId\":\"ID\",\"accessDecision\":\"Allowed\",\"timeToLiveInMs\":\"300000\"}]", "timeToLiveInMs is not a whole number")]
    [InlineData("[{\"actionId\":\"ID\",\"accessDecision\":\"Allowed\",\"timeToLiveInMs\":1.5}]", "timeToLiveInMs is not a whole number")]
    [InlineData("[{\"actionId\":\"ID\",\"accessDecision\":\"Allowed\",\"isDataAction\":false}]", "it says nothing of 'Microsoft.ContainerService/managedClusters/pods/read'")]
    [InlineData("[{\"actionId\":\"ID\",\"accessDecision\":\"Allowed\"}", "it is not the JSON that was expected")]
    [InlineData("[{\"actionId\":\"ID\",\"accessDecision\":\"Allowed\"}]]", "it is not the JSON that was expected")]
    public async Task An_answer_without_a_valid_decision_is_an_error_and_is_not_cached(string body, string why)
    {
        _bench.Upstream.Always(body.Replace("ID", GetPods, StringComparison.Ordinal));
        GuardUnavailableException failure = await _bench.Fail(s_get);
        failure.Part.ShouldBe("rbac");
        failure.Message.ShouldBe($"rbac: the answer of Azure is not a decision: {why} (request req-1)");
        await _bench.Fail(s_get);
        _bench.Upstream.Checks.Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_denial_wins_over_an_allowance_of_the_same_action()
    {
        _bench.Upstream.Always($"[{ScriptedUpstream.Decision(GetPods, "NotAllowed")},{ScriptedUpstream.Decision(GetPods, "Allowed")}]");
        (await _bench.Verdict(s_get)).ShouldBe(Verdict.Deny);
    }

    [Theory]
    [InlineData(60_000, 60)]
    [InlineData(299_000, 299)]
    [InlineData(3_600_000, 300)]
    [InlineData(long.MaxValue, 300)]
    public async Task A_decision_is_cached_for_the_time_to_live_of_Azure_and_at_most_five_minutes(long ttl, int seconds)
    {
        _bench.Upstream.By(request => ScriptedUpstream.Decisions(request, "Allowed", ttl));
        await _bench.Decide(s_get);
        _bench.Clock.Advance(TimeSpan.FromSeconds(seconds - 1));
        (await _bench.Decide(s_get)).Source.ShouldBe(AnswerSource.NearCache);
        _bench.Clock.Advance(TimeSpan.FromSeconds(1));
        (await _bench.Decide(s_get)).Source.ShouldBe(AnswerSource.Upstream);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData(null)]
    public async Task A_decision_without_a_time_to_live_is_not_cached(string? ttl)
    {
        string life = ttl is null ? "" : $",\"timeToLiveInMs\":{ttl}";
        _bench.Upstream.Always($"[{{\"actionId\":\"{GetPods}\",\"accessDecision\":\"Allowed\"{life}}}]");
        (await _bench.Decide(s_get)).AnswerId.ShouldBe(UInt128.Zero);
        await _bench.Decide(s_get);
        _bench.Upstream.Checks.Length.ShouldBe(2);
    }

    [Fact]
    public async Task Age_counts_from_when_the_question_was_sent()
    {
        _bench.Upstream.Behaviour = (request, _) =>
        {
            UpstreamAnswer answer = _bench.Upstream.Answer(ScriptedUpstream.Decisions(request, "Allowed", 60_000));
            _bench.Clock.Advance(TimeSpan.FromSeconds(4));
            return new(answer);
        };
        await _bench.Decide(s_get);
        _bench.Clock.Advance(TimeSpan.FromSeconds(55.9));
        (await _bench.Decide(s_get)).Source.ShouldBe(AnswerSource.NearCache);
        _bench.Clock.Advance(TimeSpan.FromSeconds(0.1));
        (await _bench.Decide(s_get)).Source.ShouldBe(AnswerSource.Upstream);
    }

    [Fact]
    public async Task Another_user_group_or_scope_is_another_question_and_another_object_is_not()
    {
        _bench.Upstream.By(request => ScriptedUpstream.Decisions(request, "Allowed"));
        await _bench.Decide(s_get);
        await _bench.Decide(s_get with { Resource = s_get.Resource! with { Name = "web", Version = "v2", Verb = "list" } });
        await _bench.Decide(s_get with { User = Ask.User("same@other.example") });
        _bench.Upstream.Checks.Length.ShouldBe(1, "nothing of that goes to Azure");

        await _bench.Decide(s_get with { User = Ask.User(oid: "aaaaaaaa-0000-4000-8000-000000000002") });
        await _bench.Decide(s_get with { User = Ask.User(groups: ["bbbbbbbb-0000-4000-8000-000000000001"]) });
        await _bench.Decide(Ask.May("get", "pods", "prod"));
        await _bench.Decide(Ask.May("get", "pods"));
        _bench.Upstream.Checks.Length.ShouldBe(5);
    }

    [Fact]
    public async Task Only_object_ids_of_groups_are_sent_sorted_and_once()
    {
        const string a = "aaaaaaaa-1111-4000-8000-000000000001";
        const string b = "bbbbbbbb-1111-4000-8000-000000000001";
        _bench.Upstream.By(request => ScriptedUpstream.Decisions(request, "Allowed"));
        await _bench.Decide(s_get with { User = Ask.User(groups: [b, "system:authenticated", a, b, $"{{{a}}}", $"urn:uuid:{a}", "cccccccc111140008000000000000001", ""]) });
        await _bench.Decide(s_get with { User = Ask.User(groups: [a, b]) });
        using JsonDocument body = JsonDocument.Parse(_bench.Upstream.Checks.Single().Body);
        body.RootElement.GetProperty("Subject").GetProperty("Attributes").GetProperty("Groups").EnumerateArray().Select(group => group.GetString()).ShouldBe([a, b]);
    }

    [Theory]
    [InlineData(404, """{"error":{"code":"ResourceNotFound","message":"x"}}""", "Azure does not know the resource (ResourceNotFound)")]
    [InlineData(404, """{"error":{"code":"SubscriptionNotFound"}}""", "Azure does not know the resource (SubscriptionNotFound)")]
    [InlineData(400, """{"error":{"code":"BadRequest","message":"canary"}}""", "Azure rejects the question (400 BadRequest)")]
    public async Task Rejected_questions_and_missing_resources_are_briefly_cached_denials(int status, string body, string why)
    {
        _bench.Upstream.Always(body, status);
        (await _bench.Verdict(s_get)).ShouldBe(Verdict.Deny);
        (await _bench.Reason(s_get)).ShouldBe($"{why} at '{RbacBench.Cluster}/namespaces/dev'");
        _bench.Clock.Advance(TimeSpan.FromSeconds(29));
        await _bench.Decide(s_get);
        _bench.Upstream.Checks.Length.ShouldBe(1);
        _bench.Clock.Advance(TimeSpan.FromSeconds(1));
        await _bench.Decide(s_get);
        _bench.Upstream.Checks.Length.ShouldBe(2);
    }

    [Theory]
    [InlineData(404, "Not Found.")]
    [InlineData(404, "<html>")]
    [InlineData(404, """{"error":{"code":"InvalidResourceNamespace"}}""")]
    [InlineData(400, """{"error":{"code":"InvalidApiVersionParameter"}}""")]
    [InlineData(400, "")]
    [InlineData(405, """{"error":{"code":"MethodNotAllowed"}}""")]
    [InlineData(413, """{"error":{"code":"TooLarge"}}""")]
    [InlineData(204, "")]
    public async Task An_answer_that_a_wrong_endpoint_could_give_is_an_error(int status, string body)
    {
        _bench.Upstream.Always(body, status);
        (await _bench.Fail(s_get)).Message.ShouldBe($"rbac: the answer of Azure is not a decision: it answered {status} (request req-1)");
        await _bench.Fail(s_get);
        _bench.Upstream.Checks.Length.ShouldBe(2);
    }

    [Fact]
    public async Task Failures_of_the_guard_are_returned_and_never_cached()
    {
        _bench.Upstream.Behaviour = (_, _) => throw new GuardUnavailableException("rbac", Unavailability.Lasting, "rbac: Azure refused the guard's own credential with 403");
        (await _bench.Fail(s_get)).Message.ShouldContain("own credential");
        _bench.Upstream.By(request => ScriptedUpstream.Decisions(request, "Allowed"));
        (await _bench.Verdict(s_get)).ShouldBe(Verdict.Allow);
    }

    [Fact]
    public async Task Scopes_are_checked_in_order_until_one_allows_and_fleets_by_the_actions_of_members()
    {
        RbacOptions options = RbacBench.Options with { ManagedNamespacesOf = RbacBench.Cluster, FleetId = Fleet };
        string[] all =
        [
            $"{RbacBench.Cluster}/namespaces/dev {GetPods}",
            $"{RbacBench.Cluster}/managedNamespaces/dev {GetPods}",
            $"{Fleet}/namespaces/dev Microsoft.ContainerService/fleets/members/pods/read",
            $"{Fleet}/managedNamespaces/dev Microsoft.ContainerService/fleets/members/pods/read",
        ];
        for (int allowing = 0; allowing <= all.Length; allowing++)
        {
            RbacBench bench = new(options);
            bench.Upstream.By(request => ScriptedUpstream.Decisions(request, bench.Upstream.Checks.Length == allowing + 1 ? "Allowed" : "NotAllowed", 60_000 - (bench.Upstream.Checks.Length * 1000)));
            (await bench.Verdict(s_get)).ShouldBe(allowing < all.Length ? Verdict.Allow : Verdict.Deny);
            bench.Upstream.Checks.Select(Asked).ShouldBe(all.Take(allowing + 1));
            bench.Upstream.Checks.ShouldAllBe(request => request.Address.AbsolutePath.StartsWith(Asked(request).Split(' ')[0], StringComparison.Ordinal));
        }

        RbacBench denied = new(options);
        denied.Upstream.By(request => ScriptedUpstream.Decisions(request, "NotAllowed"));
        (await denied.Reason(s_get)).ShouldBe($"no Azure role assignment allows '{GetPods}' at '{RbacBench.Cluster}/namespaces/dev', nor at 3 other scopes");

        RbacBench wide = new(options);
        wide.Upstream.By(request => ScriptedUpstream.Decisions(request, "NotAllowed"));
        await wide.Decide(Ask.May("get", "pods"));
        wide.Upstream.Checks.Select(Asked).ShouldBe([$"{RbacBench.Cluster} {GetPods}", $"{Fleet} Microsoft.ContainerService/fleets/members/pods/read"]);
    }

    [Fact]
    public async Task The_shortest_time_to_live_of_all_checked_scopes_counts()
    {
        RbacBench bench = new(RbacBench.Options with { FleetId = Fleet });
        bench.Upstream.By(request => ScriptedUpstream.Decisions(request, bench.Upstream.Checks.Length % 2 == 0 ? "Allowed" : "NotAllowed", bench.Upstream.Checks.Length % 2 == 0 ? 300_000 : 10_000));
        await bench.Decide(Ask.May("get", "nodes"));
        bench.Clock.Advance(TimeSpan.FromSeconds(10));
        (await bench.Decide(Ask.May("get", "nodes"))).Source.ShouldBe(AnswerSource.Upstream);
    }

    [Fact]
    public async Task Arc_has_its_own_actions_and_namespaces()
    {
        const string arc = "/subscriptions/s/resourceGroups/g(x)/providers/Microsoft.Kubernetes/connectedClusters/c";
        RbacBench bench = new(RbacBench.Options with { ResourceId = arc, Kind = ClusterKind.Arc, NamespaceScope = NamespaceScope.KubernetesConfiguration });
        bench.Upstream.By(request => ScriptedUpstream.Decisions(request, "Allowed"));
        (await bench.Verdict(s_get)).ShouldBe(Verdict.Allow);
        Asked(bench.Upstream.Checks.Single()).ShouldBe($"{arc}/providers/Microsoft.KubernetesConfiguration/namespaces/dev Microsoft.Kubernetes/connectedClusters/pods/read");
        bench.Upstream.Checks.Single().Address.AbsolutePath.ShouldStartWith("/subscriptions/s/resourceGroups/g%28x%29/providers/");
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/../../b")]
    [InlineData("a%2fb")]
    [InlineData("a b")]
    [InlineData("a?x=")]
    public async Task A_namespace_that_could_leave_its_scope_is_refused_without_a_call(string space)
    {
        (await _bench.Verdict(Ask.May("get", "pods", space))).ShouldBe(Verdict.Deny);
        _bench.Upstream.All.ShouldBeEmpty();
    }

    [Fact]
    public void All_invalid_options_are_reported_at_once()
    {
        RbacOptions bad = new() { ResourceId = "cluster", FleetId = "/a/../b", Api = CheckApi.V2 };
        bad.Problems().Count.ShouldBe(3);
        Should.Throw<ArgumentException>(() => new AzureRbacAuthorizer(bad, _bench.Upstream, _bench.Cache, () => RbacBench.Keys, _bench.Clock));
        RbacBench.Options.Problems().ShouldBeEmpty();
    }

    private static string Asked(UpstreamRequest request)
    {
        using JsonDocument body = JsonDocument.Parse(request.Body);
        return $"{body.RootElement.GetProperty("Resource").GetProperty("Id").GetString()} {string.Join(' ', ScriptedUpstream.Actions(request))}";
    }
}
