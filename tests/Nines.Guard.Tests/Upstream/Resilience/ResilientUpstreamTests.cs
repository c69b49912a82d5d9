using System.Net;
using System.Text;
using Nines.Guard.Upstream;

namespace Nines.Guard.Tests.Upstream.Resilience;

public sealed class ResilientUpstreamTests : IDisposable
{
    // Many failures in a row are the matter of other tests.
    private static readonly ResilienceOptions s_noBreaker = new() { BreakerLeastCalls = int.MaxValue };

    private readonly UpstreamBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task An_answer_comes_with_its_status_body_name_and_the_time_it_was_sent()
    {
        _bench.Clock.Advance(TimeSpan.FromSeconds(7));
        _bench.Azure.Behaviour = async (_, stop) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), _bench.Clock, stop);
            HttpResponseMessage response = ScriptedAzure.Json("[1]");
            response.Headers.Add("x-ms-request-id", "7f0c");
            return response;
        };
        UpstreamAnswer answer = await _bench.Finish();

        answer.Status.ShouldBe(200);
        Encoding.UTF8.GetString(answer.Body.Span).ShouldBe("[1]");
        answer.RequestId.ShouldBe("7f0c");
        answer.Sent.ShouldBe(7 * _bench.Clock.TimestampFrequency);
        _bench.Azure.Seen.Single().Bearer.ShouldBe("canary-token-1");
        _bench.Events.Calls.Single().Outcome.ShouldBe(UpstreamOutcome.Answered);
        _bench.Events.Calls.Single().Duration.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.UnprocessableEntity)]
    public async Task A_rejected_question_is_an_answer(HttpStatusCode status)
    {
        _bench.Azure.Always(status, "{\"error\":{}}");
        (await _bench.Finish()).Status.ShouldBe((int)status);
        _bench.Azure.Count.ShouldBe(1);
        _bench.Events.Calls.Single().Outcome.ShouldBe(UpstreamOutcome.Rejected);
    }

    [Fact]
    public async Task An_error_is_retried_twice_with_growing_jittered_pauses()
    {
        _bench.Azure.ByNumber(number => ScriptedAzure.Json("[]", number < 3 ? HttpStatusCode.BadGateway : HttpStatusCode.OK));
        (await _bench.Finish()).Status.ShouldBe(200);
        SeenRequest[] seen = _bench.Azure.Seen;
        seen.Length.ShouldBe(3);
        (seen[1].At - seen[0].At).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(50));
        (seen[2].At - seen[1].At).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(100));
        _bench.Events.Retries.ShouldBe(2);
    }

    [Fact]
    public async Task A_lasting_error_names_the_part_and_the_status()
    {
        _bench.Azure.Always(HttpStatusCode.ServiceUnavailable, "canary in the body");
        GuardUnavailableException failure = await _bench.Fail();
        failure.Kind.ShouldBe(Unavailability.Brief);
        failure.Part.ShouldBe("rbac");
        failure.Message.ShouldBe("rbac: Azure answered 503");
        _bench.Azure.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_lost_connection_is_retried_and_then_reported()
    {
        _bench.Azure.Behaviour = (_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError, "canary: 10.0.0.1");
        GuardUnavailableException failure = await _bench.Fail();
        failure.Kind.ShouldBe(Unavailability.Brief);
        failure.Message.ShouldBe("rbac: no connection to Azure (ConnectionError)");
        _bench.Azure.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Retries_are_a_small_share_of_the_calls_during_any_outage()
    {
        using UpstreamBench bench = new(s_noBreaker);
        bench.Azure.Always(HttpStatusCode.InternalServerError);
        for (int call = 0; call < 300; call++)
        {
            (await bench.Fail()).Kind.ShouldBe(Unavailability.Brief);
        }

        bench.Events.Retries.ShouldBeInRange(30, 41);
        bench.Azure.Count.ShouldBe(300 + bench.Events.Retries);
    }

    [Fact]
    public async Task Nothing_is_sent_while_the_breaker_is_open_and_then_one_trial_call()
    {
        _bench.Azure.Always(HttpStatusCode.InternalServerError);
        while (!_bench.Events.Breaker.Contains(BreakerState.Open))
        {
            await _bench.Fail();
            _bench.Azure.Count.ShouldBeLessThan(100);
        }

        int before = _bench.Azure.Count;
        GuardUnavailableException failure = await _bench.Fail();
        failure.Kind.ShouldBe(Unavailability.Lasting);
        _bench.Azure.Count.ShouldBe(before);
        _bench.Events.Calls.Last().Outcome.ShouldBe(UpstreamOutcome.BreakerOpen);

        _bench.Clock.Advance(_bench.Options.BreakerPause);
        _bench.Azure.Always(HttpStatusCode.OK);
        (await _bench.Finish()).Status.ShouldBe(200);
        _bench.Events.Breaker.ShouldBe([BreakerState.Open, BreakerState.HalfOpen, BreakerState.Closed]);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    public async Task A_refused_token_is_renewed_once_and_the_call_repeated_once(HttpStatusCode status)
    {
        _bench.Azure.Behaviour = (seen, _) => Task.FromResult(ScriptedAzure.Json("[]", seen.Bearer == "canary-token-1" ? status : HttpStatusCode.OK));
        (await _bench.Finish()).Status.ShouldBe(200);
        _bench.Azure.Seen.Select(seen => seen.Bearer).ShouldBe(["canary-token-1", "canary-token-2"]);

        _bench.Azure.Always(status);
        GuardUnavailableException failure = await _bench.Fail();
        failure.Kind.ShouldBe(Unavailability.Lasting);
        failure.Message.ShouldBe($"rbac: Azure refused the guard's own credential with {(int)status}");
        _bench.Azure.Count.ShouldBe(4);
        _bench.Tokens.Renewals.ShouldBe(2);
    }

    [Fact]
    public async Task A_young_refused_token_is_not_replaced()
    {
        _bench.Tokens.Renews = false;
        _bench.Azure.Always(HttpStatusCode.Forbidden);
        (await _bench.Fail()).Kind.ShouldBe(Unavailability.Lasting);
        _bench.Azure.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_slow_call_times_out_and_is_not_retried()
    {
        _bench.Azure.Behaviour = async (_, stop) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(10), _bench.Clock, stop);
            return ScriptedAzure.Json("[]");
        };
        GuardUnavailableException failure = await _bench.Fail();
        failure.Kind.ShouldBe(Unavailability.Lasting);
        failure.Message.ShouldBe("rbac: no answer within 5 s");
        _bench.Clock.Passed.ShouldBeLessThanOrEqualTo(_bench.Options.TotalLimit);
        _bench.Azure.Count.ShouldBe(1);
        _bench.Azure.UnderWay.ShouldBe(0);
    }

    [Fact]
    public async Task The_time_for_a_token_counts_too()
    {
        _bench.Tokens.Delay = stop => Task.Delay(Timeout.InfiniteTimeSpan, _bench.Clock, stop);
        GuardUnavailableException failure = await _bench.Fail();
        failure.Message.ShouldBe("rbac: no answer within 8 s");
        failure.Kind.ShouldBe(Unavailability.Lasting);
        _bench.Azure.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_cancelled_call_throws_and_releases_its_place()
    {
        using CancellationTokenSource gaveUp = new();
        _bench.Azure.Behaviour = async (_, stop) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, stop);
            return ScriptedAzure.Json("[]");
        };
        Task<UpstreamAnswer> call = _bench.Send(cancellation: gaveUp.Token);
        await Drive.UntilAsync(() => _bench.Azure.UnderWay == 1);
        await gaveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(call);
        _bench.Azure.UnderWay.ShouldBe(0);
        _bench.Calls.Parts.Single().Value.Load.UnderWay.ShouldBe(0);
        _bench.Events.Calls.Single().Outcome.ShouldBe(UpstreamOutcome.Cancelled);
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_a_failure_whether_or_not_its_length_was_announced()
    {
        using UpstreamBench bench = new(new ResilienceOptions { MaxBodyBytes = 1000 });
        foreach (bool isAnnounced in (bool[])[true, false])
        {
            bench.Azure.Behaviour = (_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = isAnnounced ? new ByteArrayContent(new byte[1001]) : new StreamContent(new Unannounced(1001)),
            });
            (await bench.Fail()).Message.ShouldBe("rbac: Azure gave an answer that cannot be used: an answer of more than 1000 bytes");
            bench.Azure.Behaviour = (_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = isAnnounced ? new ByteArrayContent(new byte[1000]) : new StreamContent(new Unannounced(1000)),
            });
            (await bench.Finish()).Body.Length.ShouldBe(1000);
        }
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        _bench.Azure.Behaviour = (_, _) =>
        {
            HttpResponseMessage response = new(HttpStatusCode.Found);
            response.Headers.Location = new Uri("https://elsewhere.example");
            return Task.FromResult(response);
        };
        (await _bench.Fail()).Message.ShouldBe("rbac: Azure gave an answer that cannot be used: status 302");
        _bench.Azure.Count.ShouldBe(1);
        using SocketsHttpHandler real = UpstreamHttp.CreateHandler(ResilienceOptions.Default);
        real.AllowAutoRedirect.ShouldBeFalse();
    }

    [Fact]
    public async Task A_token_is_never_sent_in_clear_text()
    {
        UpstreamRequest clear = UpstreamBench.Request with { Address = new Uri("http://management.azure.example/check") };
        (await _bench.Fail(clear)).Message.ShouldContain("not https");
        _bench.Azure.Count.ShouldBe(0);

        // Nobody listens in on this machine's own loopback.
        (await _bench.Finish(UpstreamBench.Request with { Address = new Uri("http://127.0.0.1:1/check") })).Status.ShouldBe(200);
    }

    [Fact]
    public async Task No_failure_contains_a_token_or_the_text_of_Azure()
    {
        List<string> told = [];
        foreach (HttpStatusCode status in (HttpStatusCode[])[HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests, HttpStatusCode.InternalServerError, HttpStatusCode.Found])
        {
            using UpstreamBench bench = new();
            bench.Azure.Always(status, "canary-body");
            told.Add((await bench.Fail()).ToString());
        }

        OutgoingCall call = new("rbac", "", HttpMethod.Post, new Uri("https://a.example/?canary"), "canary"u8.ToArray(), Bearer: "canary");
        told.Add(call.ToString());
        told.ShouldAllBe(text => !text.Contains("canary", StringComparison.Ordinal));
    }

    private sealed class Unannounced(int bytes) : MemoryStream(new byte[bytes])
    {
        public override bool CanSeek => false;
    }
}
