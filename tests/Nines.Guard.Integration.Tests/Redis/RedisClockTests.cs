using Nines.Guard.Cache.Redis;
using Nines.Guard.Integration.Tests.Redis.Drill;
using Nines.Guard.Redis;
using Nines.Testing.Consistency;
using Nines.Testing.Redis;
using static Nines.Guard.Integration.Tests.Redis.StoreTesting;

namespace Nines.Guard.Integration.Tests.Redis;

/// <summary>Three replicas whose clocks are half a minute behind, right, and half a minute ahead.</summary>
public sealed class RedisClockTests
{
    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task Answers_that_are_good_for_minutes_are_shared_as_ever()
    {
        await using RedisNode server = await ServerAsync();
        await using StoreDrill drill = await DrillAsync(server);
        drill.Azure.TimeToLive = TimeSpan.FromMinutes(5);
        for (int first = 0; first < 3; first++)
        {
            for (int next = 0; next < 3; next++)
            {
                await drill.ReviewAsync((first + next) % 3, $"user{first}", "pods");
            }
        }

        Report report = drill.Judge();
        report.IsConsistent.ShouldBeTrue(report.ToString());
        report.Coverage.Calls.ShouldBe(3);
        Enumerable.Range(0, 3).Sum(replica => drill.Store(replica).State.Rejected.Values.Sum()).ShouldBe(0);
    }

    [Fact]
    public async Task No_answer_is_served_after_it_expires_however_short_its_time_to_live()
    {
        await using RedisNode server = await ServerAsync();
        await using StoreDrill drill = await DrillAsync(server);
        drill.Azure.TimeToLive = TimeSpan.FromSeconds(1);
        for (int look = 0; look < 60; look++)
        {
            await drill.ReviewAsync(look % 3, $"user{look % 2}", "pods");
            await Task.Delay(50, Cancel);
        }

        // A life that is shorter than the clocks are apart is over at once for the one that is ahead: it asks again, and says so.
        Report report = drill.Judge();
        report.Counts.Keys.Except([Rule.OneVersion, Rule.CallsPerKey]).ShouldBeEmpty(report.ToString());
        report.Coverage.Decisions.ShouldBe(60);
        drill.Store(2).State.Rejected["expired"].ShouldBeGreaterThan(0);
    }

    private static async Task<StoreDrill> DrillAsync(RedisNode server)
    {
        var drill = new StoreDrill(Cancel);
        foreach (int seconds in new[] { -30, 0, 30 })
        {
            await drill.AddAsync(
                new StandaloneTopology(new RedisEndpoint("127.0.0.1", server.Port)),
                new RedisStoreOptions { WaitReplicas = 0 },
                clock: new ShiftedClock(TimeSpan.FromSeconds(seconds)));
        }

        return drill;
    }

    private static async Task<RedisNode> ServerAsync()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        return await StartServerAsync(Cancel);
    }
}
