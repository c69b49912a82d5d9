using System.Collections.Immutable;
using Nines.Guard.Cache.Redis;
using Nines.Guard.Redis;
using Nines.Guard.Setup.Check;
using Nines.Testing.Processes;
using Nines.Testing.Redis;
using Nines.Text;
using static Nines.Guard.Integration.Tests.Redis.StoreTesting;

namespace Nines.Guard.Integration.Tests.Redis;

/// <summary>The preflight finds nothing in a Redis that is as it should be, and names each thing that is not.</summary>
public sealed class StorePreflightTests
{
    private static readonly RedisLogin s_administrator = new("default", Password);
    private static readonly RedisLogin s_guard = new("nines-guard", "secret");

    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task Correct_servers_and_Sentinels_have_no_findings_and_changed_settings_are_found()
    {
        Assert.SkipWhen(RedisTrio.Missing is not null, RedisTrio.Missing ?? "");
        await using RedisTrio trio = await RedisTrio.StartAsync(Cancel);
        foreach (RedisNode node in trio.Servers)
        {
            await AllowAsync(node, RedisServerNeeds.AclLine);
        }

        foreach (RedisNode node in trio.Sentinels)
        {
            await AllowAsync(node, RedisServerNeeds.SentinelAclLine);
        }

        RedisTarget target = Target(trio.Sentinels, RedisTrio.MasterName);
        (await CheckAsync(target, s_guard, s_administrator)).ShouldBeEmpty();

        // Without an administrator everything that hangs on settings is not known, and nothing else is said.
        ImmutableArray<CheckFinding> unread = await CheckAsync(target, s_guard, null);
        unread.Select(finding => finding.Severity).Distinct().ShouldBe([Severity.Note]);
        unread.Length.ShouldBe(6);

        (await CheckAsync(target with { Addresses = target.Addresses[..2] }, s_guard, s_administrator)).Select(finding => finding.What).ShouldBe(
            ["2 Sentinels are configured", "it knows 3 Sentinels, and the guard is configured with 2", "it knows 3 Sentinels, and the guard is configured with 2"]);
        (await CheckAsync(target with { MasterName = "another" }, s_guard, s_administrator)).Select(finding => finding.What).ShouldBe(
            [.. Enumerable.Repeat("it knows no primary named another", 3), "no majority of the Sentinels names a primary"]);

        await SpoilAsync(trio);
        ImmutableArray<CheckFinding> spoilt = await CheckAsync(target, s_administrator, null);
        string primary = $"Redis 127.0.0.1:{trio.Servers[0].Port}";
        spoilt.Where(finding => finding.Where == primary).Select(finding => (finding.Severity, finding.What)).ShouldBe(
        [
            (Severity.Error, "min-replicas-to-write is 0"),
            (Severity.Error, "min-replicas-max-lag is 10"),
            (Severity.Error, "maxmemory-policy is allkeys-lru"),
            (Severity.Warning, "the user of the guard may use keys that do not begin with ~ng:"),
            (Severity.Warning, "repl-ping-replica-period is 10"),
            (Severity.Warning, "maxmemory is 0"),
            (Severity.Warning, "save is 3600 1"),
            (Severity.Warning, "appendonly is yes"),
            (Severity.Warning, "repl-diskless-sync is no"),
        ]);
        string sentinel = $"Sentinel 127.0.0.1:{trio.Sentinels[0].Port}";
        spoilt.Where(finding => finding.Where == sentinel).Select(finding => (finding.Severity, finding.What)).ShouldBe(
        [
            (Severity.Error, "quorum is 1"),
            (Severity.Error, "down-after-milliseconds is 5000"),
            (Severity.Warning, "failover-timeout is 180000"),
            (Severity.Warning, "parallel-syncs is 1"),
        ]);
        spoilt.ShouldAllBe(finding => finding.Expected.Length > 0 && finding.Fix.Length > 0);

        // What the findings say how to fix, mended as they say.
        CheckFinding slow = spoilt.First(finding => finding.Where == sentinel && finding.What.StartsWith("down-after", StringComparison.Ordinal));
        (await trio.Sentinels[0].AskAsync(Cancel, slow.Fix.Split(' '))).ShouldBe("OK");
        (await CheckAsync(target, s_administrator, null)).ShouldNotContain(slow);

        await trio.Sentinels[2].KillAsync(Cancel);
        (await CheckAsync(target, s_administrator, null))[0].What.ShouldStartWith("it cannot be asked: cannot connect");
    }

    [Fact]
    public async Task Each_command_that_the_user_may_not_use_is_named_and_a_server_alone_is_weak()
    {
        await using RedisNode server = await ServerAsync();
        RedisTarget target = Target([server], null);
        string[] needed = ["ping", "role", "client|tracking", "set", "wait", "pttl", "getex", "del"];
        foreach (string command in needed)
        {
            await AllowAsync(server, $"{RedisServerNeeds.AclLine} -{command}");
            CheckFinding found = (await CheckAsync(target, s_guard, s_administrator)).Single(finding => finding.Severity == Severity.Error);
            found.What.ShouldBe($"the user of the guard may not use {command}");
            found.Fix.ShouldBe($"in users.acl: {RedisServerNeeds.AclLine}");
        }

        needed.Order().ShouldBe(RedisServerNeeds.Commands.Except(["hello", "auth"]).Order());
        await AllowAsync(server, RedisServerNeeds.AclLine);
        (await CheckAsync(target, s_guard, s_administrator)).Select(finding => finding.What).ShouldBe(["one server alone"]);
        await AllowAsync(server, $"{RedisServerNeeds.AclLine} +get");
        (await CheckAsync(target, s_guard, s_administrator)).Select(finding => finding.What).ShouldBe(
            ["one server alone", "the user of the guard may use commands that the guard does not need"]);
    }

    [Fact]
    public async Task A_server_that_refuses_writes_is_detected_without_reading_its_settings()
    {
        await using RedisNode server = await ServerAsync();
        await server.AskAsync(Cancel, "CONFIG", "SET", "min-replicas-to-write", "1");
        (await CheckAsync(Target([server], null), s_administrator, null))
            .ShouldContain(finding => finding.Severity == Severity.Error && finding.What == "set is refused: not enough replicas are connected");

        await server.AskAsync(Cancel, "REPLICAOF", "127.0.0.1", $"{FreePorts.Next()}");
        (await CheckAsync(Target([server], null), s_administrator, null)).Where(finding => finding.Severity == Severity.Error)
            .Select(finding => finding.What).ShouldBe(["it is not a primary", "set is refused: it is a replica"]);
    }

    [Fact]
    public async Task A_wrong_password_and_a_silent_address_are_reported_without_the_password()
    {
        await using RedisNode server = await ServerAsync();
        CheckFinding wrong = (await CheckAsync(Target([server], null), new RedisLogin("default", "canary"), null))[0];
        wrong.What.ShouldBe("it cannot be asked: HELLO was refused: WRONGPASS");
        $"{wrong}".ShouldNotContain("canary");

        var nobody = new RedisTarget([new RedisEndpoint("127.0.0.1", FreePorts.Next())]);
        (await CheckAsync(nobody, s_guard, null))[0].What.ShouldBe("it cannot be asked: cannot connect: ConnectionRefused");
        (await CheckAsync(new RedisTarget([]), s_guard, null)).Single().What.ShouldBe("no address of a Redis server or Sentinel is given");
    }

    private static async Task SpoilAsync(RedisTrio trio)
    {
        string[][] settings =
        [
            ["min-replicas-to-write", "0"], ["min-replicas-max-lag", "10"], ["repl-ping-replica-period", "10"], ["maxmemory", "0"],
            ["maxmemory-policy", "allkeys-lru"], ["save", "3600 1"], ["appendonly", "yes"], ["repl-diskless-sync", "no"],
        ];
        foreach (string[] setting in settings)
        {
            (await trio.Servers[0].AskAsync(Cancel, ["CONFIG", "SET", .. setting])).ShouldBe("OK");
        }

        foreach ((string name, string value) in new[] { ("quorum", "1"), ("failover-timeout", "180000"), ("parallel-syncs", "1") })
        {
            (await trio.Sentinels[0].AskAsync(Cancel, "SENTINEL", "SET", RedisTrio.MasterName, name, value)).ShouldBe("OK");
        }
    }

    private static async Task AllowAsync(RedisNode node, string line) =>
        (await node.AskAsync(Cancel, ["ACL", "SETUSER", "nines-guard", "reset", .. line.Split(' ')[2..], ">secret"])).ShouldBe("OK");

    private static RedisTarget Target(IEnumerable<RedisNode> nodes, string? masterName) =>
        new([.. nodes.Select(node => new RedisEndpoint("127.0.0.1", node.Port))], masterName);

    private static async Task<ImmutableArray<CheckFinding>> CheckAsync(RedisTarget target, RedisLogin login, RedisLogin? administrator)
    {
        var options = new RedisStoreOptions();
        options = options with { Dial = options.Dial with { Login = () => login } };
        return await new StorePreflight(target, options, administrator, TimeProvider.System).RunAsync(Cancel);
    }

    private static async Task<RedisNode> ServerAsync()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        return await StartServerAsync(Cancel, "maxmemory 64mb\nmaxmemory-policy volatile-ttl");
    }
}
