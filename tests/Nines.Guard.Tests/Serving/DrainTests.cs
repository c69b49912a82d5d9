using System.Net;
using Nines.Guard.Cache;
using Nines.Guard.Decisions;
using Nines.Testing;

namespace Nines.Guard.Tests.Serving;

public sealed class DrainTests
{
    private static readonly Uri s_access = new("/subjectaccessreviews", UriKind.Relative);

    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task It_is_ready_until_it_drains_and_alive_throughout()
    {
        var clock = new ManualClock();
        await using TestGuard guard = await TestGuard.StartAsync(Answering.Access(Verdict.Allow), clock);
        (await guard.OperationsAsync("/readyz")).ShouldBe((200, "ok\n"));
        Task draining = guard.Server.DrainAsync();
        (await guard.OperationsAsync("/readyz")).ShouldBe((503, "draining\n"));
        (await guard.OperationsAsync("/livez")).Status.ShouldBe(200);
        clock.Advance(TimeSpan.FromSeconds(10));
        await draining;
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Callers_during_the_drain_are_answered_and_asked_to_reconnect(string http)
    {
        var clock = new ManualClock();
        await using TestGuard guard = await TestGuard.StartAsync(Answering.Access(Verdict.Allow), clock);
        using HttpClient client = guard.Client(Version.Parse(http));
        using HttpResponseMessage before = await client.PostAsync(s_access, TestGuard.Access(), Cancel);
        Task draining = guard.Server.DrainAsync();
        for (int review = 0; review < 20; review++)
        {
            using HttpResponseMessage during = await client.PostAsync(s_access, TestGuard.Access(), Cancel);
            during.StatusCode.ShouldBe(HttpStatusCode.OK);
            if (http == "1.1" && review == 0)
            {
                during.Headers.ConnectionClose.ShouldBe(true);
            }
        }

        clock.Advance(TimeSpan.FromSeconds(10));
        await draining;
        await Should.ThrowAsync<HttpRequestException>(() => client.PostAsync(s_access, TestGuard.Access(), Cancel));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_review_in_flight_is_answered_before_the_end(string http)
    {
        var clock = new ManualClock();
        var asked = new TaskCompletionSource();
        var hold = new TaskCompletionSource();
        await using TestGuard guard = await TestGuard.StartAsync(
            Answering.Access(async (_, _) =>
            {
                asked.SetResult();
                await hold.Task.WaitAsync(Cancel);
                return AccessDecision.Create(Verdict.Allow, "late", AnswerSource.File);
            }),
            clock);
        using HttpClient client = guard.Client(Version.Parse(http));
        Task<HttpResponseMessage> flying = client.PostAsync(s_access, TestGuard.Access(), Cancel);
        await asked.Task.WaitAsync(Cancel);
        Task draining = guard.Server.DrainAsync();
        clock.Advance(TimeSpan.FromSeconds(10));
        draining.IsCompleted.ShouldBeFalse();
        hold.SetResult();
        using HttpResponseMessage response = await flying;
        (await response.Content.ReadAsStringAsync(Cancel)).ShouldContain("late");
        await draining;
    }

    [Fact]
    public async Task A_hanging_review_does_not_prevent_the_shutdown()
    {
        var clock = new ManualClock();
        var asked = new TaskCompletionSource();
        await using TestGuard guard = await TestGuard.StartAsync(
            Answering.Access(async (_, _) =>
            {
                asked.SetResult();
                await Task.Delay(Timeout.Infinite, Cancel);
                return default;
            }),
            clock, "drain.wait=0s", "drain.limit=1s", "limits.request-timeout=60s");
        using HttpClient client = guard.Client();
        Task<HttpResponseMessage> flying = client.PostAsync(s_access, TestGuard.Access(), Cancel);
        await asked.Task.WaitAsync(Cancel);
        Task draining = guard.Server.DrainAsync();
        while (!draining.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10, Cancel);
        }

        await Should.ThrowAsync<HttpRequestException>(() => flying);
        (await guard.LogAsync()).ShouldContain("cut off");
    }

    [Fact]
    public async Task A_connection_that_begins_when_the_drain_does_is_answered_before_it_is_asked_to_close()
    {
        var clock = new ManualClock();
        await using TestGuard guard = await TestGuard.StartAsync(Answering.Access(Verdict.Allow), clock);
        for (int round = 0; round < 10; round++)
        {
            using HttpClient client = guard.Client();
            Task<HttpResponseMessage> first = client.PostAsync(s_access, TestGuard.Access(), Cancel);
            while (guard.Server.ConnectionsAccepted == round)
            {
                await Task.Yield();
            }

            // The handshake is over, and nothing of HTTP has been seen.
            guard.Server.AskAllToClose();
            using HttpResponseMessage response = await first;
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task An_old_connection_is_asked_to_close_without_an_error()
    {
        var clock = new ManualClock();
        await using TestGuard guard = await TestGuard.StartAsync(Answering.Access(Verdict.Allow), clock, "limits.connection-age=60s");
        using HttpClient client = guard.Client();
        int opened = 0;
        for (int round = 0; round < 5; round++)
        {
            using HttpResponseMessage response = await client.PostAsync(s_access, TestGuard.Access(), Cancel);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            opened += guard.Server.ConnectionsAccepted == round + 1 ? 1 : 0;
            clock.Advance(TimeSpan.FromSeconds(72.1));

            // The client learns of GOAWAY on its own thread; until then it may use the old connection, which answers.
            while (guard.Server.Connections > 0)
            {
                await Task.Delay(5, Cancel);
            }
        }

        opened.ShouldBe(5);
    }
}
