using System.Net;
using Nines.Guard.Upstream;

namespace Nines.Guard.Tests.Upstream.Resilience;

public sealed class ThrottlingTests : IDisposable
{
    private readonly UpstreamBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task After_a_429_all_calls_fail_at_once_until_the_pause_ends()
    {
        _bench.Azure.Behaviour = (_, _) => Task.FromResult(ScriptedAzure.Throttled(30));
        (await Told()).Message.ShouldBe("rbac: Azure throttles the guard (429)");
        _bench.Clock.Advance(TimeSpan.FromSeconds(29));
        for (int call = 0; call < 100; call++)
        {
            GuardUnavailableException failure = await Told();
            failure.Kind.ShouldBe(Unavailability.Lasting);
            failure.Message.ShouldBe("rbac: Azure throttled the guard; it is left alone for 1 s more");
        }

        _bench.Azure.Count.ShouldBe(1);
        _bench.Events.Pauses.ShouldBe([TimeSpan.FromSeconds(30)]);
        _bench.Events.Calls.Count(call => call.Outcome == UpstreamOutcome.Paused).ShouldBe(100);
        _bench.Events.Calls.Count(call => call.Outcome == UpstreamOutcome.Throttled).ShouldBe(1);
    }

    [Fact]
    public async Task After_the_pause_one_trial_call_precedes_the_others()
    {
        _bench.Azure.Behaviour = (_, _) => Task.FromResult(ScriptedAzure.Throttled(1));
        await Told();
        _bench.Clock.Advance(TimeSpan.FromSeconds(1));

        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _bench.Azure.Behaviour = async (_, stop) =>
        {
            await answer.Task.WaitAsync(stop);
            return ScriptedAzure.Json("[]");
        };
        Task<UpstreamAnswer> trial = _bench.Send();
        await Drive.UntilAsync(() => _bench.Azure.UnderWay == 1);
        for (int call = 0; call < 50; call++)
        {
            (await Told()).Kind.ShouldBe(Unavailability.Lasting);
        }

        _bench.Azure.Count.ShouldBe(2);
        answer.SetResult();
        (await trial).Status.ShouldBe(200);
        (await _bench.Send()).Status.ShouldBe(200);
        _bench.Azure.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Without_Retry_After_pauses_double_up_to_the_maximum()
    {
        _bench.Azure.Behaviour = (_, _) => Task.FromResult(ScriptedAzure.Throttled(null));
        for (int pause = 0; pause < 11; pause++)
        {
            await Told();
            _bench.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        _bench.Events.Pauses.Select(pause => pause.TotalSeconds).ShouldBe([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
        _bench.Azure.Always(HttpStatusCode.OK);
        await _bench.Send();
        _bench.Azure.Behaviour = (_, _) => Task.FromResult(ScriptedAzure.Throttled(null));
        await Told();
        _bench.Events.Pauses.Last().ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Retry_After_may_be_a_date_and_is_limited()
    {
        _bench.Azure.Behaviour = (seen, _) =>
        {
            HttpResponseMessage response = new(HttpStatusCode.TooManyRequests);
            response.Headers.RetryAfter = seen.Number == 1
                ? new(_bench.Clock.GetUtcNow() + TimeSpan.FromSeconds(42))
                : new(TimeSpan.FromDays(1));
            return Task.FromResult(response);
        };
        await Told();
        _bench.Clock.Advance(TimeSpan.FromSeconds(42));
        await Told();
        _bench.Events.Pauses.Select(pause => pause.TotalSeconds).ShouldBe([42, 300]);
    }

    [Fact]
    public async Task Concurrent_calls_cause_one_pause()
    {
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _bench.Azure.Behaviour = async (_, stop) =>
        {
            await answer.Task.WaitAsync(stop);
            return ScriptedAzure.Throttled(null);
        };
        Task<UpstreamAnswer>[] calls = [.. Enumerable.Range(0, 8).Select(_ => _bench.Send())];
        await Drive.UntilAsync(() => _bench.Azure.UnderWay == 8);
        answer.SetResult();
        foreach (Task<UpstreamAnswer> call in calls)
        {
            await Should.ThrowAsync<GuardUnavailableException>(call);
        }

        _bench.Events.Pauses.ShouldBe([TimeSpan.FromSeconds(1)]);
        _bench.Azure.Count.ShouldBe(8);
    }

    [Fact]
    public async Task A_trial_with_another_failure_is_followed_by_another_trial()
    {
        _bench.Azure.ByNumber(number => number == 1 ? ScriptedAzure.Throttled(1) : ScriptedAzure.Json("", HttpStatusCode.NotImplemented));
        await Told();
        _bench.Clock.Advance(TimeSpan.FromSeconds(1));
        (await _bench.Fail()).Kind.ShouldBe(Unavailability.Brief);
        _bench.Azure.Always(HttpStatusCode.OK);
        (await _bench.Finish()).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Other_principals_and_parts_are_not_paused()
    {
        _bench.Azure.Behaviour = (seen, _) => Task.FromResult(seen.Number == 1 ? ScriptedAzure.Throttled(60) : ScriptedAzure.Json("[]"));
        await Told();
        (await _bench.Send(UpstreamBench.Request with { Scope = "https://graph.example/.default" })).Status.ShouldBe(200);
        (await _bench.Send(UpstreamBench.Request with { Part = "graph" })).Status.ShouldBe(200);
        await Told();
    }

    /// <summary>The call fails although the clock stands still.</summary>
    private async Task<GuardUnavailableException> Told() => await Should.ThrowAsync<GuardUnavailableException>(_bench.Send());
}
