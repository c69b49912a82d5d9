using Nines.Clusters;
using Nines.Kubernetes.Clients;
using Nines.Kubernetes.Snapshots;
using Nines.Kubernetes.Snapshots.Building;
using Nines.Kubernetes.Snapshots.Trimming;
using Nines.Kubernetes.Tests.Fake;
using Nines.Kubernetes.Transport;
using Nines.Testing;

namespace Nines.Kubernetes.Tests.Snapshots;

/// <summary>A live cluster is read as a file is, and what may not be read is named.</summary>
public sealed class LiveSnapshotTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 2, 8, 15, 43, 900, TimeSpan.Zero);

    [Fact]
    public async Task All_kinds_that_may_be_read_are_read_in_the_versions_of_the_server()
    {
        await using FakeApiServer server = await FakeApiServer.StartAsync(context => context.Request.Path.Value switch
        {
            "/version" => FakeApiServer.Json(context, """{"major":"1","minor":"20","gitVersion":"v1.20.15"}"""),
            "/api/v1/nodes" when !context.Request.QueryString.Value!.Contains("continue") => FakeApiServer.Json(context, FakeApiServer.Page(1, 2, "7", "more")),
            "/api/v1/nodes" => FakeApiServer.Json(context, FakeApiServer.Page(3, 3, "7", null)),
            "/api/v1/pods" => FakeApiServer.Json(context, """{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[{"metadata":{"name":"p","namespace":"shop"},"spec":{"nodeName":"n-1"}}]}"""),
            "/apis/policy/v1beta1/poddisruptionbudgets" => FakeApiServer.Json(
                context, """{"kind":"PodDisruptionBudgetList","apiVersion":"policy/v1beta1","metadata":{},"items":[{"metadata":{"name":"b","namespace":"shop"},"spec":{"selector":{}}}]}"""),
            _ => FakeApiServer.Status(context, 404, "NotFound", "not here"),
        });
        using KubernetesClient client = server.Client();

        ClusterRecords records = await LiveSnapshot.ReadAsync(client, "prod", new ManualClock(s_now), TestLimit.Token);
        ClusterSnapshot read = SnapshotBuilder.Build(records, TestLimit.Token);

        read.Nodes.Select(node => node.Name).ShouldBe(["n-1", "n-2", "n-3"]);
        (read.Source, read.TakenAt, read.MinorVersion).ShouldBe(("prod", new DateTimeOffset(2026, 11, 2, 8, 15, 43, TimeSpan.Zero), 20));
        (read.Workloads.Single().Pods.Single().Node, read.Budgets.Single().Selector).ShouldBe(("n-1", null));
        (read.Knows("Pod"), read.Knows("PodDisruptionBudget"), read.Knows("EndpointSlice"), read.Knows("Deployment")).ShouldBe((true, true, false, false));
        read.Unread.ShouldAllBe(unread => unread.Reason.Length > 0);
    }

    [Fact]
    public async Task A_kind_that_is_forbidden_is_unread_with_the_reason()
    {
        await using FakeApiServer server = await FakeApiServer.StartAsync(context => context.Request.Path.Value == "/api/v1/nodes"
            ? FakeApiServer.Json(context, FakeApiServer.Page(1, 1, "7", null))
            : FakeApiServer.Status(context, 403, "Forbidden", "you may not"));
        using KubernetesClient client = server.Client();

        ClusterRecords records = await LiveSnapshot.ReadAsync(client, "prod", TimeProvider.System, TestLimit.Token);

        records.Unread.Single(unread => unread.Kind == "Pod").Reason.ShouldBe("forbidden: the credentials may not list it");
        records.ServerVersion.ShouldBeNull();
    }

    [Theory]
    [InlineData("/api/v1/nodes", 403, KubernetesErrorKind.Forbidden)]
    [InlineData("/api/v1/pods", 422, KubernetesErrorKind.Invalid)]
    [InlineData("/api/v1/pods", 401, KubernetesErrorKind.Unauthorized)]
    public async Task Errors_that_would_leave_silent_gaps_fail_with_their_reason(string path, int code, KubernetesErrorKind kind)
    {
        await using FakeApiServer server = await FakeApiServer.StartAsync(context => context.Request.Path.Value == path
            ? FakeApiServer.Status(context, code, "Wrong", "because")
            : FakeApiServer.Json(context, """{"kind":"NodeList","apiVersion":"v1","metadata":{},"items":[]}"""));
        using KubernetesClient client = server.Client();

        KubernetesException failure = await Should.ThrowAsync<KubernetesException>(
            LiveSnapshot.ReadAsync(client, "prod", TimeProvider.System, TestLimit.Token));

        failure.Kind.ShouldBe(kind);
    }

    [Fact]
    public async Task A_restarted_list_counts_once()
    {
        int asked = 0;
        await using FakeApiServer server = await FakeApiServer.StartAsync(context => context.Request.Path.Value switch
        {
            "/api/v1/nodes" when Interlocked.Increment(ref asked) == 1 => FakeApiServer.Json(context, FakeApiServer.Page(1, 2, "7", "more")),
            "/api/v1/nodes" when asked == 2 => FakeApiServer.Status(context, 410, "Expired", "too old"),
            "/api/v1/nodes" => FakeApiServer.Json(context, FakeApiServer.Page(2, 4, "9", null)),
            _ => FakeApiServer.Status(context, 404, "NotFound", "not here"),
        });
        using KubernetesClient client = server.Client();

        ClusterRecords records = await LiveSnapshot.ReadAsync(client, "prod", TimeProvider.System, TestLimit.Token);

        records.Nodes.Select(node => node.Metadata.Name).ShouldBe(["n-2", "n-3", "n-4"]);
    }
}
