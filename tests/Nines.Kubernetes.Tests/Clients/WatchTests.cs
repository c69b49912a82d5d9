using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Nines.Kubernetes.Clients;
using Nines.Kubernetes.Lists;
using Nines.Kubernetes.Records;
using Nines.Kubernetes.Tests.Fake;
using Nines.Kubernetes.Transport;

namespace Nines.Kubernetes.Tests.Clients;

/// <summary>A watch misses nothing and tells nothing twice: it goes on where it stood, or tells everything anew.</summary>
public sealed class WatchTests
{
    private static readonly WatchOptions s_quick = new() { Pause = TimeSpan.FromMilliseconds(1), Failures = 3 };

    private readonly TaskCompletionSource _taken = new();
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();

    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task A_lost_connection_resumes_after_the_last_event_or_bookmark()
    {
        await using FakeApiServer server = await ServerAsync(
            context => FakeApiServer.Cut(context, Event("ADDED", "a", "6") + Event("MODIFIED", "a", "8") + "{\"type\":\"ADD", _taken.Task),
            context => context.Response.WriteAsync(Event("BOOKMARK", "", "20") + "\n \r\n"),
            context => StayAsync(context, Event("DELETED", "a", "21")));

        (await TakeAsync(server, 4)).ShouldBe(["Reset n-1", "Added a", "Modified a", "Deleted a"]);
        Watches(server)[0].ShouldContain("allowWatchBookmarks=true&resourceVersion=5&timeoutSeconds=240");
        Watches(server)[1].ShouldContain("resourceVersion=8&");
        Watches(server)[2].ShouldContain("resourceVersion=20&");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_expired_version_restarts_with_all_objects(bool asEvent)
    {
        await using FakeApiServer server = await ServerAsync(
            asEvent
                ? context => context.Response.WriteAsync(Event("ADDED", "a", "6") + """{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old"}}""" + "\n")
                : context => FakeApiServer.Status(context, 410, "Expired", "too old"),
            context => StayAsync(context, Event("ADDED", "z", "21")));

        (await TakeAsync(server, asEvent ? 4 : 3)).ShouldBe(asEvent ? ["Reset n-1", "Added a", "Reset n-2", "Added z"] : ["Reset n-1", "Reset n-2", "Added z"]);
        Watches(server)[1].ShouldContain("resourceVersion=10&");
    }

    [Fact]
    public async Task An_error_after_events_repeats_none_of_them()
    {
        await using FakeApiServer server = await ServerAsync(
            context => context.Response.WriteAsync(Event("ADDED", "a", "6") + """{"type":"ERROR","object":{"kind":"Status","code":500,"message":"etcd"}}""" + "\n"),
            context => StayAsync(context, Event("ADDED", "b", "7")));

        (await TakeAsync(server, 3)).ShouldBe(["Reset n-1", "Added a", "Added b"]);
        Watches(server)[1].ShouldContain("resourceVersion=6&");
    }

    [Fact]
    public async Task An_event_may_come_in_any_pieces()
    {
        await using FakeApiServer server = await ServerAsync(async context =>
        {
            string text = Event("ADDED", new string('x', 100), "6") + Event("ADDED", "b", "7");
            for (int i = 0; i < text.Length; i += 37)
            {
                await context.Response.WriteAsync(text[i..Math.Min(text.Length, i + 37)]);
                await context.Response.Body.FlushAsync();
                await Task.Yield();
            }

            await StayAsync(context, "");
        });

        (await TakeAsync(server, 3))[1..].ShouldBe(["Added " + new string('x', 100), "Added b"]);
    }

    [Fact]
    public async Task An_exception_of_the_handler_ends_the_watch_unchanged()
    {
        await using FakeApiServer server = await ServerAsync(context => StayAsync(context, Event("ADDED", "a", "6")));
        using KubernetesClient client = server.Client();
        var own = new KubernetesException(KubernetesErrorKind.Unreachable, "of the handler's own request");
        int told = 0;

        KubernetesException failure = await Should.ThrowAsync<KubernetesException>(() => client.WatchAsync(
            ResourceKinds.Nodes, new ListQuery(), s_quick, (_, _) => ++told == 2 ? throw own : ValueTask.CompletedTask, Cancel));

        failure.ShouldBeSameAs(own);
        told.ShouldBe(2);
    }

    [Fact]
    public async Task A_watch_that_always_fails_ends_with_an_error()
    {
        await using FakeApiServer server = await ServerAsync(context => FakeApiServer.Cut(context, ""));

        (await FailureAsync(server)).Kind.ShouldBe(KubernetesErrorKind.Unreachable);
    }

    [Fact]
    public async Task A_missing_permission_to_watch_fails_at_once()
    {
        await using FakeApiServer server = await ServerAsync(context => FakeApiServer.Status(context, 403, "Forbidden", "no"));

        KubernetesException failure = await FailureAsync(server);

        failure.Hint.ShouldBe("Its RBAC rules must allow the verb 'watch' on nodes.");
        Watches(server).Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("{\"type\":5}\n", KubernetesErrorKind.Unreadable)]
    [InlineData("[]\n", KubernetesErrorKind.Unreadable)]
    [InlineData("{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":7}}}\n", KubernetesErrorKind.Unreadable)]
    [InlineData("{\"type\":\"ADDED\"}\n", KubernetesErrorKind.Unreadable)]
    [InlineData("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":403}}\n", KubernetesErrorKind.Forbidden)]
    public async Task An_event_that_is_no_event_ends_the_watch(string line, KubernetesErrorKind kind)
    {
        await using FakeApiServer server = await ServerAsync(context => context.Response.WriteAsync(line));

        (await FailureAsync(server)).Kind.ShouldBe(kind);
    }

    [Fact]
    public async Task An_event_without_end_is_refused()
    {
        await using FakeApiServer server = await ServerAsync(async context =>
        {
            string much = new('x', 1 << 20);
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(much);
            }
        });

        (await FailureAsync(server)).Kind.ShouldBe(KubernetesErrorKind.TooLarge);
    }

    private static string Event(string type, string name, string version) => $$"""{"type":"{{type}}","object":{{FakeApiServer.Node(name, version)}}}""" + "\n";

    private static string[] Watches(FakeApiServer server) => [.. server.Asked.Where(path => path.Contains("watch=true", StringComparison.Ordinal))];

    /// <summary>Answers watch after watch as told, the last for ever; the list holds n-1 at version 5, then n-2 at version 10, and so on.</summary>
    private static Task<FakeApiServer> ServerAsync(params Func<HttpContext, Task>[] rounds)
    {
        int lists = 0;
        int watches = 0;
        return FakeApiServer.StartAsync(context => context.Request.Query.ContainsKey("watch")
            ? rounds[Math.Min(watches++, rounds.Length - 1)](context)
            : FakeApiServer.Json(context, FakeApiServer.Page(++lists, lists, $"{5 * lists}", null)));
    }

    private static async Task StayAsync(HttpContext context, string begun)
    {
        await context.Response.WriteAsync(begun);
        await context.Response.Body.FlushAsync();
        await Task.Delay(Timeout.Infinite, context.RequestAborted);
    }

    private static async Task<KubernetesException> FailureAsync(FakeApiServer server)
    {
        using KubernetesClient client = server.Client();
        return await Should.ThrowAsync<KubernetesException>(() => client.WatchAsync(ResourceKinds.Nodes, new ListQuery(), s_quick, (_, _) => ValueTask.CompletedTask, Cancel));
    }

    private async Task<string[]> TakeAsync(FakeApiServer server, int count)
    {
        using KubernetesClient client = server.Client();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task watch = client.WatchAsync(ResourceKinds.Nodes, new ListQuery(), s_quick, TellAsync, stop.Token);
        string[] taken = new string[count];
        for (int i = 0; i < count; i++)
        {
            Task<string> next = _told.Reader.ReadAsync(Cancel).AsTask();
            await Task.WhenAny(next, watch);
            taken[i] = watch.IsFaulted ? throw watch.Exception : await next;
        }

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => watch);
        return taken;
    }

    private ValueTask TellAsync(WatchEvent<NodeRecord> happened, CancellationToken cancellation)
    {
        if (happened.Change == WatchChange.Modified)
        {
            _taken.TrySetResult();
        }

        return _told.Writer.WriteAsync($"{happened.Change} {string.Join(',', happened.Items.Select(node => node.Metadata.Name))}", cancellation);
    }
}
