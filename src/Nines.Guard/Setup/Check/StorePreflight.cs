using System.Collections.Immutable;
using System.Net;
using Nines.Guard.Cache.Redis;
using Nines.Guard.Redis;
using Nines.Text;

namespace Nines.Guard.Setup.Check;

/// <summary>
/// Compares a Redis with what the shared cache needs, before a guard depends on it: the Sentinels, the settings of every server, and
/// what the guard's user may do. Writes one key that lives for seconds; changes nothing else.
/// </summary>
/// <param name="options">As the guard itself uses them.</param>
/// <param name="administrator">Reads settings, which the guard's own user may not; null tries it as that user.</param>
internal sealed class StorePreflight(RedisTarget target, RedisStoreOptions options, RedisLogin? administrator, TimeProvider time)
{
    private readonly CheckNotes _findings = new();
    private readonly PreflightAccess _access = new(options, administrator, time);

    /// <returns>Findings, the worst first; empty when there are none. Throws nothing but cancellation.</returns>
    public async Task<ImmutableArray<CheckFinding>> RunAsync(CancellationToken cancellation)
    {
        if (target.Faults() is { IsEmpty: false } faults)
        {
            return [.. faults.Select(fault => Given(Severity.Error, fault, "consistent addresses", "see the settings under cache.redis"))];
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

        return _findings.Close("cache").Findings;
    }

    /// <summary>Creates a finding about the settings of the guard.</summary>
    public static CheckFinding Given(Severity severity, string what, string expected, string fix) => new(severity, "settings", what, expected, fix);

    /// <summary>Creates the finding that a server does not answer.</summary>
    public static CheckFinding Unreachable(string where, string why) => new(
        Severity.Error, where, $"it cannot be asked: {why}", "an answer within a second", "check the address, the network policy, TLS, the user and the password");

    /// <summary>Creates the finding that the user may not read the settings of a server.</summary>
    public static CheckFinding Unreadable(string where, string command) => new(
        Severity.Note, where, $"its settings cannot be read: {command} is not allowed to this user", "as nines guard manifests sets them", "run the check once as an administrator of Redis");

    private void CheckGiven()
    {
        bool isLocal = target.Addresses.All(address => address.Host == "localhost" || (IPAddress.TryParse(address.Host, out IPAddress? ip) && IPAddress.IsLoopback(ip)));
        if (options.Dial.Tls is null && !isLocal)
        {
            _findings.Add(Given(Severity.Warning, "connections are not encrypted", "TLS with its own authority, also between the servers", "cache.redis.tls: true"));
        }

        if (options.Dial.Login is null)
        {
            _findings.Add(Given(
                Severity.Warning,
                "no password is given",
                "a user and a password; signatures stop forgery, not deletion",
                $"cache.redis.user, cache.redis.password-file, and in users.acl: {RedisServerNeeds.AclRule("nines-guard", options.Prefix, target.IsCluster)}"));
        }

        if (target.MasterName is null && !target.IsCluster)
        {
            _findings.Add(Given(
                Severity.Warning, "one server alone", "three servers and three Sentinels; the loss of a server is a degraded window until it returns", "nines guard manifests"));
        }
        else if (target.MasterName is not null && (target.Addresses.Length < 3 || target.Addresses.Length % 2 == 0))
        {
            _findings.Add(Given(
                Severity.Error,
                $"{target.Addresses.Length} Sentinels are configured",
                "3, or a larger odd number: two cannot distinguish a lost server from a lost network",
                "run three Sentinels, and configure the guard with all of them"));
        }
    }

    private async Task CheckClusterAsync(ServerPreflight servers, CancellationToken cancellation)
    {
        await using IRedisTopology topology = target.Open(options.Dial, time);
        RedisLayout layout = await topology.LookAsync(cancellation);
        foreach (SeenServer silent in topology.Seen.Where(server => !server.IsReachable))
        {
            _findings.Add(Unreachable($"Redis {silent.Endpoint}", "no answer to CLUSTER SLOTS"));
        }

        int missing = layout.Slots().Count(shard => shard < 0);
        if (missing > 0)
        {
            _findings.Add(Given(
                Severity.Error,
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
