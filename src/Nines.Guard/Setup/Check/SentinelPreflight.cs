using Nines.Guard.Cache.Redis;
using Nines.Guard.Redis;
using Nines.Text;

namespace Nines.Guard.Setup.Check;

/// <summary>Checks the Sentinels: their number, agreement and timeouts.</summary>
internal sealed class SentinelPreflight(RedisTarget target, PreflightAccess access, ServerPreflight servers, CheckNotes findings)
{
    /// <summary>Asks every Sentinel, then the servers that most of them name.</summary>
    public async Task RunAsync(string name, CancellationToken cancellation)
    {
        var masters = new List<(string Where, Dictionary<string, string> Master)>();
        var named = new List<RedisEndpoint>();
        foreach (RedisEndpoint address in target.Addresses)
        {
            string where = $"Sentinel {address}";
            if (await NamedByAsync(where, address, name, cancellation) is not { } primary)
            {
                continue;
            }

            named.Add(primary);
            (InspectedServer? reader, _) = await access.OpenToReadAsync(address, cancellation);
            await using InspectedServer? disposed = reader;
            if (reader is not null && await reader.AskMapAsync(new RedisBatch().Add("SENTINEL", "MASTER", name), cancellation) is { } master)
            {
                masters.Add((where, master));
            }
            else
            {
                findings.Add(StorePreflight.Unreadable(where, "SENTINEL MASTER"));
            }
        }

        IGrouping<RedisEndpoint, RedisEndpoint>? most = named.GroupBy(endpoint => endpoint).OrderByDescending(group => group.Count()).FirstOrDefault();
        if (named.Distinct().Count() > 1)
        {
            findings.Add(StorePreflight.Given(
                Severity.Error, $"the Sentinels name {named.Distinct().Count()} primaries: {string.Join(", ", named.Distinct())}", "one", "wait for the failover to end, then compare SENTINEL MASTER of each"));
        }

        if (most is null || 2 * most.Count() <= target.Addresses.Length)
        {
            findings.Add(StorePreflight.Given(Severity.Error, "no majority of the Sentinels names a primary", "more than half of the configured Sentinels", "see the findings about each"));
        }

        int lag = most is null ? RedisServerNeeds.MaxLagSeconds : await servers.RunAsync(most.Key, ServerPreflight.AllSlots, cancellation);
        findings.Add(masters.SelectMany(pair => SettingChecks.OfSentinel(pair.Where, name, pair.Master, target.Addresses.Length, lag)));
    }

    // As the guard itself asks.
    private async Task<RedisEndpoint?> NamedByAsync(string where, RedisEndpoint address, string name, CancellationToken cancellation)
    {
        (InspectedServer? sentinel, string? why) = await access.OpenAsync(address, cancellation);
        if (sentinel is null)
        {
            findings.Add(StorePreflight.Unreachable(where, why!));
            return null;
        }

        await using (sentinel)
        {
            RespValue answer = await sentinel.AskAsync(new RedisBatch().Add("SENTINEL", "GET-MASTER-ADDR-BY-NAME", name), cancellation);
            if (answer.Items is [var host, var port]
                && RedisEndpoint.TryParse(host.Text.Contains(':') ? $"[{host.Text}]:{port.Text}" : $"{host.Text}:{port.Text}", 0, out RedisEndpoint? primary))
            {
                return primary;
            }

            findings.Add(new CheckFinding(
                Severity.Error,
                where,
                answer.IsError ? $"it does not name the primary: {answer.ErrorCode}" : $"it knows no primary named {name}",
                $"a Sentinel that monitors {name}, and a user with access to it",
                answer.ErrorCode == "NOPERM" ? $"in its ACL: {RedisServerNeeds.SentinelAclLine}" : $"in sentinel.conf: sentinel monitor {name} HOST PORT 2"));
            return null;
        }
    }
}
