using System.Net;
using Nines.Guard.Cache.Redis;
using Nines.Guard.Integration.Tests.Redis.Drill;
using Nines.Guard.Redis;
using Nines.Testing.Consistency;
using Nines.Testing.Faults;
using Nines.Testing.Redis;
using static Nines.Guard.Integration.Tests.Redis.StoreTesting;

namespace Nines.Guard.Integration.Tests.Redis;

/// <summary>
/// Each mutant is a guard that is built wrongly in one way. It runs on real Redis servers, and the consistency checker, which sees only
/// questions and answers, finds it out; it finds nothing in the guard as it is, in the same run of events.
/// </summary>
public sealed class RedisMutantTests
{
    private static readonly TimeSpan s_settled = TimeSpan.FromMilliseconds(1500);

    private static CancellationToken Cancel => TestLimit.Token;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GET_for_GETEX(bool isMutant)
    {
        Assert.SkipWhen(RedisTrio.Missing is not null, RedisTrio.Missing ?? "");
        RedisSemantics semantics = isMutant ? new RedisSemantics { ReadCommand = "GET" } : RedisSemantics.Correct;
        FaultProxy proxy = null!;
        await using RedisTrio trio = await RedisTrio.StartAsync(Cancel, front: port => (proxy = Front(port)).Port);
        await using FaultProxy _ = proxy;
        await using var drill = new StoreDrill(Cancel);

        // One replica hears of a new primary late; the other one does not.
        int late = await drill.AddAsync(Standalone(trio.Servers[0].Port), new RedisStoreOptions(), semantics);
        int quick = await drill.AddAsync(Sentinels(trio), new RedisStoreOptions(), semantics);
        await drill.ReviewAsync(late, "user", "pods");
        await drill.ReviewAsync(quick, "user", "pods");

        // Redis lost its replicas and Sentinels, but not every guard.
        FaultWindow fault = drill.History.BeginFault("primary isolated", FaultEffects.LosesEntries);
        proxy.Partition();
        await UntilAsync(() => !drill.Store(quick).State.Shared, "noticed", Cancel);
        await UntilAsync(() => drill.Store(quick).State.Shared, "another primary", Cancel, 40);
        RedisNode primary = (await trio.PrimaryAsync(Cancel))!;
        await primary.AskAsync(Cancel, "DEL", drill.NameOf(quick, "user", "pods"));
        await Task.Delay(s_settled, Cancel);
        drill.History.EndFault(fault);
        await drill.ReviewAsync(quick, "user", "pods");
        await Task.Delay(s_settled, Cancel);
        await drill.ReviewAsync(late, "user", "pods");

        Expect(drill, isMutant, Rule.OneVersion);
        drill.Store(late).State.Shared.ShouldBe(isMutant);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_life_that_begins_again_with_each_read(bool isMutant)
    {
        await using RedisNode server = await ServerAsync();
        await using var drill = new StoreDrill(Cancel);
        await PairAsync(drill, server.Port, new RedisSemantics { Slides = isMutant });
        drill.Azure.TimeToLive = TimeSpan.FromSeconds(1);
        for (int time = 0; time < 24; time++)
        {
            await drill.ReviewAsync(time % 2, "user", "pods");
            await Task.Delay(100, Cancel);
        }

        Expect(drill, isMutant, Rule.Fresh);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_flush_when_a_connection_comes_back(bool isMutant)
    {
        await using RedisNode server = await ServerAsync();
        await using FaultProxy proxy = Front(server.Port);
        await using var drill = new StoreDrill(Cancel);
        var semantics = new RedisSemantics { FlushesWhenLost = !isMutant };
        int cut = await drill.AddAsync(Standalone(proxy.Port), new RedisStoreOptions { WaitReplicas = 0 }, semantics);
        int other = await drill.AddAsync(Standalone(server.Port), new RedisStoreOptions { WaitReplicas = 0 }, semantics);
        await NearAsync(drill, cut);

        proxy.NewConnections = NewConnections.Reset;
        proxy.ResetAll();
        await UntilAsync(() => !drill.Store(cut).State.Shared, "lost", Cancel);
        await DeleteAsync(drill, server, other);
        await drill.ReviewAsync(other, "user", "pods");
        proxy.Heal();
        await UntilAsync(() => drill.Store(cut).State.Shared, "back", Cancel);
        await Task.Delay(s_settled, Cancel);
        await drill.ReviewAsync(cut, "user", "pods");

        Expect(drill, isMutant, Rule.OneVersion);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_key_of_joined_strings(bool isMutant)
    {
        await using RedisNode server = await ServerAsync();
        await using var drill = new StoreDrill(Cancel);
        await PairAsync(drill, server.Port, joinedBy: isMutant ? ',' : null);
        drill.Azure.Judge = question => question == "'user' and 'developers' and 'operators'" ? Verdict.Allow : Verdict.NotAllowed;
        await drill.ReviewAsync(0, "user", "developers", "operators");
        await drill.ReviewAsync(1, "user", "developers,operators");

        Expect(drill, isMutant, Rule.Supported);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tracking_of_the_keys_that_were_read(bool isMutant)
    {
        await using RedisNode server = await ServerAsync();
        await using var drill = new StoreDrill(Cancel);
        await PairAsync(drill, server.Port, new RedisSemantics { TracksByPrefix = !isMutant });
        await NearAsync(drill, 0);
        await DeleteAsync(drill, server, 1);
        await UntilAsync(() => server.AskAsync(Cancel, "EXISTS", drill.NameOf(1, "user", "pods")).GetAwaiter().GetResult() == "0", "gone", Cancel);
        await drill.ReviewAsync(1, "user", "pods");
        await Task.Delay(s_settled, Cancel);
        await drill.ReviewAsync(0, "user", "pods");

        Expect(drill, isMutant, Rule.OneVersion);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SET_without_NX(bool isMutant)
    {
        await using RedisNode server = await ServerAsync();
        await using var drill = new StoreDrill(Cancel);
        await PairAsync(drill, server.Port, new RedisSemantics { FirstWriterWins = !isMutant });
        drill.History.BeginFault("lease holder paused", FaultEffects.PreventsSharing);
        TaskCompletionSource[] holds = [new(), new()];
        int asking = 0;
        drill.Azure.Hold = (replica, stop) =>
        {
            Interlocked.Increment(ref asking);
            return holds[replica].Task.WaitAsync(stop);
        };

        // The lease of the one who asks first is over before its answer comes.
        Task<string?> first = drill.ReviewAsync(0, "user", "pods");
        await UntilAsync(() => asking == 1, "one asks", Cancel);
        await server.AskAsync(Cancel, "DEL", drill.NameOf(0, "user", "pods").Replace(":v:", ":l:", StringComparison.Ordinal));
        Task<string?> second = drill.ReviewAsync(1, "user", "pods");
        await UntilAsync(() => asking == 2, "both ask", Cancel);
        holds[0].SetResult();
        await first;
        holds[1].SetResult();
        await second;

        Expect(drill, isMutant, Rule.OneVersion);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_unchecked_signature_is_found(bool isMutant)
    {
        await using RedisNode server = await ServerAsync();
        await using var drill = new StoreDrill(Cancel);
        await PairAsync(drill, server.Port, isMutant ? new RedisSemantics { CheckSignature = (_, _) => true } : null);
        drill.Azure.Judge = question => question.Contains("operator", StringComparison.Ordinal) ? Verdict.Allow : Verdict.NotAllowed;
        await drill.ReviewAsync(0, "operator", "pods");

        // Whoever can write to Redis gives the developer what the operator has.
        await server.AskAsync(Cancel, "COPY", drill.NameOf(0, "operator", "pods"), drill.NameOf(0, "developer", "pods"));
        await drill.ReviewAsync(1, "developer", "pods");

        Expect(drill, isMutant, Rule.Supported);
    }

    private static void Expect(StoreDrill drill, bool isMutant, Rule rule)
    {
        Report report = drill.Judge();
        if (isMutant)
        {
            report.Counts.Keys.ShouldBe([rule], report.ToString());
        }
        else
        {
            report.IsConsistent.ShouldBeTrue(report.ToString());
            report.Coverage.Decisions.ShouldBeGreaterThan(1);
        }
    }

    private static async Task PairAsync(StoreDrill drill, int port, RedisSemantics? semantics = null, char? joinedBy = null)
    {
        await drill.AddAsync(Standalone(port), new RedisStoreOptions { WaitReplicas = 0 }, semantics, joinedBy);
        await drill.AddAsync(Standalone(port), new RedisStoreOptions { WaitReplicas = 0 }, semantics, joinedBy);
    }

    // The first look publishes; the copy that is kept comes a moment later.
    private static async Task NearAsync(StoreDrill drill, int replica)
    {
        await drill.ReviewAsync(replica, "user", "pods");
        await UntilAsync(() => drill.Store(replica).State.NearEntries == 1, "near", Cancel);
    }

    private static async Task DeleteAsync(StoreDrill drill, RedisNode server, int replica)
    {
        FaultWindow fault = drill.History.BeginFault("DEL", FaultEffects.LosesEntries);
        await server.AskAsync(Cancel, "DEL", drill.NameOf(replica, "user", "pods"));
        drill.History.EndFault(fault);
    }

    private static FaultProxy Front(int port) => FaultProxy.Start(new IPEndPoint(IPAddress.Loopback, port));

    private static StandaloneTopology Standalone(int port) => new(new RedisEndpoint("127.0.0.1", port));

    private static async Task<RedisNode> ServerAsync()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        return await StartServerAsync(Cancel);
    }
}
