using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Nines.Kubernetes.Clients;
using Nines.Kubernetes.Kubeconfigs;
using Nines.Kubernetes.Tests.Fake;
using Nines.Kubernetes.Transport;
using Nines.Testing;

namespace Nines.Kubernetes.Tests.Transport;

/// <summary>No request lasts longer than it may, whatever the server does; the clock is moved by hand.</summary>
public sealed class PatienceTests
{
    private static readonly KubernetesRequest s_ask = new(HttpMethod.Get, "x", "get", "/x");
    private static readonly TransportOptions s_options = new() { RequestTimeout = TimeSpan.FromSeconds(30), FirstPause = TimeSpan.FromSeconds(1), MaxPause = TimeSpan.FromSeconds(60) };

    private readonly ManualClock _clock = new();

    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task A_silent_server_fails_in_time_with_the_reason()
    {
        await using FakeApiServer server = await FakeApiServer.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using KubernetesClient client = server.Client(s_options, _clock);
        Task<byte[]> asked = client.Transport.ReadAsync(s_ask, Cancel);
        await UntilAsync(() => server.Asked.Count == 1 && _clock.Waiting == 1);

        _clock.Advance(TimeSpan.FromSeconds(29.9));
        asked.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromSeconds(0.2));

        KubernetesException failure = await Should.ThrowAsync<KubernetesException>(() => asked);
        failure.Kind.ShouldBe(KubernetesErrorKind.Timeout);
        failure.Message.ShouldBe($"get /x at {server.Address.GetLeftPart(UriPartial.Authority)}: nothing came for 30 s. Is the cluster running, and may this network reach it?");
        server.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Connections_that_fail_again_and_again_end_with_the_time_of_one_request()
    {
        int asked = 0;
        await using FakeApiServer server = await FakeApiServer.StartAsync(context =>
        {
            Interlocked.Increment(ref asked);
            context.Abort();
            return Task.CompletedTask;
        });
        using KubernetesClient client = server.Client(s_options with { Attempts = 1000, RequestTimeout = TimeSpan.FromSeconds(20) }, _clock);
        Task<byte[]> all = client.Transport.ReadAsync(s_ask, Cancel);

        // The pauses are 0.5 to 1, 1 to 2, 2 to 4, 4 to 8, 8 to 16 seconds: the fifth or sixth does not fit any more.
        while (!all.IsCompleted)
        {
            await Task.Delay(1, Cancel);
            _clock.Advance(TimeSpan.FromSeconds(0.1));
        }

        (await Should.ThrowAsync<KubernetesException>(() => all)).Kind.ShouldBe(KubernetesErrorKind.Unreachable);
        asked.ShouldBeInRange(4, 6);
        _clock.Passed.ShouldBeLessThan(TimeSpan.FromSeconds(21));
    }

    [Fact]
    public async Task A_server_that_is_busy_for_longer_than_a_request_is_waited_for()
    {
        var asked = new List<TimeSpan>();
        await using FakeApiServer server = await FakeApiServer.StartAsync(context =>
        {
            asked.Add(_clock.Passed);
            context.Response.Headers.RetryAfter = "45";
            return asked.Count < 4 ? FakeApiServer.Status(context, 429, "TooManyRequests", "slow down") : FakeApiServer.Json(context, "{}");
        });
        using KubernetesClient client = server.Client(s_options, _clock);
        Task<byte[]> all = client.Transport.ReadAsync(s_ask, Cancel);
        while (!all.IsCompleted)
        {
            await Task.Delay(1, Cancel);
            _clock.Advance(TimeSpan.FromSeconds(0.5));
        }

        (await all).Length.ShouldBe(2);
        asked.Zip(asked.Skip(1), (one, next) => next - one).ShouldAllBe(pause => pause >= TimeSpan.FromSeconds(45) && pause < TimeSpan.FromSeconds(75));
    }

    [Fact]
    public async Task A_stalled_body_fails_and_a_slow_one_does_not()
    {
        var next = new SemaphoreSlim(0);
        int sent = 0;
        await using FakeApiServer server = await FakeApiServer.StartAsync(async context =>
        {
            while (true)
            {
                await context.Response.WriteAsync("x");
                await context.Response.Body.FlushAsync();
                Interlocked.Increment(ref sent);
                await next.WaitAsync(context.RequestAborted);
            }
        });
        using KubernetesClient client = server.Client(s_options, _clock);
        int got = 0;
        Task<int> asked = client.Transport.SendAsync(
            s_ask with { Patience = TimeSpan.FromMinutes(2) },
            async (stream, cancellation) =>
            {
                byte[] buffer = new byte[1];
                while (await stream.ReadAsync(buffer, cancellation) > 0)
                {
                    Interlocked.Increment(ref got);
                }

                return got;
            },
            Cancel);
        for (int piece = 1; piece <= 4; piece++)
        {
            await UntilAsync(() => Volatile.Read(ref got) == piece && _clock.Waiting == 1);
            _clock.Advance(TimeSpan.FromSeconds(115));
            asked.IsCompleted.ShouldBeFalse();
            next.Release();
        }

        await UntilAsync(() => Volatile.Read(ref got) == 5 && _clock.Waiting == 1);
        _clock.Advance(TimeSpan.FromSeconds(121));
        (await Should.ThrowAsync<KubernetesException>(() => asked)).Message.ShouldContain("nothing came for 120 s");
        server.Asked.Count.ShouldBe(1);
        next.Dispose();
    }

    [Theory]
    [InlineData("headers")]
    [InlineData("body")]
    [InlineData("pause")]
    public async Task Who_cancels_waits_no_longer(string where)
    {
        await using FakeApiServer server = await FakeApiServer.StartAsync(async context =>
        {
            if (where == "pause")
            {
                await FakeApiServer.Status(context, 503, "X", "no");
                return;
            }

            if (where == "body")
            {
                await context.Response.WriteAsync("{");
                await context.Response.Body.FlushAsync();
            }

            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using KubernetesClient client = server.Client(s_options, _clock);
        using var stop = new CancellationTokenSource();
        Task<byte[]> asked = client.Transport.ReadAsync(s_ask, stop.Token);
        await UntilAsync(() => server.Asked.Count == 1 && _clock.Waiting == 1);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => asked);
    }

    [Fact]
    public async Task A_network_that_drops_everything_is_reported_after_the_connect_timeout()
    {
        // A listener whose queue is full answers nothing at all, as a firewall does.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var end = (IPEndPoint)listener.LocalEndPoint!;
        List<Socket> fillers = [];
        for (int i = 0; i < 4; i++)
        {
            var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            fillers.Add(filler);
            _ = filler.ConnectAsync(end, Cancel).AsTask().ContinueWith(_ => { }, TaskScheduler.Default);
        }

        using var transport = new KubernetesTransport(
            new ClusterConnection("c", new Uri($"https://127.0.0.1:{end.Port}/")), new KubeEnvironment(new Dictionary<string, string>()),
            new TransportOptions { ConnectTimeout = TimeSpan.FromMilliseconds(200), Attempts = 1 }, ExecOptions.Default, TimeProvider.System);

        KubernetesException failure = await Should.ThrowAsync<KubernetesException>(() => transport.ReadAsync(s_ask, Cancel));

        (failure.Kind, failure.Message).ShouldBe((
            KubernetesErrorKind.Unreachable, $"get /x at https://127.0.0.1:{end.Port}: no connection within 0.2 s. Is the cluster running, and may this network reach it?"));
        fillers.ForEach(filler => filler.Dispose());
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(2, Cancel);
        }
    }
}
