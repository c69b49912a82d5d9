using Nines.Azure.FailureDomains;
using Nines.FakeAzure.Faults;
using Nines.FakeAzure.Tenants;

namespace Nines.Azure.Tests.FailureDomains;

public sealed class DegradationTests
{
    private static readonly TimeSpan s_try = new ArmOptions().Try;
    private static readonly TimeSpan s_whole = new ArmOptions().Whole;

    [Fact]
    public async Task A_set_that_may_not_be_read_does_not_keep_others_from_being_read()
    {
        await using ArmSite site = await ArmSite.StartAsync(scope: ArmSite.SetId("open"));
        site.PutSet("open", 1);
        site.PutSet("closed", 1);
        DomainReading reading = await site.ReadAsync(ArmSite.Node("closed", "0"), ArmSite.Node("open", "0"));
        reading.Machines[0].FaultDomainUnknown.ShouldBe(UnknownReason.NotPermitted);
        reading.Machines[0].UpdateDomainUnknown.ShouldBe(UnknownReason.NotPermitted);
        reading.Machines[1].UpdateDomain.ShouldBe(0);
        reading.Failures.ShouldContain(failure => failure.Text.Contains("403", StringComparison.Ordinal) && failure.Text.Contains("AuthorizationFailed", StringComparison.Ordinal) && failure.Text.Contains("closed", StringComparison.Ordinal));
        reading.Notes.ShouldContain(note => note.Contains("the role Reader on the node resource group is enough", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_the_set_its_numbers_count_only_when_they_differ()
    {
        await using ArmSite site = await ArmSite.StartAsync(role: new FakeRole(Actions: ["Microsoft.Compute/virtualMachineScaleSets/virtualMachines/read"]));
        site.PutSet("differ", 2);
        site.PutSet("same", 2, count: 1);
        DomainReading reading = await site.ReadAsync(ArmSite.Node("differ", "0"), ArmSite.Node("differ", "1"), ArmSite.Node("same", "0"), ArmSite.Node("same", "1"));
        reading.Machines.Select(machine => machine.FaultDomain).ShouldBe([0, 1, null, null]);
        reading.Machines[3].FaultDomainUnknown.ShouldBe(UnknownReason.CountUnknown);
        reading.Machines.ShouldAllBe(machine => machine.UpdateDomain != null);
        reading.Failures.Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_deleted_set_or_instance_is_distinguished_from_one_without_domains()
    {
        await using ArmSite site = await ArmSite.StartAsync();
        site.PutSet("apps", 2);
        site.Server.Compute.Put(new FakeScaleSet(ArmSite.SetId("mute"), 3, Instances: [new FakeInstance("0")]));
        DomainReading reading = await site.ReadAsync(ArmSite.Node("gone", "0"), ArmSite.Node("apps", "9"), ArmSite.Node("mute", "0"), ArmSite.Machine("nobody"));
        reading.Machines.Select(machine => machine.UpdateDomainUnknown).ShouldBe(
            [UnknownReason.NotFound, UnknownReason.NotFound, UnknownReason.NotGiven, UnknownReason.NotFound]);
        reading.Failures.Select(failure => failure.Text).ShouldContain("The scale set mc_shop/apps has no instance 9 (any more).");
        reading.Failures.Length.ShouldBe(3);
    }

    [Fact]
    public async Task A_throttled_call_waits_as_long_as_requested()
    {
        await using ArmSite site = await ArmSite.StartAsync();
        site.PutSet("apps", 2);
        site.Server.Faults.Set(PathKind.Instances, new Fault(Status: 429, RetryAfterSeconds: 17, Times: 2));
        DomainReading reading = await site.ReadSetAsync("apps", 2);
        reading.Machines.ShouldAllBe(machine => machine.FaultDomain != null);
        site.Clock.Waits.ShouldBe([TimeSpan.FromSeconds(17), TimeSpan.FromSeconds(17)]);
        reading.Failures.ShouldBeEmpty();
        (site.Asked(PathKind.ScaleSet), site.Asked(PathKind.Instances)).ShouldBe((1, 3));
    }

    [Fact]
    public async Task A_longer_wait_than_the_limit_skips_the_scale_set()
    {
        await using ArmSite site = await ArmSite.StartAsync();
        site.PutSet("apps", 2);
        site.Server.Faults.Set(PathKind.Instances, new Fault(Status: 429, RetryAfterSeconds: 3_600));
        DomainReading reading = await site.ReadSetAsync("apps", 2);
        reading.Machines.ShouldAllBe(machine => machine.UpdateDomainUnknown == UnknownReason.Throttled);
        reading.Failures.Single().Text.ShouldContain("asked to wait 3,600 s; at most 60 s are waited");
        site.Clock.Waits.ShouldBeEmpty();
        site.Asked(PathKind.InstanceView).ShouldBe(0);
    }

    [Fact]
    public async Task Endless_throttling_ends_after_some_tries()
    {
        await using ArmSite site = await ArmSite.StartAsync();
        site.PutSet("apps", 2);
        site.Server.Throttle.Settings = new ThrottleSettings(Burst: 1, PerSecond: 0, MinRetryAfterSeconds: 2);
        DomainReading reading = await site.ReadSetAsync("apps", 2);
        reading.Machines.ShouldAllBe(machine => machine.FaultDomainUnknown == UnknownReason.Throttled);
        reading.Failures.Single().Text.ShouldContain("(tried 5 times)");
        (site.Asked(PathKind.ScaleSet) + site.Asked(PathKind.Instances)).ShouldBe(6);
    }

    [Theory]
    [InlineData(503, "Whole")]
    [InlineData(500, "Whole")]
    [InlineData(0, "Cut")]
    [InlineData(0, "CutMidway")]
    [InlineData(0, "Truncated")]
    [InlineData(0, "Garbled")]
    public async Task A_passing_failure_is_tried_over(int status, string how)
    {
        await using ArmSite site = await ArmSite.StartAsync();
        site.PutSet("apps", 2);
        site.Server.Faults.Set(PathKind.Instances, new Fault(Status: status, How: Enum.Parse<Delivery>(how), Times: 3));
        DomainReading reading = await site.ReadSetAsync("apps", 2);
        reading.Machines.ShouldAllBe(machine => machine.UpdateDomain != null);
        reading.Failures.ShouldBeEmpty();
        site.Clock.Waits.ShouldBe([TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)]);
    }

    [Theory]
    [InlineData(503, "Whole")]
    [InlineData(0, "Cut")]
    [InlineData(0, "CutMidway")]
    public async Task A_lasting_failure_is_reported(int status, string how)
    {
        await using ArmSite site = await ArmSite.StartAsync();
        site.PutSet("apps", 2);
        site.Server.Faults.SetAll(new Fault(Status: status, How: Enum.Parse<Delivery>(how)));
        DomainReading reading = await site.ReadSetAsync("apps", 2);
        reading.Machines.ShouldAllBe(machine => machine.UpdateDomainUnknown == UnknownReason.Unreachable);
        reading.Failures.ShouldAllBe(failure => failure.Text.Contains("(tried 5 times)", StringComparison.Ordinal));
        reading.Failures.Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_call_that_hangs_is_given_up()
    {
        await using ArmSite site = await ArmSite.StartAsync(new EagerClock(s_whole));
        site.Server.Faults.SetAll(new Fault(How: Delivery.Hang));
        site.Options = site.Options with { MaxTries = 2 };
        DomainReading reading = await site.ReadSetAsync("apps", 1);
        reading.Machines.Single().FaultDomainUnknown.ShouldBe(UnknownReason.Unreachable);
        reading.Failures[0].Text.ShouldContain("no answer within 30 s");
    }

    [Fact]
    public async Task When_the_time_for_all_is_over_the_rest_stays_unknown()
    {
        await using ArmSite site = await ArmSite.StartAsync(new EagerClock(s_try));
        site.Server.Faults.SetAll(new Fault(How: Delivery.Hang));
        DomainReading reading = await site.ReadAsync(ArmSite.Node("apps", "0"), ArmSite.Machine("vm"));
        reading.Machines.ShouldAllBe(machine => machine.FaultDomainUnknown == UnknownReason.OutOfTime);
        reading.Failures.ShouldAllBe(failure => failure.Text.Contains("within 300 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_cancels_gets_no_reading()
    {
        await using ArmSite site = await ArmSite.StartAsync();
        site.Server.Faults.SetAll(new Fault(How: Delivery.Hang));
        using var cancellation = new CancellationTokenSource();
        Task<DomainReading> reading = new ScaleSetReader(site.Credential, site.Options).ReadAsync([ArmSite.Node("apps", "0")], cancellation.Token);
        for (int times = 0; site.Server.Answers.Count == 0; times++)
        {
            times.ShouldBeLessThan(5_000);
            await Task.Delay(2);
        }

        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task Calls_about_single_machines_are_bounded()
    {
        await using ArmSite site = await ArmSite.StartAsync();
        site.PutSet("apps", 10);
        site.Server.Compute.Set(new ComputeSettings(ExpandsViews: false));
        site.Options = site.Options with { MaxSingleCalls = 4 };
        DomainReading reading = await site.ReadSetAsync("apps", 10);
        reading.Machines.Count(machine => machine.FaultDomain is not null).ShouldBe(4);
        reading.Machines.Count(machine => machine.FaultDomainUnknown == UnknownReason.TooManyCalls).ShouldBe(6);
        reading.Machines.ShouldAllBe(machine => machine.Zone != null);
        site.Asked(PathKind.InstanceView).ShouldBe(4);
    }

    [Fact]
    public async Task Pages_are_bounded()
    {
        await using ArmSite site = await ArmSite.StartAsync();
        site.PutSet("apps", 10);
        site.Server.Compute.Set(new ComputeSettings(Page: 1));
        site.Options = site.Options with { MaxPages = 3 };
        DomainReading reading = await site.ReadSetAsync("apps", 10);
        reading.Failures.Single().Text.ShouldContain("more than 3 pages");
        reading.Machines.ShouldAllBe(machine => machine.UpdateDomain != null);
        (site.Asked(PathKind.Instances), site.Asked(PathKind.InstanceView)).ShouldBe((3, 7));
    }
}
