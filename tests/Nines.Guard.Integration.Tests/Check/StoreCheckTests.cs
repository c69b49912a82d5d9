using System.Collections.Immutable;
using Nines.Guard.Cache.Redis;
using Nines.Guard.Configuration;
using Nines.Guard.Redis;
using Nines.Guard.Setup.Check;
using Nines.Testing.Processes;
using Nines.Testing.Redis;
using Nines.Text;

namespace Nines.Guard.Integration.Tests.Check;

/// <summary><c>nines guard check</c> with real Redis servers and Sentinels, right ones and wrong ones.</summary>
public sealed class StoreCheckTests : IDisposable
{
    private static readonly RedisLogin s_administrator = new("default", "correct-horse");

    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestLimit.Token;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Correct_servers_and_Sentinels_pass_and_changed_settings_are_found()
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

        string sentinels = string.Join(',', trio.Sentinels.Select(node => $"127.0.0.1:{node.Port}"));
        ConfiguredSettings settings = Settings(("cache.redis.addresses", sentinels), ("cache.redis.master-name", RedisTrio.MasterName));
        CheckResult fine = await RunAsync("cache", settings, s_administrator);
        fine.Findings.ShouldBeEmpty();
        fine.Facts.Single().ShouldBe($"Sentinels of nines-guard: {sentinels.Replace(",", ", ", StringComparison.Ordinal)}");

        // The guard's own user may not read settings, nor the time: that is told, with what to do.
        CheckResult unread = await RunAsync("cache", settings, null);
        unread.Findings.Select(finding => finding.Severity).Distinct().ShouldBe([Severity.Note]);
        unread.Findings.ShouldAllBe(finding => finding.Fix.EndsWith("--redis-admin USER --redis-admin-password-file FILE", StringComparison.Ordinal));
        (await RunAsync("clock", settings, null)).Findings.Single().What.ShouldBe("does not report its time to the user of the guard");

        (await RunAsync("clock", settings, s_administrator)).Facts.Single().ShouldBe($"the clock agrees with Redis 127.0.0.1:{trio.Servers[0].Port}");
        CheckResult off = await RunAsync("clock", settings, s_administrator, new Behind());
        off.Findings.Single().Severity.ShouldBe(Severity.Warning);
        off.Findings.Single().What.ShouldMatch("^the clock of this machine is (19|20)([.][0-9])? s behind$");

        await trio.Servers[0].AskAsync(Cancel, "CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        await trio.Servers[0].AskAsync(Cancel, "CONFIG", "SET", "appendonly", "yes");
        CheckResult spoilt = await RunAsync("cache", settings, s_administrator);
        spoilt.Findings.Select(finding => (finding.Severity, finding.Where, finding.What)).ShouldBe(
        [
            (Severity.Error, $"Redis 127.0.0.1:{trio.Servers[0].Port}", "maxmemory-policy is allkeys-lru"),
            (Severity.Warning, $"Redis 127.0.0.1:{trio.Servers[0].Port}", "appendonly is yes"),
        ]);
        spoilt.Findings[0].Fix.ShouldBe("in redis.conf: maxmemory-policy volatile-ttl");
    }

    [Fact]
    public async Task Unreachable_servers_wrong_passwords_and_invalid_addresses_are_errors_in_time()
    {
        Assert.SkipWhen(RedisTrio.Missing is not null, RedisTrio.Missing ?? "");
        await using RedisNode server = await Redis.StoreTesting.StartServerAsync(Cancel, "maxmemory 64mb\nmaxmemory-policy volatile-ttl");
        CheckResult nobody = await RunAsync("cache", Settings(("cache.redis.addresses", $"127.0.0.1:{FreePorts.Next()}")), null);
        nobody.Findings[0].Severity.ShouldBe(Severity.Error);
        nobody.Findings[0].What.ShouldBe("it cannot be asked: cannot connect: ConnectionRefused");
        (await RunAsync("clock", Settings(("cache.redis.addresses", $"127.0.0.1:{FreePorts.Next()}")), null)).Findings.Single().Severity.ShouldBe(Severity.Note);

        CheckResult wrong = await RunAsync("cache", Settings(("cache.redis.addresses", $"127.0.0.1:{server.Port}")), null);
        wrong.Findings[0].What.ShouldBe("it cannot be asked: HELLO was refused: WRONGPASS");
        wrong.Findings.ShouldAllBe(finding => !finding.ToString().Contains("secret", StringComparison.Ordinal));

        CheckResult none = await RunAsync("cache", Settings(("cache.redis.addresses", "a:b:c")), null);
        none.Findings.Single().What.ShouldContain("has 'a:b:c'; expected HOST or HOST:PORT");
    }

    private ConfiguredSettings Settings(params (string Name, string Value)[] given)
    {
        (string Name, string Value)[] all =
        [
            ("tls.certificate", "x"), ("tls.key", "x"), ("tls.client-ca", "x"), ("cache.store", "redis"), ("cache.key-file", "x"),
            ("cache.redis.user", "nines-guard"), ("cache.redis.password-file", _folder.Write("password", "secret\n")), .. given,
        ];
        var flags = all.ToDictionary(pair => GuardSettings.All.Single(setting => setting.Name == pair.Name), pair => pair.Value.Split(',').ToImmutableArray());
        ReadResult<ConfiguredSettings> read = SettingsReader.Read(flags, ImmutableDictionary<string, string>.Empty, file: null);
        return read.IsValid ? read.Value : throw new ArgumentException(string.Join('\n', read.Diagnostics), nameof(given));
    }

    private static async Task<CheckResult> RunAsync(string name, ConfiguredSettings settings, RedisLogin? administrator, TimeProvider? time = null)
    {
        GuardCheck check = GuardChecks.All(new CheckRequest(settings) { RedisAdministrator = administrator }, time ?? TimeProvider.System).Single(check => check.Name == name);
        return (await CheckRunner.RunAsync([check], TimeSpan.FromSeconds(30), TimeProvider.System, Cancel)).Checks.Single();
    }

    private static async Task AllowAsync(RedisNode node, string line) =>
        (await node.AskAsync(Cancel, ["ACL", "SETUSER", "nines-guard", "reset", .. line.Split(' ')[2..], ">secret"])).ShouldBe("OK");

    private sealed class Behind : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - TimeSpan.FromSeconds(20);
    }
}
