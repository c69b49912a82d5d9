using Nines.Kubernetes.Clients;
using Nines.Kubernetes.Lists;
using Nines.Kubernetes.Records;
using Nines.Kubernetes.Tests.Fake;
using Nines.Kubernetes.Transport;

namespace Nines.Kubernetes.Tests.Clients;

/// <summary>What is sent for each way to write, byte by byte.</summary>
public sealed class WriteTests : IAsyncDisposable
{
    private readonly List<string> _sent = [];
    private FakeApiServer? _server;
    private KubernetesClient? _client;
    private int _failures;

    private static CancellationToken Cancel => TestLimit.Token;

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await (_server?.DisposeAsync() ?? default);
    }

    [Fact]
    public async Task Create()
    {
        KubernetesClient client = await ClientAsync();

        PodRecord made = await client.CreateAsync(ResourceKinds.Pods, "shop", "{\"a\":1}"u8.ToArray(), new WriteOptions(FieldManager: "nines label"), Cancel);
        await client.CreateAsync(ResourceKinds.Nodes, null, "{}"u8.ToArray(), new WriteOptions(DryRun: true), Cancel);

        _sent.ShouldBe(
        [
            "POST /api/v1/namespaces/shop/pods?fieldManager=nines%20label application/json {\"a\":1}",
            "POST /api/v1/nodes?fieldManager=nines&dryRun=All application/json {}",
        ]);
        made.Metadata.Name.ShouldBe("answered");
    }

    [Fact]
    public async Task Patch()
    {
        KubernetesClient client = await ClientAsync();

        await client.PatchAsync(ResourceKinds.Pods, "s", "p", "{}"u8.ToArray(), new WriteOptions(), Cancel, part: "status");

        _sent.ShouldBe(["PATCH /api/v1/namespaces/s/pods/p/status?fieldManager=nines application/merge-patch+json {}"]);
    }

    [Fact]
    public async Task Delete()
    {
        KubernetesClient client = await ClientAsync();

        await client.DeleteAsync(ResourceKinds.Pods, "s", "p", new DeleteOptions(true, "u1", 0), Cancel);
        await client.DeleteAsync(ResourceKinds.Nodes, null, "n", new DeleteOptions(), Cancel);

        _sent.ShouldBe(
        [
            "DELETE /api/v1/namespaces/s/pods/p application/json "
                + """{"apiVersion":"v1","kind":"DeleteOptions","dryRun":["All"],"preconditions":{"uid":"u1"},"gracePeriodSeconds":0}""",
            """DELETE /api/v1/nodes/n application/json {"apiVersion":"v1","kind":"DeleteOptions"}""",
        ]);
    }

    [Fact]
    public async Task Evict()
    {
        KubernetesClient client = await ClientAsync();

        await client.EvictAsync("s", "p", new DeleteOptions(GracePeriodSeconds: 7), Cancel);

        _sent.ShouldBe(
        [
            "POST /api/v1/namespaces/s/pods/p/eviction application/json "
                + """{"apiVersion":"policy/v1beta1","kind":"Eviction","metadata":{"name":"p","namespace":"s"},"deleteOptions":{"gracePeriodSeconds":7}}""",
        ]);
    }

    // After a lost answer, a merge patch and the deletion of one UID may be sent again: the result is the same.
    [Theory]
    [InlineData("create", 1)]
    [InlineData("evict", 1)]
    [InlineData("delete", 1)]
    [InlineData("delete of one UID", 2)]
    [InlineData("merge patch", 2)]
    public async Task A_request_whose_answer_was_lost_is_repeated_only_if_that_is_harmless(string what, int times)
    {
        KubernetesClient client = await ClientAsync();
        await client.CatalogueAsync(Cancel);
        _failures = 1;
        byte[] body = "{}"u8.ToArray();
        var options = new WriteOptions();
        Task write = what switch
        {
            "create" => client.CreateAsync(ResourceKinds.Nodes, null, body, options, Cancel),
            "merge patch" => client.PatchAsync(ResourceKinds.Nodes, null, "n", body, options, Cancel),
            "delete" => client.DeleteAsync(ResourceKinds.Nodes, null, "n", new DeleteOptions(), Cancel),
            "delete of one UID" => client.DeleteAsync(ResourceKinds.Nodes, null, "n", new DeleteOptions(Uid: "u"), Cancel),
            _ => client.EvictAsync("s", "p", new DeleteOptions(), Cancel),
        };

        if (times == 1)
        {
            (await Should.ThrowAsync<KubernetesException>(() => write)).Kind.ShouldBe(KubernetesErrorKind.Unreachable);
        }
        else
        {
            await write;
        }

        _sent.Count.ShouldBe(times);
    }

    [Fact]
    public async Task Each_error_of_an_object_is_reported()
    {
        await using FakeApiServer server = await FakeApiServer.StartAsync(context => FakeApiServer.Status(
            context, 422, "Invalid", "Pod is invalid", ""","details":{"causes":[{"field":"spec.a","message":"Required"},{"field":"spec.b","message":"Bad\u001b"},7]}"""));
        using KubernetesClient client = server.Client();

        KubernetesException failure = await Should.ThrowAsync<KubernetesException>(() => client.CreateAsync(ResourceKinds.Pods, "s", "{}"u8.ToArray(), new WriteOptions(), Cancel));

        failure.Kind.ShouldBe(KubernetesErrorKind.Invalid);
        failure.Causes.ShouldBe(["spec.a: Required", "spec.b: Bad\\u001b"]);
    }

    private async Task<KubernetesClient> ClientAsync()
    {
        _server = await FakeApiServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            string body = await reader.ReadToEndAsync();
            _sent.Add($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {context.Request.ContentType} {body}");
            if (_failures-- > 0)
            {
                context.Abort();
                return;
            }

            await FakeApiServer.Json(context, """{"metadata":{"name":"answered"}}""");
        });
        return _client = _server.Client();
    }
}
