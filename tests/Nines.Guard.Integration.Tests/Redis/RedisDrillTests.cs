using System.Net;
using Nines.Guard.Cache.Redis;
using Nines.Guard.Integration.Tests.Redis.Drill;
using Nines.Testing.Consistency;
using Nines.Testing.Faults;
using Nines.Testing.Redis;
using static Nines.Guard.Integration.Tests.Redis.StoreTesting;
using Verdict = Nines.Testing.Consistency.Verdict;

namespace Nines.Guard.Integration.Tests.Redis;

/// <summary>Three replicas of the cache, three real Redis servers, three real Sentinels, and everything that goes wrong with them.</summary>
public sealed class RedisDrillTests
{
    private const int Replicas = 3;

    private static CancellationToken Cancel => TestLimit.Token;

    [Theory]
    [InlineData(1)]
    public async Task G1_to_G5_hold_through_one_fault_after_the_other(int seed)
    {
        Assert.SkipWhen(RedisTrio.Missing is not null, RedisTrio.Missing ?? "");
        FaultProxy front = null!;
        await using RedisTrio trio = await RedisTrio.StartAsync(
            Cancel, front: port => (front = FaultProxy.Start(new IPEndPoint(IPAddress.Loopback, port))).Port);
        await using FaultProxy _ = front;
        await using var drill = new StoreDrill(Cancel);
        for (int replica = 0; replica < Replicas; replica++)
        {
            await drill.AddAsync(Sentinels(trio), new RedisStoreOptions());
        }

        // Azure changes its mind every now and then.
        drill.Azure.Judge = question => (drill.History.Now.Seconds + question.Length) % 3 == 0 ? Verdict.NotAllowed : Verdict.Allow;
        drill.Azure.TimeToLive = TimeSpan.FromSeconds(3);
        drill.Azure.Hold = (_, stop) => Task.Delay(15, stop);
        var random = new Random(seed);
        string[] subjects = [.. Enumerable.Range(0, 8).Select(number => $"user{new string('x', number)}")];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task[] callers = [.. Enumerable.Range(0, 2 * Replicas).Select(number => CallAsync(drill, number % Replicas, subjects, new Random(seed + number), stop.Token))];

        var faults = new DrillFaults(drill, trio, front, Replicas, subjects, random, Cancel);
        (string Name, Func<Task> Run)[] order = [.. faults.All];

        // The kill comes last: it leaves two servers, and what follows needs three. The proxy stands before the first primary alone.
        random.Shuffle(order.AsSpan(0, order.Length - 3));
        foreach ((string name, Func<Task> run) in order)
        {
            TestContext.Current.TestOutputHelper!.WriteLine($"{drill.History.Now.TotalSeconds:0.0} s: {name}");
            await run();
            await Task.Delay(random.Next(500, 1500), Cancel);
        }

        await stop.CancelAsync();
        await Task.WhenAll(callers);
        Report report = drill.Judge(drill.Settings with { Detection = TimeSpan.FromSeconds(2), Settling = TimeSpan.FromSeconds(1.5), PurgeSettling = TimeSpan.Zero });
        TestContext.Current.TestOutputHelper!.WriteLine($"{report}");
        report.IsConsistent.ShouldBeTrue(report.ToString());
        report.Coverage.Keys.ShouldBe(subjects.Length);
        report.Coverage.SharedDecisions.ShouldBeGreaterThan(1000);
        report.Coverage.DegradedDecisions.ShouldBeGreaterThan(0);
        (report.Coverage.Decisions - report.Coverage.DegradedDecisions).ShouldBeGreaterThan(1000);
        report.Coverage.FailedCalls.ShouldBeGreaterThan(0);
        Enumerable.Range(0, Replicas).Sum(replica => drill.Store(replica).State.Rejected["signature"]).ShouldBeGreaterThan(0);
    }

    private static async Task CallAsync(StoreDrill drill, int replica, string[] subjects, Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await drill.ReviewAsync(replica, subjects[random.Next(subjects.Length)], "pods");
            await Task.Delay(random.Next(2, 10), CancellationToken.None);
        }
    }
}
