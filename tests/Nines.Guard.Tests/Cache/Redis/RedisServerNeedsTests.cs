using Nines.Guard.Cache.Redis;
using Nines.Guard.Redis;
using Nines.Guard.Setup.Check;
using Nines.Guard.Setup.Manifests;

namespace Nines.Guard.Tests.Cache.Redis;

public sealed class RedisServerNeedsTests
{
    [Fact]
    public void The_written_line_of_the_ACL_is_the_rule_for_the_usual_name_and_prefix() =>
        RedisServerNeeds.AclLine.ShouldBe(RedisServerNeeds.AclRule("nines-guard"));

    [Fact]
    public void The_manifests_set_what_the_cache_needs()
    {
        foreach (NeededSetting need in RedisServerNeeds.Redis)
        {
            string value = need.Value.Length == 0 ? "\"\"" : need.Name == "maxmemory" ? $"${{MAXMEMORY:-{need.Value}}}" : need.Value;
            StartScripts.Redis.ShouldContain($"{need.Name} {value}");
        }

        foreach (NeededSetting need in RedisServerNeeds.Sentinel.Where(need => need.Name != "quorum"))
        {
            string value = need.Name == "down-after-milliseconds" ? $"${{DOWN_AFTER:-{need.Value}}}" : need.Value;
            StartScripts.Sentinel.ShouldContain($"sentinel {need.Name} $MASTER_NAME {value}");
        }

        string quorum = RedisServerNeeds.Sentinel.Single(need => need.Name == "quorum").Value;
        StartScripts.Sentinel.ShouldContain($"sentinel monitor $MASTER_NAME $primary $REDIS_PORT {quorum}");
    }

    [Fact]
    public void The_old_primary_is_silent_before_there_is_a_new_one() =>
        RedisServerNeeds.DownAfterMilliseconds.ShouldBeGreaterThan((RedisServerNeeds.MaxLagSeconds + RedisServerNeeds.FenceMarginSeconds) * 1000);

    [Theory]
    [InlineData("min-replicas-to-write", "1", true)]
    [InlineData("min-replicas-to-write", "2", true)]
    [InlineData("min-replicas-to-write", "0", false)]
    [InlineData("min-replicas-max-lag", "1", true)]
    [InlineData("min-replicas-max-lag", "0", false)]
    [InlineData("min-replicas-max-lag", "3", false)]
    [InlineData("maxmemory", "1048576", true)]
    [InlineData("maxmemory", "0", false)]
    [InlineData("maxmemory", "", false)]
    [InlineData("maxmemory-policy", "volatile-ttl", true)]
    [InlineData("maxmemory-policy", "noeviction", false)]
    [InlineData("save", "", true)]
    [InlineData("save", "3600 1", false)]
    public void A_setting_is_met_or_not(string name, string value, bool isMet)
    {
        CheckFinding[] found = [.. SettingChecks.OfServer("Redis r:6379", new Dictionary<string, string> { [name] = value }, hasReplicas: true)];
        found.Length.ShouldBe(isMet ? 0 : 1);
        if (!isMet)
        {
            found[0].What.ShouldStartWith($"{name} is ");
            found[0].Fix.ShouldStartWith($"in redis.conf: {name} ");
        }
    }

    [Fact]
    public void Settings_of_replication_are_ignored_for_a_single_server() =>
        SettingChecks.OfServer("Redis r:6379", new Dictionary<string, string> { ["min-replicas-to-write"] = "0" }, hasReplicas: false).ShouldBeEmpty();

    [Theory]
    [InlineData(3, 2, 5000, 2, 0)]
    [InlineData(3, 2, 4001, 2, 0)]
    [InlineData(3, 2, 4000, 2, 1)]
    [InlineData(3, 2, 5000, 10, 1)]
    [InlineData(3, 1, 5000, 2, 1)]
    [InlineData(3, 3, 5000, 2, 1)]
    [InlineData(5, 3, 5000, 2, 0)]
    [InlineData(5, 2, 5000, 2, 1)]
    public void A_Sentinel_needs_a_majority_and_patience(int sentinels, int quorum, int downAfter, int lag, int findings)
    {
        var master = new Dictionary<string, string>
        {
            ["num-other-sentinels"] = $"{sentinels - 1}",
            ["num-slaves"] = "2",
            ["quorum"] = $"{quorum}",
            ["down-after-milliseconds"] = $"{downAfter}",
        };
        SettingChecks.OfSentinel("Sentinel s:26379", "m", master, sentinels, lag).Count().ShouldBe(findings);
    }

    [Fact]
    public void Inconsistent_addresses_are_reported()
    {
        RedisEndpoint[] two = [new("a", 1), new("b", 1)];
        new RedisTarget([]).Faults().Length.ShouldBe(1);
        new RedisTarget([.. two]).Faults().Single().ShouldContain("2 servers");
        new RedisTarget([.. two], "m", IsCluster: true).Faults().Single().ShouldContain("cluster");
        new RedisTarget([.. two], "m").Faults().ShouldBeEmpty();
        new RedisTarget([.. two], IsCluster: true).Faults().ShouldBeEmpty();
        new RedisTarget([two[0]]).Faults().ShouldBeEmpty();
    }
}
