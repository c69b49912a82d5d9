using Microsoft.Extensions.Primitives;
using Nines.Kubernetes.Clients;
using Nines.Kubernetes.Kubeconfigs;
using Nines.Kubernetes.Lists;
using Nines.Kubernetes.Tests.Fake;
using Nines.Kubernetes.Transport;
using Nines.Testing.Processes;

namespace Nines.Kubernetes.Tests.Transport;

/// <summary>Requests carry who asks, are repeated when that helps, and fail with what to mend.</summary>
public sealed class TransportTests
{
    private static CancellationToken Cancel => TestLimit.Token;

    [Theory]
    [InlineData(500, 5)]
    [InlineData(503, 5)]
    [InlineData(429, 5)]
    [InlineData(403, 1)]
    [InlineData(404, 1)]
    [InlineData(422, 1)]
    public async Task Only_transient_errors_are_retried_a_limited_number_of_times(int status, int times)
    {
        int asked = 0;
        await using FakeApiServer server = await FakeApiServer.StartAsync(context =>
        {
            asked++;
            return FakeApiServer.Status(context, status, "X", "no");
        });
        using KubernetesClient client = server.Client();

        (await Should.ThrowAsync<KubernetesException>(() => client.ListAsync(ResourceKinds.Nodes, new ListQuery(), Cancel))).StatusCode.ShouldBe(status);
        asked.ShouldBe(times);
    }

    [Theory]
    [InlineData(500, 1)]
    [InlineData(429, 5)]
    public async Task A_create_is_repeated_only_when_the_server_has_not_begun(int status, int times)
    {
        int asked = 0;
        await using FakeApiServer server = await FakeApiServer.StartAsync(context =>
        {
            asked++;
            return FakeApiServer.Status(context, status, "X", "no");
        });
        using KubernetesClient client = server.Client();

        await Should.ThrowAsync<KubernetesException>(() => client.CreateAsync(ResourceKinds.Pods, "default", "{}"u8.ToArray(), new WriteOptions(), Cancel));
        asked.ShouldBe(times);
    }

    [Fact]
    public async Task Missing_RBAC_permissions_are_reported()
    {
        await using FakeApiServer server = await FakeApiServer.StartAsync(context => FakeApiServer.Status(
            context, 403, "Forbidden", "pods is forbidden: User \\\"anna\\\" cannot list resource \\\"pods\\\"\\u001b[31m"));
        using KubernetesClient client = server.Client();

        KubernetesException failure = await Should.ThrowAsync<KubernetesException>(() => client.ListAsync(ResourceKinds.Pods, new ListQuery { Namespace = "shop" }, Cancel));

        failure.Kind.ShouldBe(KubernetesErrorKind.Forbidden);
        failure.Message.ShouldContain("User \"anna\" cannot list resource \"pods\"");
        failure.Hint.ShouldBe("Its RBAC rules must allow the verb 'list' on pods in namespace 'shop'.");
        failure.Message.ShouldNotContain("\u001b");
        failure.Message.ShouldNotContain("s3cr3t");
    }

    [Fact]
    public async Task A_budget_is_no_throttle()
    {
        int asked = 0;
        await using FakeApiServer server = await FakeApiServer.StartAsync(async context =>
        {
            asked++;
            using var reader = new StreamReader(context.Request.Body);
            (await reader.ReadToEndAsync()).ShouldBe(
                """{"apiVersion":"policy/v1beta1","kind":"Eviction","metadata":{"name":"p","namespace":"s"},"deleteOptions":{"dryRun":["All"],"preconditions":{"uid":"u"}}}""");
            await FakeApiServer.Status(
                context, 429, "TooManyRequests", "Cannot evict pod", ""","details":{"causes":[{"reason":"DisruptionBudget","message":"needs 2"}]}""");
        });
        using KubernetesClient client = server.Client();

        KubernetesException failure = await Should.ThrowAsync<KubernetesException>(() => client.EvictAsync("s", "p", new DeleteOptions(DryRun: true, Uid: "u"), Cancel));

        (failure.Kind, asked).ShouldBe((KubernetesErrorKind.BudgetExhausted, 1));
        server.Asked.Last().ShouldBe("/api/v1/namespaces/s/pods/p/eviction?dryRun=All");
    }

    [Fact]
    public async Task Headers_contain_the_user_and_the_impersonated_user()
    {
        Dictionary<string, StringValues> seen = [];
        await using FakeApiServer server = await FakeApiServer.StartAsync(context =>
        {
            seen = new Dictionary<string, StringValues>(context.Request.Headers, StringComparer.OrdinalIgnoreCase);
            return FakeApiServer.Json(context, FakeApiServer.Page(1, 1, "7", null));
        });
        using KubernetesClient client = server.Client(
            new TransportOptions { UserAgent = "nines/1.2 audit" },
            change: connection => connection with { Impersonation = new Impersonation("anna", "u1", ["g1"], [KeyValuePair.Create<string, System.Collections.Immutable.ImmutableArray<string>>("a/b", ["x"])]) });

        await client.ListAsync(ResourceKinds.Nodes, new ListQuery(), Cancel);

        seen["Authorization"].ToString().ShouldBe("Bearer s3cr3t-token");
        seen["User-Agent"].ToString().ShouldBe("nines/1.2 audit");
        seen["Impersonate-User"].ToString().ShouldBe("anna");
        seen["Impersonate-Uid"].ToString().ShouldBe("u1");
        seen["Impersonate-Group"].ToString().ShouldBe("g1");
        seen["Impersonate-Extra-a%2Fb"].ToString().ShouldBe("x");
    }

    [Fact]
    public async Task Several_groups_are_refused_where_one_is_expected()
    {
        await using FakeApiServer server = await FakeApiServer.StartAsync();
        using KubernetesClient client = server.Client(change: connection => connection with { Impersonation = new Impersonation("anna", null, ["g1", "g2"], []) });

        KubernetesException failure = await Should.ThrowAsync<KubernetesException>(() => client.CatalogueAsync(Cancel));

        failure.Message.ShouldBe(
            "nines can send one value for Impersonate-Group, not several. Leave one group in 'as-groups', and one value of each key in 'as-user-extra'.");
        server.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_unreachable_server_is_reported()
    {
        using var client = new KubernetesClient(
            new ClusterConnection("x", new Uri($"http://127.0.0.1:{FreePorts.Next()}/")), new KubeEnvironment(new Dictionary<string, string>()),
            TimeProvider.System, new TransportOptions { Attempts = 2, FirstPause = TimeSpan.FromMilliseconds(1) });

        KubernetesException failure = await Should.ThrowAsync<KubernetesException>(() => client.CatalogueAsync(Cancel));

        failure.Kind.ShouldBe(KubernetesErrorKind.Unreachable);
        failure.Message.ShouldContain("Is the cluster running");
    }

    [Fact]
    public async Task A_redirect_is_not_followed_with_the_token()
    {
        await using FakeApiServer server = await FakeApiServer.StartAsync(context =>
        {
            context.Response.Redirect("http://127.0.0.1:1/elsewhere");
            return Task.CompletedTask;
        });
        using KubernetesClient client = server.Client();

        (await Should.ThrowAsync<KubernetesException>(() => client.ListAsync(ResourceKinds.Nodes, new ListQuery(), Cancel))).Kind.ShouldBe(KubernetesErrorKind.Unreadable);
    }
}
