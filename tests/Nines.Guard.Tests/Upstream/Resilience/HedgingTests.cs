using System.Net;
using Nines.Guard.Upstream;

namespace Nines.Guard.Tests.Upstream.Resilience;

public sealed class HedgingTests : IDisposable
{
    private readonly UpstreamBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_slow_call_gets_one_second_attempt_and_its_answer_wins()
    {
        await LearnAsync();
        int slow = _bench.Azure.Count + 1;
        _bench.Azure.Behaviour = async (seen, stop) =>
        {
            await Task.Delay(seen.Number == slow ? TimeSpan.FromSeconds(2) : TimeSpan.Zero, _bench.Clock, stop);
            return ScriptedAzure.Json($"[{seen.Number}]");
        };
        UpstreamAnswer answer = await _bench.Finish();
        System.Text.Encoding.UTF8.GetString(answer.Body.Span).ShouldBe($"[{slow + 1}]");
        _bench.Azure.Count.ShouldBe(slow + 1);
        _bench.Events.Hedges.ShouldBe(1);
        await Drive.UntilAsync(() => _bench.Azure.UnderWay == 0);
    }

    [Fact]
    public async Task Hedges_are_a_small_share_of_the_calls()
    {
        await LearnAsync();
        _bench.Azure.Behaviour = async (_, stop) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(300), _bench.Clock, stop);
            return ScriptedAzure.Json("[]");
        };
        for (int call = 0; call < 20; call++)
        {
            await _bench.Finish();
        }

        _bench.Events.Hedges.ShouldBeInRange(1, 6);
        _bench.Azure.Count.ShouldBe(20 + 20 + _bench.Events.Hedges);
    }

    [Fact]
    public async Task A_call_that_failed_gets_no_hedge()
    {
        await LearnAsync();
        _bench.Azure.Always(HttpStatusCode.InternalServerError);
        await _bench.Fail();
        _bench.Events.Hedges.ShouldBe(0);
        _bench.Azure.Count.ShouldBe(20 + 3);
    }

    [Fact]
    public async Task A_hedge_that_fails_leaves_the_first_attempt_its_time()
    {
        await LearnAsync();
        int slow = _bench.Azure.Count + 1;
        _bench.Azure.Behaviour = async (seen, stop) =>
        {
            await Task.Delay(seen.Number == slow ? TimeSpan.FromMilliseconds(300) : TimeSpan.Zero, _bench.Clock, stop);
            return ScriptedAzure.Json("[]", seen.Number == slow ? HttpStatusCode.OK : HttpStatusCode.InternalServerError);
        };
        (await _bench.Finish()).Status.ShouldBe(200);
        _bench.Azure.Count.ShouldBe(slow + 1);
    }

    /// <summary>Twenty quick answers, so that slow is known.</summary>
    private async Task LearnAsync()
    {
        for (int call = 0; call < 20; call++)
        {
            await _bench.Send();
        }
    }
}
