using Nines.Kubernetes.Clients;
using Nines.Kubernetes.Lists;
using Nines.Kubernetes.Records;
using Nines.Testing.ControlPlane;

namespace Nines.Kubernetes.Integration.Tests;

/// <summary>A lease in a real kube-apiserver.</summary>
public sealed class RealLeaseTests
{
    private readonly RealCluster _cluster;

    public RealLeaseTests(RealCluster cluster)
    {
        Assert.SkipWhen(RealControlPlane.Missing is not null, RealControlPlane.Missing ?? "");
        _cluster = cluster;
    }

    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task A_lease_has_one_holder_at_a_time()
    {
        await _cluster.NamespaceAsync("leases");
        var one = new LeaseHolder(_cluster.Admin, new LeaseOptions("leases", "lead", "one"), TimeProvider.System);
        var two = new LeaseHolder(_cluster.Admin, new LeaseOptions("leases", "lead", "two"), TimeProvider.System);

        (await one.TryAcquireAsync(Cancel)).ShouldBeTrue();
        (await two.TryAcquireAsync(Cancel)).ShouldBeFalse();
        (await one.TryAcquireAsync(Cancel)).ShouldBeTrue();
        await one.ReleaseAsync(Cancel);
        (await two.TryAcquireAsync(Cancel)).ShouldBeTrue();
        (await one.TryAcquireAsync(Cancel)).ShouldBeFalse();
        LeaseRecord lease = await _cluster.Admin.GetAsync(ResourceKinds.Leases, "leases", "lead", Cancel);
        (lease.Spec.HolderIdentity, lease.Spec.LeaseDurationSeconds, lease.Spec.LeaseTransitions).ShouldBe(("two", 15, 1));
        await two.ReleaseAsync(Cancel);
        string leader = "";
        await one.LeadAsync(
            async cancellation => leader = (await _cluster.Admin.GetAsync(ResourceKinds.Leases, "leases", "lead", cancellation)).Spec.HolderIdentity, Cancel);
        leader.ShouldBe("one");
        (await _cluster.Admin.GetAsync(ResourceKinds.Leases, "leases", "lead", Cancel)).Spec.HolderIdentity.ShouldBe("");
    }

    [Fact]
    public async Task Who_is_gone_is_followed_after_the_duration_and_not_before()
    {
        await _cluster.NamespaceAsync("takeover");
        var quick = new LeaseOptions("takeover", "lead", "one") { Duration = TimeSpan.FromSeconds(2), RenewDeadline = TimeSpan.FromSeconds(1.5), Retry = TimeSpan.FromSeconds(0.1) };
        (await new LeaseHolder(_cluster.Admin, quick, TimeProvider.System).TryAcquireAsync(Cancel)).ShouldBeTrue();
        long start = TimeProvider.System.GetTimestamp();
        TimeSpan led = TimeSpan.Zero;

        await new LeaseHolder(_cluster.Admin, quick with { Identity = "two" }, TimeProvider.System).LeadAsync(
            _ =>
            {
                led = TimeProvider.System.GetElapsedTime(start);
                return Task.CompletedTask;
            },
            Cancel);

        led.ShouldBeGreaterThan(TimeSpan.FromSeconds(1.9));
        (await _cluster.Admin.GetAsync(ResourceKinds.Leases, "takeover", "lead", Cancel)).Spec.LeaseTransitions.ShouldBe(1);
    }

    [Fact]
    public async Task Of_many_one_leads_at_a_time()
    {
        await _cluster.NamespaceAsync("many");
        int leading = 0;
        int most = 0;
        int turns = 0;
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            var options = new LeaseOptions("many", "lead", $"m{i}") { Retry = TimeSpan.FromMilliseconds(20) };
            await new LeaseHolder(_cluster.Admin, options, TimeProvider.System).LeadAsync(
                async cancellation =>
                {
                    most = Math.Max(most, Interlocked.Increment(ref leading));
                    await Task.Delay(50, cancellation);
                    Interlocked.Decrement(ref leading);
                    Interlocked.Increment(ref turns);
                },
                Cancel);
        }));

        (most, turns).ShouldBe((1, 6));
    }
}
