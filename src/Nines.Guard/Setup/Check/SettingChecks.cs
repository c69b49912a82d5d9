using Nines.Guard.Cache.Redis;
using Nines.Text;

namespace Nines.Guard.Setup.Check;

/// <summary>Compares the settings of a server or a Sentinel with <see cref="RedisServerNeeds"/>.</summary>
internal static class SettingChecks
{
    /// <param name="hasReplicas">False for a server alone: what is about replicas does not matter there.</param>
    public static IEnumerable<CheckFinding> OfServer(string where, IReadOnlyDictionary<string, string> settings, bool hasReplicas)
    {
        foreach (NeededSetting need in RedisServerNeeds.Redis.Where(need => hasReplicas || !need.IsAboutReplicas))
        {
            if (settings.TryGetValue(need.Name, out string? value) && !need.IsMetBy(value))
            {
                yield return new CheckFinding(
                    need.IsGuarantee ? Severity.Error : Severity.Warning,
                    where,
                    $"{need.Name} is {Show(value)}",
                    $"{need.Expected}; otherwise {need.Why}",
                    $"in redis.conf: {need.Name} {Show(need.Value)}");
            }
        }
    }

    /// <param name="master">Answer to SENTINEL MASTER.</param>
    /// <param name="configured">Number of Sentinels in the settings of the guard.</param>
    /// <param name="lag">The longest min-replicas-max-lag of the servers, in seconds.</param>
    public static IEnumerable<CheckFinding> OfSentinel(
        string where, string name, IReadOnlyDictionary<string, string> master, int configured, int lag)
    {
        int sentinels = Number(master, "num-other-sentinels") + 1;
        int majority = (sentinels / 2) + 1;
        if (sentinels != configured)
        {
            yield return new CheckFinding(
                Severity.Error,
                where,
                $"it knows {sentinels} Sentinels, and the guard is configured with {configured}",
                "the same Sentinels: the guard accepts a primary that more than half of its configured Sentinels name",
                "configure the guard with the addresses of all Sentinels; after removing one permanently: SENTINEL RESET " + name);
        }

        if (Number(master, "quorum") != majority)
        {
            yield return new CheckFinding(
                Severity.Error,
                where,
                $"quorum is {Number(master, "quorum")}",
                $"{majority} of {sentinels}, more than half; otherwise a minority can declare a primary down, or no majority remains when one Sentinel is lost",
                $"SENTINEL SET {name} quorum {majority}");
        }

        if (Number(master, "num-slaves") < 2)
        {
            yield return new CheckFinding(
                Severity.Error,
                where,
                $"it knows of {Number(master, "num-slaves")} replicas of the primary",
                "2 or more; otherwise a promoted replica has no replica of its own and refuses writes, or there is no replica to promote",
                "run three Redis servers, two of them with 'replicaof'");
        }

        int fence = (lag + RedisServerNeeds.FenceMarginSeconds) * 1000;
        if (Number(master, "down-after-milliseconds") is var downAfter && downAfter <= fence)
        {
            yield return new CheckFinding(
                Severity.Error,
                where,
                $"down-after-milliseconds is {downAfter}",
                $"more than {fence}, which is min-replicas-max-lag and {RedisServerNeeds.FenceMarginSeconds} s; otherwise a new primary exists while the old one still answers",
                $"SENTINEL SET {name} down-after-milliseconds {Math.Max(RedisServerNeeds.DownAfterMilliseconds, fence + 1000)}");
        }

        foreach (NeededSetting need in RedisServerNeeds.Sentinel.Where(need => need.Name is "failover-timeout" or "parallel-syncs"))
        {
            if (master.TryGetValue(need.Name, out string? value) && !need.IsMetBy(value))
            {
                yield return new CheckFinding(
                    Severity.Warning, where, $"{need.Name} is {value}", $"{need.Expected}; otherwise {need.Why}", $"SENTINEL SET {name} {need.Name} {need.Value}");
            }
        }
    }

    public static int Number(IReadOnlyDictionary<string, string> map, string name) =>
        int.TryParse(map.GetValueOrDefault(name), out int number) ? number : 0;

    private static string Show(string value) => value.Length == 0 ? "\"\"" : value;
}
