using System.Collections.Immutable;
using System.Net;
using Nines.Guard.Cache.Redis;
using Nines.Guard.Redis;

namespace Nines.Guard.Setup.Check;

/// <summary>
/// Compares a Redis with what the shared cache needs, before a guard depends on it: the Sentinels, the settings of every server, and
/// what the guard's user may do. Writes one key that lives for seconds; changes nothing else.
/// </summary>
/// <param name="options">As the guard itself uses them.</param>
/// <param name="administrator">Reads settings, which the guard's own user may not; null tries it as that user.</param>
internal sealed class StorePreflight(RedisTarget target, RedisStoreOptions options, RedisLogin? administrator, TimeProvider time)
{
    private readonly PreflightFindings _findings = new();
    private readonly PreflightAccess _access = new(options, administrator, time);

    /// <returns>What is not as it should be, the worst first; empty when all is well. It throws nothing but cancellation.</returns>
    public async Task<ImmutableArray<StoreFinding>> RunAsync(CancellationToken cancellation)
    {
        if (target.Faults() is { IsEmpty: false } faults)
        {
            return [.. faults.Select(fault => PreflightFindings.Given(FindingKind.Broken, fault, "consistent addresses", "see the settings under cache.redis"))];
        }

        CheckGiven();
        var servers = new ServerPreflight(target, _access, _findings);
        if (target.MasterName is { } name)
        {
            await new SentinelPreflight(target, _access, servers, _findings).RunAsync(name, cancellation);
        }
        else if (target.IsCluster)
        {
            await CheckClusterAsync(servers, cancellation);
        }
        else
        {
            await servers.RunAsync(target.Addresses[0], ServerPreflight.AllSlots, cancellation);
        }

        return _findings.All;
    }

    private void CheckGiven()
    {
        bool isLocal = target.Addresses.All(address => address.Host == "localhost" || (IPAddress.TryParse(address.Host, out IPAddress? ip) && IPAddress.IsLoopback(ip)));
        if (options.Dial.Tls is null && !isLocal)
        {
            _findings.Add(PreflightFindings.Given(FindingKind.Weak, "connections are not encrypted", "TLS with its own authority, also between the servers", "cache.redis.tls: true"));
        }

        if (options.Dial.Login is null)
        {
            _findings.Add(PreflightFindings.Given(
                FindingKind.Weak,
                "no password is given",
                "a user and a password; signatures stop forgery, not deletion",
                $"cache.redis.user, cache.redis.password-file, and in users.acl: {RedisServerNeeds.AclRule("nines-guard", options.Prefix, target.IsCluster)}"));
        }

        if (target.MasterName is null && !target.IsCluster)
        {
            _findings.Add(PreflightFindings.Given(
                FindingKind.Weak, "one server alone", "three servers and three Sentinels; the loss of a server is a degraded window until it returns", "nines guard manifests"));
        }
        else if (target.MasterName is not null && (target.Addresses.Length < 3 || target.Addresses.Length % 2 == 0))
        {
            _findings.Add(PreflightFindings.Given(
                FindingKind.Broken,
                $"{target.Addresses.Length} Sentinels are configured",
                "3, or a larger odd number: two cannot tell a lost server from a lost network",
                "run three Sentinels, and configure the guard with all of them"));
        }
    }

    private async Task CheckClusterAsync(ServerPreflight servers, CancellationToken cancellation)
    {
        await using IRedisTopology topology = target.Open(options.Dial, time);
        RedisLayout layout = await topology.LookAsync(cancellation);
        foreach (SeenServer silent in topology.Seen.Where(server => !server.IsReachable))
        {
            _findings.Add(PreflightFindings.Unreachable($"Redis {silent.Endpoint}", "no answer to CLUSTER SLOTS"));
        }

        int missing = layout.Slots().Count(shard => shard < 0);
        if (missing > 0)
        {
            _findings.Add(PreflightFindings.Given(
                FindingKind.Broken,
                $"{missing} of {HashSlot.Count} slots have no primary, as most nodes report",
                "one primary for every slot",
                "redis-cli --cluster check, then fix"));
        }

        foreach (RedisShard shard in layout.Shards)
        {
            await servers.RunAsync(shard.Primary, shard.Slots, cancellation);
        }
    }
}
