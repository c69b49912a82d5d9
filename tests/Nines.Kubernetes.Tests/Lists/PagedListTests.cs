using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using Nines.Kubernetes.Clients;
using Nines.Kubernetes.Lists;
using Nines.Kubernetes.Records;
using Nines.Kubernetes.Tests.Fake;
using Nines.Kubernetes.Transport;

namespace Nines.Kubernetes.Tests.Lists;

/// <summary>A list is whole and of one moment, whatever happens on the way.</summary>
public sealed class PagedListTests
{
    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task Pages_are_put_together()
    {
        await using FakeApiServer server = await FakeApiServer.StartAsync(context => FakeApiServer.Json(context, context.Request.Query["continue"].ToString() switch
        {
            "" => FakeApiServer.Page(1, 3, "7", "a&b"),
            "a&b" => FakeApiServer.Page(4, 5, "7", null),
            _ => "{}",
        }));
        using KubernetesClient client = server.Client();

        ListResult<NodeRecord> list = await client.ListAsync(ResourceKinds.Nodes, new ListQuery { PageSize = 3, LabelSelector = "a=b,c" }, Cancel);

        list.Items.Select(node => node.Metadata.Name).ShouldBe(["n-1", "n-2", "n-3", "n-4", "n-5"]);
        (list.ResourceVersion, list.Restarts).ShouldBe(("7", 0));
        server.Asked.ShouldContain("/api/v1/nodes?labelSelector=a%3Db%2Cc&limit=3&continue=a%26b");
    }

    [Fact]
    public async Task An_expired_continue_token_restarts_the_list_with_larger_pages()
    {
        int pass = 0;
        await using FakeApiServer server = await FakeApiServer.StartAsync(context =>
        {
            string next = context.Request.Query["continue"].ToString();
            pass += next.Length == 0 ? 1 : 0;
            return (next, pass) switch
            {
                ("", 1) => FakeApiServer.Json(context, FakeApiServer.Page(1, 2, "7", "t1")),
                ("t1", 1) => FakeApiServer.Status(context, 410, "Expired", "The provided continue parameter is too old"),
                ("", _) => FakeApiServer.Json(context, FakeApiServer.Page(11, 14, "9", "t2")),
                _ => FakeApiServer.Json(context, FakeApiServer.Page(15, 15, "9", null)),
            };
        });
        using KubernetesClient client = server.Client();

        ListResult<NodeRecord> list = await client.ListAsync(ResourceKinds.Nodes, new ListQuery { PageSize = 2 }, Cancel);

        list.Items.Select(node => node.Metadata.Name).ShouldBe(["n-11", "n-12", "n-13", "n-14", "n-15"]);
        (list.ResourceVersion, list.Restarts).ShouldBe(("9", 1));
        server.Asked.ShouldContain("/api/v1/nodes?limit=4");
    }

    [Fact]
    public async Task A_list_that_always_expires_fails_after_one_without_pages()
    {
        await using FakeApiServer server = await FakeApiServer.StartAsync(context => FakeApiServer.Status(context, 410, "Expired", "too old"));
        using KubernetesClient client = server.Client();

        (await Should.ThrowAsync<KubernetesException>(() => client.ListAsync(ResourceKinds.Nodes, new ListQuery { PageSize = 2, Restarts = 2 }, Cancel)))
            .Kind.ShouldBe(KubernetesErrorKind.Expired);

        server.Asked.Where(path => path.Contains("nodes", StringComparison.Ordinal)).ShouldBe(["/api/v1/nodes?limit=2", "/api/v1/nodes?limit=4", "/api/v1/nodes"]);
    }

    [Fact]
    public async Task A_truncated_page_is_requested_again_without_duplicates()
    {
        int asked = 0;
        await using FakeApiServer server = await FakeApiServer.StartAsync(context => ++asked == 1
            ? FakeApiServer.Cut(context, FakeApiServer.Page(1, 3, "7", null)[..150])
            : FakeApiServer.Json(context, FakeApiServer.Page(1, 3, "7", null)));
        using KubernetesClient client = server.Client();

        (await client.ListAsync(ResourceKinds.Nodes, new ListQuery(), Cancel)).Items.Count.ShouldBe(3);
        asked.ShouldBe(2);
    }

    [Fact]
    public async Task A_compressed_page_is_read()
    {
        await using FakeApiServer server = await FakeApiServer.StartAsync(async context =>
        {
            context.Request.Headers.AcceptEncoding.ToString().ShouldContain("gzip");
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(FakeApiServer.Page(1, 1000, "7", null)));
        });
        using KubernetesClient client = server.Client();

        (await client.ListAsync(ResourceKinds.Nodes, new ListQuery(), Cancel)).Items.Count.ShouldBe(1000);
    }

    [Fact]
    public async Task A_page_that_stops_coming_ends_within_its_time()
    {
        await using FakeApiServer server = await FakeApiServer.StartAsync(async context =>
        {
            await context.Response.WriteAsync(FakeApiServer.Page(1, 3, "7", null)[..120]);
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using KubernetesClient client = server.Client(new TransportOptions { RequestTimeout = TimeSpan.FromMilliseconds(300), Attempts = 1 });

        KubernetesException failure = await Should.ThrowAsync<KubernetesException>(() => client.ListAsync(ResourceKinds.Nodes, new ListQuery(), Cancel));

        failure.Kind.ShouldBe(KubernetesErrorKind.Timeout);
        failure.Message.ShouldContain("list nodes at http://127.0.0.1");
    }

    [Theory]
    [InlineData("""{"kind":"NodeList","items":[{"metadata":{"name":"a"}},{"metadata":5}]}""", "at $.metadata")]
    [InlineData("""{"kind":"NodeList","items":[{"metadata":{"name":"a"}}""", "ends in the middle")]
    [InlineData("""<html>login</html>""", "not JSON")]
    [InlineData("""{"kind":"Node","metadata":{"name":"a"}}""", "not a list")]
    public async Task An_answer_that_is_not_a_list_is_reported_with_its_place(string answer, string message)
    {
        await using FakeApiServer server = await FakeApiServer.StartAsync(context => FakeApiServer.Json(context, answer));
        using KubernetesClient client = server.Client();

        KubernetesException failure = await Should.ThrowAsync<KubernetesException>(() => client.ListAsync(ResourceKinds.Nodes, new ListQuery(), Cancel));

        failure.Kind.ShouldBe(KubernetesErrorKind.Unreadable);
        failure.Message.ShouldContain(message);
    }

    [Fact]
    public async Task Pages_without_end_are_noticed()
    {
        await using FakeApiServer server = await FakeApiServer.StartAsync(context => FakeApiServer.Json(context, FakeApiServer.Page(1, 10, "7", "same")));
        using KubernetesClient client = server.Client();

        (await Should.ThrowAsync<KubernetesException>(() => client.ListAsync(ResourceKinds.Nodes, new ListQuery(), Cancel))).Message.ShouldContain("same next page");
        (await Should.ThrowAsync<KubernetesException>(() => client.ListAsync(ResourceKinds.Nodes, new ListQuery { MaxItems = 5 }, Cancel)))
            .Kind.ShouldBe(KubernetesErrorKind.TooLarge);
    }
}
