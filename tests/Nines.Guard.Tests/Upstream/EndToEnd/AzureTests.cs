using Nines.FakeAzure.Faults;
using Nines.FakeAzure.Tenants;
using Nines.Guard.Cache;
using Nines.Guard.Decisions;
using Nines.Guard.Decisions.Rbac;
using Nines.Guard.Tests.FakeAzure;
using Nines.Guard.Tests.Upstream.Rbac;
using Nines.Guard.Upstream;
using Nines.Guard.Upstream.Credentials;

namespace Nines.Guard.Tests.Upstream.EndToEnd;

public sealed class AzureTests
{
    private static readonly AccessQuestion s_devGets = Ask.May("get", "pods", "dev", AzureBench.Developer);

    [Theory]
    [InlineData(nameof(CredentialKind.ClientSecret), nameof(CheckApi.V1))]
    [InlineData(nameof(CredentialKind.WorkloadIdentity), nameof(CheckApi.V1))]
    [InlineData(nameof(CredentialKind.ManagedIdentity), nameof(CheckApi.V1))]
    [InlineData(nameof(CredentialKind.AksTokenUrl), nameof(CheckApi.V1))]
    [InlineData(nameof(CredentialKind.ClientSecret), nameof(CheckApi.V2))]
    [InlineData(nameof(CredentialKind.WorkloadIdentity), nameof(CheckApi.V2))]
    [InlineData(nameof(CredentialKind.ManagedIdentity), nameof(CheckApi.V2))]
    public async Task Roles_decide_with_every_kind_of_credential(string kind, string api)
    {
        await using AzureBench bench = await AzureBench.StartAsync(
            Enum.Parse<CredentialKind>(kind), change: (cloud, rbac) => rbac with { Api = Enum.Parse<CheckApi>(api), DecisionEndpoint = cloud.Server.PdpAddress });
        (await bench.Verdict(s_devGets)).ShouldBe(Verdict.Allow);
        (await bench.Reason(s_devGets)).ShouldBe(
            $"allowed by Azure role assignment {Cloud.Cluster}/namespaces/dev/providers/Microsoft.Authorization/roleAssignments/a0000000-0000-0000-0000-000000000002");
        (await bench.Verdict(Ask.May("delete", "pods", "dev", AzureBench.Developer))).ShouldBe(Verdict.Deny);
        (await bench.Verdict(Ask.May("list", "pods", "kube-system", AzureBench.Developer))).ShouldBe(Verdict.Deny);
        (await bench.Verdict(Ask.May("list", "pods", "", AzureBench.Developer))).ShouldBe(Verdict.Deny);
        (await bench.Verdict(Ask.May("create", "pods/exec", "kube-system", AzureBench.Operator))).ShouldBe(Verdict.Allow);
        (await bench.Verdict(Ask.Path("get", "/metrics", AzureBench.Operator))).ShouldBe(Verdict.Allow);
        (await bench.Verdict(Ask.Path("get", "/metrics", AzureBench.Developer))).ShouldBe(Verdict.Deny);
        bench.Tokens.States.Count().ShouldBe(1);
        bench.Events.Calls.Count(call => call.Part == "credential").ShouldBe(1);
    }

    [Fact]
    public async Task A_removed_role_stops_working_within_its_time_to_live()
    {
        await using AzureBench bench = await AzureBench.StartAsync();
        bench.Cloud.Server.Tenant.Set(settings => settings with { TimeToLiveMs = 60_000 });
        (await bench.Verdict(s_devGets)).ShouldBe(Verdict.Allow);
        bench.Cloud.Server.Tenant.RemoveRoleAssignment("a0000000-0000-0000-0000-000000000002");
        bench.Clock.Advance(TimeSpan.FromSeconds(59));
        AccessDecision kept = await bench.Decide(s_devGets);
        kept.Verdict.ShouldBe(Verdict.Allow);
        kept.Source.ShouldBe(AnswerSource.NearCache);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        (await bench.Verdict(s_devGets)).ShouldBe(Verdict.Deny);
    }

    [Fact]
    public async Task A_time_to_live_of_zero_asks_every_time()
    {
        await using AzureBench bench = await AzureBench.StartAsync();
        bench.Cloud.Server.Tenant.Set(settings => settings with { TimeToLiveMs = 0 });
        for (int ask = 1; ask <= 3; ask++)
        {
            (await bench.Verdict(s_devGets)).ShouldBe(Verdict.Allow);
            bench.Checks.ShouldBe(ask);
        }
    }

    [Fact]
    public async Task While_throttled_cached_answers_are_served_and_others_fail_without_a_call()
    {
        await using AzureBench bench = await AzureBench.StartAsync();
        await bench.Decide(s_devGets);
        bench.Cloud.Server.Throttle.Settings = new ThrottleSettings(Burst: 1, PerSecond: 0.1);
        await bench.Decide(Ask.May("get", "pods", "n0", AzureBench.Developer));
        bench.Checks.ShouldBe(2);
        for (int ask = 0; ask < 50; ask++)
        {
            (await bench.Verdict(s_devGets)).ShouldBe(Verdict.Allow);
            GuardUnavailableException failure = await Should.ThrowAsync<GuardUnavailableException>(bench.Decide(Ask.May("get", "pods", $"n{ask + 1}", AzureBench.Developer)));
            failure.Kind.ShouldBe(Unavailability.Lasting);
        }

        bench.Checks.ShouldBe(3);
        bench.Events.Pauses.ShouldBe([TimeSpan.FromSeconds(10)]);
        bench.Clock.Advance(TimeSpan.FromSeconds(10));
        (await bench.Verdict(Ask.May("get", "pods", "n1", AzureBench.Developer))).ShouldBe(Verdict.Deny);
        bench.Checks.ShouldBe(4);
    }

    [Fact]
    public async Task Errors_of_Azure_are_retried_or_returned_and_never_cached()
    {
        await using AzureBench bench = await AzureBench.StartAsync();
        bench.Cloud.Server.Faults.Set(PathKind.CheckAccess, new Fault(Status: 503, Times: 2));
        (await bench.Finish(s_devGets)).Verdict.ShouldBe(Verdict.Allow);
        bench.Events.Retries.ShouldBe(2);

        AccessQuestion other = Ask.May("list", "secrets", "dev", AzureBench.Developer);
        bench.Cloud.Server.Faults.Set(PathKind.CheckAccess, new Fault(Status: 500));
        (await bench.Fail(other)).Kind.ShouldBe(Unavailability.Brief);
        bench.Cloud.Server.Faults.ClearAll();
        (await bench.Finish(other)).Verdict.ShouldBe(Verdict.Allow);
    }

    [Fact]
    public async Task A_slow_Azure_fails_misses_in_time_and_does_not_affect_hits()
    {
        await using AzureBench bench = await AzureBench.StartAsync(resilience: new());
        await bench.Decide(s_devGets);
        bench.Cloud.Server.Faults.Set(PathKind.CheckAccess, new Fault(LatencyMs: 10_000));
        TimeSpan began = bench.Clock.Passed;
        GuardUnavailableException failure = await bench.Fail(Ask.May("get", "secrets", "dev", AzureBench.Developer));
        failure.Kind.ShouldBe(Unavailability.Lasting);
        (bench.Clock.Passed - began).ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(8.1));
        (await bench.Decide(s_devGets)).Source.ShouldBe(AnswerSource.NearCache);
    }

    [Fact]
    public async Task A_refused_credential_is_an_error_of_the_guard_and_not_a_deny_of_the_user()
    {
        await using AzureBench bench = await AzureBench.StartAsync();
        FakeRoleAssignment own = bench.Cloud.Server.Tenant.State.RoleAssignments["a0000000-0000-0000-0000-000000000001"];
        bench.Cloud.Server.Tenant.RemoveRoleAssignment(own.Id);
        for (int ask = 0; ask < 3; ask++)
        {
            GuardUnavailableException failure = await Should.ThrowAsync<GuardUnavailableException>(bench.Decide(s_devGets));
            failure.Kind.ShouldBe(Unavailability.Lasting);
            failure.Message.ShouldStartWith("rbac: Azure refused the guard's own credential with 403");
        }

        bench.Events.Calls.Count(call => call.Part == "credential").ShouldBe(1, "a missing permission does not turn each question into a request for a token");
        bench.Cloud.Server.Tenant.Put(own);
        (await bench.Verdict(s_devGets)).ShouldBe(Verdict.Allow);
    }

    [Fact]
    public async Task A_refused_token_is_replaced_and_the_request_repeated()
    {
        await using AzureBench bench = await AzureBench.StartAsync();
        await bench.Decide(s_devGets);
        bench.Clock.Advance(TimeSpan.FromSeconds(31));
        bench.Cloud.Server.Faults.Set(PathKind.CheckAccess, new Fault(Status: 401, Times: 1));
        (await bench.Verdict(Ask.May("get", "secrets", "dev", AzureBench.Developer))).ShouldBe(Verdict.Allow);
        bench.Events.Calls.Count(call => call.Part == "credential").ShouldBe(2);
    }

    [Fact]
    public async Task A_wrong_secret_is_reported_by_its_code_and_retried_with_pauses()
    {
        await using AzureBench bench = await AzureBench.StartAsync();
        FakeServicePrincipal app = bench.Cloud.Server.Tenant.State.ServicePrincipals[Cloud.Guard];
        bench.Cloud.Server.Tenant.Put(app with { Secret = "another" });
        for (int ask = 0; ask < 20; ask++)
        {
            GuardUnavailableException failure = await Should.ThrowAsync<GuardUnavailableException>(bench.Decide(s_devGets));
            failure.Part.ShouldBe("credential");
            failure.Message.ShouldContain("invalid_client");
            failure.ToString().ShouldNotContain(Cloud.Secret);
        }

        bench.Events.Calls.Count(call => call.Part == "credential").ShouldBe(1);
        bench.Cloud.Server.Tenant.Put(app);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        (await bench.Verdict(s_devGets)).ShouldBe(Verdict.Allow);
    }

    [Fact]
    public async Task Tokens_are_replaced_before_they_expire_without_a_failed_request()
    {
        await using AzureBench bench = await AzureBench.StartAsync();
        bench.Cloud.Server.Tenant.Set(settings => settings with { TokenSeconds = 900, TimeToLiveMs = 0 });
        for (int minute = 0; minute < 60; minute++)
        {
            (await bench.Verdict(s_devGets)).ShouldBe(Verdict.Allow);
            await Drive.UntilAsync(() => bench.Tokens.States.Single().NotAfter - bench.Clock.GetUtcNow() > TimeSpan.FromSeconds(300));
            bench.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        bench.Events.Calls.Count(call => call.Part == "credential").ShouldBe(6);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("")]
    public async Task An_empty_answer_is_an_error_and_the_next_question_is_answered(string body)
    {
        await using AzureBench bench = await AzureBench.StartAsync();
        bench.Cloud.Server.Faults.Set(PathKind.CheckAccess, new Fault(Body: body, Times: 1));
        (await Should.ThrowAsync<GuardUnavailableException>(bench.Decide(s_devGets))).Message.ShouldStartWith("rbac: the answer of Azure is not a decision: ");
        (await bench.Verdict(s_devGets)).ShouldBe(Verdict.Allow);
    }

    [Theory]
    [InlineData(nameof(Delivery.Cut))]
    [InlineData(nameof(Delivery.CutMidway))]
    [InlineData(nameof(Delivery.Truncated))]
    [InlineData(nameof(Delivery.Garbled))]
    public async Task A_corrupted_answer_is_an_error(string how)
    {
        await using AzureBench bench = await AzureBench.StartAsync();
        bench.Cloud.Server.Faults.Set(PathKind.CheckAccess, new Fault(How: Enum.Parse<Delivery>(how)));
        (await bench.Fail(s_devGets)).Part.ShouldBe("rbac");
        bench.Cloud.Server.Faults.ClearAll();
        (await bench.Finish(s_devGets)).Verdict.ShouldBe(Verdict.Allow);
    }

    [Fact]
    public async Task Deny_assignments_and_deleted_clusters_refuse()
    {
        await using AzureBench bench = await AzureBench.StartAsync();
        bench.Cloud.Server.Tenant.Put(new FakeDenyAssignment("de000000-0000-0000-0000-000000000001", [Cloud.Developer], new FakeRole(DataActions: ["*"]), Cloud.Cluster));
        (await bench.Reason(s_devGets)).ShouldStartWith("Azure deny assignment ");
        bench.Cloud.Server.Tenant.Change(state => state with { MissingScopes = state.MissingScopes.Add(Cloud.Cluster) });
        AccessQuestion gets = Ask.May("get", "pods", "dev", AzureBench.Operator);
        (await bench.Verdict(gets)).ShouldBe(Verdict.Deny);
        (await bench.Reason(gets)).ShouldBe($"Azure does not know the resource (ResourceNotFound) at '{Cloud.Cluster}/namespaces/dev'");
    }

    [Theory]
    [InlineData(nameof(CheckApi.V1))]
    [InlineData(nameof(CheckApi.V2))]
    public async Task Wildcards_are_expanded_to_all_listed_operations(string api)
    {
        await using AzureBench bench = await AzureBench.StartAsync(
            change: (cloud, rbac) => rbac with { Api = Enum.Parse<CheckApi>(api), DecisionEndpoint = cloud.Server.PdpAddress, CustomResources = true });
        bench.Cloud.Server.Tenant.Set(settings => settings with { PdpPage = 50 });
        (await bench.Verdict(Ask.May("*", "*.*", "", AzureBench.Operator))).ShouldBe(Verdict.Allow);
        (await bench.Verdict(Ask.May("*", "*.*", "dev", AzureBench.Developer))).ShouldBe(Verdict.Deny);
        (await bench.Verdict(Ask.May("get", "*", "dev", AzureBench.Developer))).ShouldBe(Verdict.Allow);
        (await bench.Verdict(Ask.May("get", "certificates.cert-manager.io", "dev", AzureBench.Developer))).ShouldBe(Verdict.Allow, "customresources/read");
        bench.Events.Calls.Count(call => call.Part == "operations").ShouldBe(1);
    }

    [Fact]
    public async Task Managed_namespaces_and_fleets_are_checked_when_the_cluster_denies()
    {
        const string fleet = "/subscriptions/5a9d0000-0000-0000-0000-000000000001/resourceGroups/prod/providers/Microsoft.ContainerService/fleets/all";
        await using AzureBench bench = await AzureBench.StartAsync(change: (_, rbac) => rbac with { ManagedNamespacesOf = Cloud.Cluster, FleetId = fleet });
        FakeTenant tenant = bench.Cloud.Server.Tenant;
        tenant.Put(new FakeRoleAssignment("f0000000-0000-0000-0000-000000000001", Cloud.Developer, FakeRole.ClusterAdmin, Cloud.Cluster + "/managedNamespaces/team"));
        tenant.Put(new FakeRoleAssignment(
            "f0000000-0000-0000-0000-000000000002", Cloud.Developer, new FakeRole(DataActions: ["Microsoft.ContainerService/fleets/members/*"]), fleet + "/namespaces/shared"));
        (await bench.Reason(Ask.May("get", "pods", "team", AzureBench.Developer))).ShouldContain("f0000000-0000-0000-0000-000000000001");
        (await bench.Reason(Ask.May("get", "pods", "shared", AzureBench.Developer))).ShouldContain("f0000000-0000-0000-0000-000000000002");
        (await bench.Reason(Ask.May("get", "pods", "elsewhere", AzureBench.Developer))).ShouldEndWith("nor at 3 other scopes");
    }

    [Fact]
    public async Task Concurrent_identical_requests_are_one_call()
    {
        await using AzureBench bench = await AzureBench.StartAsync();
        AccessDecision[] decisions = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => bench.Decide(s_devGets)));
        decisions.ShouldAllBe(decision => decision.Verdict == Verdict.Allow);
        decisions.Select(decision => decision.AnswerId).Distinct().Count().ShouldBe(1);
        bench.Checks.ShouldBe(1);
    }
}
