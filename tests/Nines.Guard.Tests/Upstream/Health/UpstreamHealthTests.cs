using Nines.Guard.Cache;
using Nines.Guard.Composition;
using Nines.Guard.Tests.Upstream.Rbac;
using Nines.Guard.Upstream;
using Nines.Testing;

namespace Nines.Guard.Tests.Upstream.Health;

public sealed class UpstreamHealthTests
{
    private static readonly TimeSpan s_mostAge = TimeSpan.FromMinutes(5);

    private readonly ManualClock _clock = new();
    private readonly ScriptedUpstream _azure;
    private readonly UpstreamHealth _health;
    private StoreState _store = new() { Kind = "memory", Shared = false, Epoch = 0, NearEntries = 0, NearBytes = 0 };

    public UpstreamHealthTests()
    {
        _azure = new ScriptedUpstream(_clock);
        _health = new UpstreamHealth(_azure, _clock);
    }

    private string? Reason => new AzureReadiness(_health.Get("rbac"), () => _store, s_mostAge).Reason();

    [Fact]
    public async Task A_guard_is_ready_once_azure_has_answered()
    {
        Reason.ShouldBe("Azure does not answer and nothing is cached: it was not asked yet");
        await SucceedAsync();
        Reason.ShouldBeNull();
    }

    [Fact]
    public async Task Lasting_failures_count_until_the_first_answer()
    {
        await SucceedAsync();
        await FailAsync("rbac: no connection");
        Pass(9);
        Reason.ShouldBeNull();
        Pass(1);
        await FailAsync("rbac: no answer within 5 s");
        Reason.ShouldBe("Azure does not answer and nothing is cached: rbac: no answer within 5 s");
        await SucceedAsync();
        Reason.ShouldBeNull();
    }

    [Fact]
    public async Task A_refused_question_is_an_answer()
    {
        _azure.Always("{}", status: 400);
        await _health.SendAsync(Request("rbac"), TestLimit.Token);
        Reason.ShouldBeNull();
    }

    [Fact]
    public async Task While_answers_are_cached_the_guard_is_ready()
    {
        await FailAsync("rbac: no connection");
        _store = _store with { NearEntries = 1 };
        Pass(600);
        Reason.ShouldBeNull();
        _store = _store with { NearEntries = 0 };
        Reason.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_shared_cache_may_keep_answers_until_they_expire()
    {
        _store = _store with { Shared = true };
        Reason.ShouldBeNull("others may have asked");
        await SucceedAsync();
        await FailAsync("rbac: no connection");
        Pass(299);
        Reason.ShouldBeNull();
        Pass(1);
        Reason.ShouldNotBeNull("by now every entry is over");
        _store = _store with { NearEntries = 1 };
        Reason.ShouldBeNull();
    }

    [Fact]
    public async Task Other_parts_and_cancelled_callers_do_not_count()
    {
        await SucceedAsync();
        await FailAsync("graph: no connection", "graph");
        _azure.Behaviour = (_, _) => throw new OperationCanceledException();
        await Should.ThrowAsync<OperationCanceledException>(async () => await _health.SendAsync(Request("rbac"), default));
        Pass(60);
        Reason.ShouldBeNull();
    }

    [Fact]
    public async Task Probes_run_at_the_start_and_during_failures_and_report_each_change_once()
    {
        List<string?> told = [];
        using CancellationTokenSource stop = new();
        _azure.Behaviour = (_, _) => throw new GuardUnavailableException("rbac", Unavailability.Brief, "rbac: down");
        UpstreamProbe probe = new(_health.Get("rbac"), async cancellation => await _health.SendAsync(Request("rbac"), cancellation), told.Add, _clock, new Random(1));
        Task running = probe.RunAsync(stop.Token);
        for (int look = 1; look <= 3; look++)
        {
            await WaitsAsync(running);
            _azure.All.Length.ShouldBe(look);
            told.ShouldBe(["rbac: down"]);
            _clock.Advance(UpstreamProbe.Interval * 1.2);
        }

        await WaitsAsync(running);
        _azure.Always("[]");
        _clock.Advance(UpstreamProbe.Interval * 1.2);
        await WaitsAsync(running);
        told.ShouldBe(["rbac: down", null]);
        int asked = _azure.All.Length;
        for (int look = 0; look < 3; look++)
        {
            _clock.Advance(UpstreamProbe.Interval * 1.2);
            await WaitsAsync(running);
        }

        _azure.All.Length.ShouldBe(asked);
        await FailAsync("rbac: gone");
        _azure.Behaviour = (_, _) => throw new GuardUnavailableException("rbac", Unavailability.Brief, "rbac: down");
        _clock.Advance(UpstreamProbe.Interval * 1.2);
        await WaitsAsync(running);
        told.ShouldBe(["rbac: down", null, "rbac: down"]);
        await stop.CancelAsync();
        await running;
    }

    private static UpstreamRequest Request(string part) => new(part, HttpMethod.Get, new Uri("https://management.azure.com/"));

    private async Task SucceedAsync()
    {
        _azure.Always("[]");
        await _health.SendAsync(Request("rbac"), TestLimit.Token);
    }

    private async Task FailAsync(string why, string part = "rbac")
    {
        _azure.Behaviour = (_, _) => throw new GuardUnavailableException(part, Unavailability.Brief, why);
        await Should.ThrowAsync<GuardUnavailableException>(async () => await _health.SendAsync(Request(part), default));
    }

    // Its timer is the only one of this clock.
    private Task WaitsAsync(Task running) => Drive.UntilAsync(() => _clock.Waiting > 0 || running.IsCompleted);

    private void Pass(int seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));
}
