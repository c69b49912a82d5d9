using Nines.Kubernetes.Clients;
using Nines.Kubernetes.Tests.Fake;
using Nines.Kubernetes.Transport;
using Nines.Testing;

namespace Nines.Kubernetes.Tests.Clients;

/// <summary>One leads at a time, as far as a lease can promise it; the clocks are moved by hand.</summary>
public sealed class LeaseTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private readonly FakeLease _lease = new();
    private FakeApiServer _server = null!;
    private KubernetesClient _client = null!;

    private static CancellationToken Cancel => TestLimit.Token;

    public async ValueTask InitializeAsync()
    {
        _server = await FakeApiServer.StartAsync(_lease.AnswerAsync);

        // The requests have the clock of the machine: only the lease waits by hand.
        _client = _server.Client(new TransportOptions { Attempts = 1 });
        await _client.CatalogueAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task The_first_makes_it_and_the_second_waits_until_it_was_not_renewed_for_its_duration()
    {
        LeaseHolder one = Holder("one");
        LeaseHolder two = Holder("two");

        (await one.TryAcquireAsync(Cancel)).ShouldBeTrue();
        (await two.TryAcquireAsync(Cancel)).ShouldBeFalse();
        _clock.Advance(TimeSpan.FromSeconds(14));
        (await one.TryAcquireAsync(Cancel)).ShouldBeTrue();

        // Seen anew at 14 s: over at 29 s.
        (await two.TryAcquireAsync(Cancel)).ShouldBeFalse();
        _clock.Advance(TimeSpan.FromSeconds(14.9));
        (await two.TryAcquireAsync(Cancel)).ShouldBeFalse();
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        (await two.TryAcquireAsync(Cancel)).ShouldBeTrue();

        (await one.TryAcquireAsync(Cancel)).ShouldBeFalse();
        _lease.Holder.ShouldBe("two");
        _lease.Spec("leaseTransitions")!.GetValue<int>().ShouldBe(1);
        _lease.Spec("leaseDurationSeconds")!.GetValue<int>().ShouldBe(15);
        _lease.Spec("acquireTime")!.GetValue<string>().ShouldBe("2030-01-01T00:00:29.000000Z");
        _lease.Spec("renewTime")!.GetValue<string>().ShouldBe("2030-01-01T00:00:29.000000Z");
    }

    [Theory]
    [InlineData("1999-01-01T00:00:00.000000Z")]
    [InlineData("2099-01-01T00:00:00.000000Z")]
    public async Task The_clock_of_the_other_machine_counts_for_nothing(string renewed)
    {
        _lease.Write("other", 40, renewed);
        LeaseHolder one = Holder("one");

        (await one.TryAcquireAsync(Cancel)).ShouldBeFalse();
        _clock.Advance(TimeSpan.FromSeconds(39));
        (await one.TryAcquireAsync(Cancel)).ShouldBeFalse();
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await one.TryAcquireAsync(Cancel)).ShouldBeTrue();
    }

    [Fact]
    public async Task Of_two_who_see_it_end_the_slower_one_gets_nothing()
    {
        _lease.Write("gone", 1, "2020-01-01T00:00:00.000000Z");
        LeaseHolder one = Holder("one");
        await one.TryAcquireAsync(Cancel);
        _clock.Advance(TimeSpan.FromSeconds(2));
        _lease.BeforePatch = () => _lease.Write("two", 15, "2030-01-01T00:00:02.000000Z");

        (await one.TryAcquireAsync(Cancel)).ShouldBeFalse();

        _lease.Holder.ShouldBe("two");
    }

    [Fact]
    public async Task A_released_lease_is_free_at_once_and_only_its_holder_releases_it()
    {
        LeaseHolder one = Holder("one");
        LeaseHolder two = Holder("two");
        await one.ReleaseAsync(Cancel);
        await one.TryAcquireAsync(Cancel);

        await two.ReleaseAsync(Cancel);
        _lease.Holder.ShouldBe("one");
        await one.ReleaseAsync(Cancel);
        _lease.Holder.ShouldBe("");
        (await two.TryAcquireAsync(Cancel)).ShouldBeTrue();
    }

    [Fact]
    public async Task Who_leads_renews_while_it_works_and_releases_at_the_end()
    {
        var done = new TaskCompletionSource();
        Task lead = Holder("one").LeadAsync(_ => done.Task, Cancel);
        while (_lease.Writes < 1)
        {
            await Task.Delay(1, Cancel);
        }

        while (_lease.Writes < 11)
        {
            await Task.Delay(1, Cancel);
            _clock.Advance(TimeSpan.FromSeconds(0.25));
        }

        _clock.Passed.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(20));
        _lease.Spec("renewTime")!.GetValue<string>().ShouldBeGreaterThanOrEqualTo("2030-01-01T00:00:20.000000Z");
        _lease.Spec("acquireTime")!.GetValue<string>().ShouldBe("2030-01-01T00:00:00.000000Z");
        done.SetResult();
        await lead;
        _lease.Holder.ShouldBe("");
    }

    [Theory]
    [InlineData(503)]
    [InlineData(403)]
    public async Task Work_is_stopped_in_time_when_the_lease_cannot_be_renewed(int fault)
    {
        var begun = new TaskCompletionSource();
        TimeSpan lostAt = TimeSpan.Zero;
        Task lead = Holder("one").LeadAsync(
            async cancellation =>
            {
                begun.SetResult();
                try
                {
                    await Task.Delay(Timeout.Infinite, cancellation);
                }
                finally
                {
                    lostAt = _clock.Passed;
                }
            },
            Cancel);
        await begun.Task.WaitAsync(Cancel);
        _lease.Fault = fault;
        while (!lead.IsCompleted)
        {
            // Slowly: what happens in between takes no time of this clock.
            await Task.Delay(10, Cancel);
            _clock.Advance(TimeSpan.FromSeconds(0.5));
        }

        await Should.ThrowAsync<OperationCanceledException>(() => lead);

        // Before others may take it, at 15 s.
        lostAt.ShouldBeInRange(TimeSpan.FromSeconds(9.9), TimeSpan.FromSeconds(14.9));
    }

    [Fact]
    public async Task Who_waits_for_the_lead_gets_it_when_the_other_is_gone()
    {
        _lease.Write("other", 15, "2030-01-01T00:00:00.000000Z");
        bool led = false;
        Task lead = Holder("one").LeadAsync(
            _ =>
            {
                led = true;
                return Task.CompletedTask;
            },
            Cancel);
        while (!lead.IsCompleted)
        {
            await Task.Delay(1, Cancel);
            _clock.Advance(TimeSpan.FromSeconds(0.25));
        }

        await lead;
        (led, _lease.Holder).ShouldBe((true, ""));
        _clock.Passed.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_missing_permission_fails_before_any_work()
    {
        _lease.Fault = 403;

        KubernetesException failure = await Should.ThrowAsync<KubernetesException>(() => Holder("one").LeadAsync(_ => throw new InvalidOperationException(), Cancel));

        failure.Kind.ShouldBe(KubernetesErrorKind.Forbidden);
    }

    [Fact]
    public async Task An_exception_of_the_work_is_thrown_and_the_lease_released()
    {
        await Should.ThrowAsync<InvalidOperationException>(() => Holder("one").LeadAsync(_ => throw new InvalidOperationException(), Cancel));

        _lease.Holder.ShouldBe("");
    }

    private LeaseHolder Holder(string identity) => new(_client, new LeaseOptions("default", "lead", identity), _clock);
}
