using System.Net;
using System.Text.Json;
using Nines.FakeAzure;
using Nines.FakeAzure.Faults;
using Nines.Testing;

namespace Nines.Guard.Tests.FakeAzure;

public sealed class FaultTests
{
    [Fact]
    public async Task A_status_replaces_the_answer_the_requested_number_of_times()
    {
        await using Cloud cloud = await Cloud.StartAsync();
        cloud.Server.Faults.Set(PathKind.CheckAccess, new Fault(Status: 503, RetryAfterSeconds: 7, Times: 2));
        List<HttpStatusCode> seen = [];
        for (int times = 0; times < 4; times++)
        {
            using HttpResponseMessage reply = await AskAsync(cloud);
            seen.Add(reply.StatusCode);
            reply.Headers.RetryAfter?.Delta.ShouldBe(TimeSpan.FromSeconds(7));
        }

        seen.ShouldBe([HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK, HttpStatusCode.OK]);
        cloud.Server.Answers.Read().Select(answer => answer.Verdict).ShouldBe([AnswerVerdict.Error, AnswerVerdict.Error, AnswerVerdict.Allow, AnswerVerdict.Allow]);
    }

    [Theory]
    [InlineData(nameof(Delivery.Cut))]
    [InlineData(nameof(Delivery.CutMidway))]
    public async Task A_cut_connection_is_not_an_answer(string how)
    {
        await using Cloud cloud = await Cloud.StartAsync();
        cloud.Server.Faults.Set(PathKind.CheckAccess, new Fault(How: Enum.Parse<Delivery>(how), Times: 1));
        await Should.ThrowAsync<HttpRequestException>(async () => (await AskAsync(cloud)).Dispose());
        await UntilAsync(() => cloud.Server.Answers.Read().Single().Fault is not null);
        cloud.Server.Answers.Read().Single().Verdict.ShouldBe(AnswerVerdict.Error);
        cloud.Server.Answers.Read().Single().Answered.ShouldBeNull();
    }

    [Theory]
    [InlineData(nameof(Delivery.Truncated))]
    [InlineData(nameof(Delivery.Garbled))]
    public async Task A_damaged_body_is_valid_HTTP_but_not_JSON(string how)
    {
        await using Cloud cloud = await Cloud.StartAsync();
        cloud.Server.Faults.Set(PathKind.CheckAccess, new Fault(How: Enum.Parse<Delivery>(how)));
        using HttpResponseMessage reply = await AskAsync(cloud);
        reply.StatusCode.ShouldBe(HttpStatusCode.OK);
        await Should.ThrowAsync<JsonException>(() => Cloud.JsonAsync(reply));
    }

    [Fact]
    public async Task A_custom_body_is_sent_unchanged()
    {
        await using Cloud cloud = await Cloud.StartAsync();
        cloud.Server.Faults.Set(PathKind.CheckAccess, new Fault(Body: "[]"));
        using HttpResponseMessage reply = await AskAsync(cloud);
        (await reply.Content.ReadAsStringAsync()).ShouldBe("[]");
    }

    [Fact]
    public async Task Latency_delays_an_answer_that_is_already_decided()
    {
        var clock = new ManualClock();
        await using Cloud cloud = await Cloud.StartAsync(new FakeAzureOptions { Time = clock, Algorithm = "ES256" });
        cloud.Server.Faults.Set(PathKind.CheckAccess, new Fault(LatencyMs: 1_000));
        Task<HttpResponseMessage> asked = AskAsync(cloud);
        await UntilAsync(() => clock.Waiting > 0);
        cloud.Server.Answers.Read().Single().Verdict.ShouldBe(AnswerVerdict.Allow);
        cloud.Server.Tenant.RemoveRoleAssignment("a0000000-0000-0000-0000-000000000003");
        clock.Advance(TimeSpan.FromMilliseconds(999));
        asked.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromMilliseconds(1));
        using HttpResponseMessage reply = await asked;
        (await Cloud.JsonAsync(reply))[0].GetProperty("accessDecision").GetString().ShouldBe("Allowed");
        await UntilAsync(() => cloud.Server.Answers.Read().Single().Answered is not null);
        LoggedAnswer logged = cloud.Server.Answers.Read().Single();
        (logged.Answered - logged.Received).ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_hanging_call_ends_with_its_caller_and_with_the_server()
    {
        Cloud cloud = await Cloud.StartAsync();
        cloud.Server.Faults.Set(PathKind.CheckAccess, new Fault(How: Delivery.Hang));
        Task<HttpResponseMessage> asked = AskAsync(cloud);
        await UntilAsync(() => cloud.Server.Answers.Count == 1);
        await cloud.Server.DisposeAsync();
        await Should.ThrowAsync<HttpRequestException>(() => asked);
        await cloud.DisposeAsync();
    }

    [Fact]
    public void The_same_seed_draws_the_same_faults()
    {
        static IEnumerable<TimeSpan?> Draw(int seed)
        {
            var board = new FaultBoard(seed);
            board.Set(PathKind.Graph, new Fault(LatencyMs: 10, JitterMs: 100, Share: 0.5));
            return Enumerable.Range(0, 200).Select(_ => board.Draw(PathKind.Graph)?.Latency).ToArray();
        }

        Draw(7).ShouldBe(Draw(7));
        Draw(7).ShouldNotBe(Draw(8));
        Draw(7).Count(latency => latency is not null).ShouldBeInRange(70, 130);
        Draw(7).OfType<TimeSpan>().ShouldAllBe(latency => latency >= TimeSpan.FromMilliseconds(10) && latency < TimeSpan.FromMilliseconds(110));
    }

    [Fact]
    public void An_invalid_fault_is_refused_with_all_reasons()
    {
        string message = Should.Throw<ArgumentException>(() => new FaultBoard(1).Set(PathKind.Graph, new Fault(Status: 99, LatencyMs: -1, Share: 0))).Message;
        foreach (string part in (string[])["status", "latencyMs", "share"])
        {
            message.ShouldContain(part);
        }
    }

    [Fact]
    public async Task Each_caller_is_throttled_and_gets_the_number_of_remaining_calls()
    {
        var clock = new ManualClock();
        await using Cloud cloud = await Cloud.StartAsync(new FakeAzureOptions { Time = clock, Algorithm = "ES256" });
        string token = cloud.Token("https://management.azure.com");
        List<(HttpStatusCode Status, string Left)> seen = [];
        for (int times = 0; times < 251; times++)
        {
            using HttpResponseMessage reply = await cloud.CheckAsync(Cloud.Cluster, Cloud.Operator, [Cloud.PodsRead], token);
            seen.Add((reply.StatusCode, reply.Headers.GetValues("x-ms-ratelimit-remaining-subscription-reads").Single()));
            reply.Headers.RetryAfter?.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        }

        seen[..250].ShouldAllBe(call => call.Status == HttpStatusCode.OK);
        seen[0].Left.ShouldBe("249");
        seen[250].ShouldBe((HttpStatusCode.TooManyRequests, "0"));

        // 25 come back each second.
        clock.Advance(TimeSpan.FromSeconds(1));
        using HttpResponseMessage later = await cloud.CheckAsync(Cloud.Cluster, Cloud.Operator, [Cloud.PodsRead], token);
        later.Headers.GetValues("x-ms-ratelimit-remaining-subscription-reads").Single().ShouldBe("24");
    }

    [Fact]
    public void Each_caller_has_a_bucket_with_at_most_its_burst()
    {
        var clock = new ManualClock();
        var throttle = new TokenBuckets(clock) { Settings = new ThrottleSettings(Burst: 3, PerSecond: 0.5, MinRetryAfterSeconds: 0) };
        Enumerable.Range(0, 4).Select(_ => throttle.Take("a", "s").IsGranted).ShouldBe([true, true, true, false]);
        throttle.Take("a", "s").RetryAfterSeconds.ShouldBe(2);
        throttle.Take("b", "s").IsGranted.ShouldBeTrue();
        throttle.Take("a", "t").IsGranted.ShouldBeTrue();
        clock.Advance(TimeSpan.FromHours(1));
        Enumerable.Range(0, 4).Select(_ => throttle.Take("a", "s").IsGranted).ShouldBe([true, true, true, false]);
        throttle.Settings = throttle.Settings with { IsOn = false };
        throttle.Take("a", "s").IsGranted.ShouldBeTrue();
    }

    private static Task<HttpResponseMessage> AskAsync(Cloud cloud) => cloud.CheckAsync(Cloud.Cluster, Cloud.Operator, [Cloud.PodsRead]);

    private static async Task UntilAsync(Func<bool> isSo)
    {
        for (int times = 0; !isSo(); times++)
        {
            times.ShouldBeLessThan(5_000);
            await Task.Delay(2);
        }
    }
}
