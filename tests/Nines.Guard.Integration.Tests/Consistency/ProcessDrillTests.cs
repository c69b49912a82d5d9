using Nines.Guard.Drills.Consistency;
using Nines.Guard.Drills.Faults;
using Nines.Guard.Drills.Site;
using Nines.Testing;
using Nines.Testing.Consistency;

namespace Nines.Guard.Integration.Tests.Consistency;

/// <summary>
/// Three guards, three Redis servers and three Sentinels as processes, a stand-in for Azure that changes its mind, and a fault proxy on every
/// way between them. The soak of half an hour is the same with <c>--seconds 1800</c>: see bench/README.md.
/// </summary>
public sealed class ProcessDrillTests
{
    private static CancellationToken Cancel => TestLimit.Token;

    [Theory]
    [InlineData(2)]
    public async Task G1_to_G5_hold_through_all_faults(int seed)
    {
        Assert.SkipWhen(DrillSite.Missing is not null, DrillSite.Missing ?? "");
        ConsistencyResult result = await RunAsync(new ConsistencyOptions { Seed = seed, Length = TimeSpan.FromSeconds(60) });
        result.IsConsistent.ShouldBeTrue(result.ToString());

        // A run that judged little proves little.
        result.Done.Distinct().Count().ShouldBe(Schedule.All.Count(fault => fault.Missing is null));
        result.Report.Coverage.Keys.ShouldBe(10);
        result.Report.Coverage.SharedDecisions.ShouldBeGreaterThan(500);
        result.Report.Coverage.DegradedDecisions.ShouldBeGreaterThan(0);
        (result.Report.Coverage.Decisions - result.Report.Coverage.DegradedDecisions).ShouldBeGreaterThan(500);
        result.Report.Coverage.FailedCalls.ShouldBeGreaterThan(0);
        result.Rejected["signature"].ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("unchecked-signature", Rule.Supported, "values swapped")]
    [InlineData("no-flush", Rule.OneVersion, "tracking connection half open")]
    public async Task A_guard_that_is_built_with_a_mistake_is_caught(string mutant, Rule broken, string fault)
    {
        Assert.SkipWhen(DrillSite.Missing is not null, DrillSite.Missing ?? "");
        ConsistencyResult result = await RunAsync(new ConsistencyOptions
        {
            Seed = 1,
            Length = TimeSpan.FromSeconds(60),
            Faults = [fault],
            Site = new SiteOptions { Mutant = mutant },
            EndsAtViolation = true,
        });
        result.Report.Counts.Keys.ShouldContain(broken, result.ToString());
        File.Exists(result.File).ShouldBeTrue();
        ConsistencyChecker.Check(HistoryFile.Read(result.File!), ConsistencySettings.For(3, result.Stall)).Counts[broken].ShouldBe(result.Report.Counts[broken]);
        File.Delete(result.File!);
    }

    [Fact]
    public void The_schedule_depends_on_the_seed_alone_and_covers_every_fault()
    {
        string first = new Schedule(7).ToString();
        new Schedule(7).ToString().ShouldBe(first);
        new Schedule(8).ToString().ShouldNotBe(first);
        Schedule.All.ShouldAllBe(fault => first.Contains(fault.Name));
        Schedule.All.Select(fault => fault.Name).ShouldBeUnique();
        Should.Throw<ArgumentException>(() => new Schedule(1, ["gremlins"])).Message.ShouldContain("there is no fault 'gremlins'; expected one of:");
    }

    private static Task<ConsistencyResult> RunAsync(ConsistencyOptions options)
    {
        ITestOutputHelper output = TestContext.Current.TestOutputHelper!;
        return ConsistencyRun.RunAsync(options with { Folder = Repository.File("artifacts/test-results") }, output.WriteLine, Cancel);
    }
}
