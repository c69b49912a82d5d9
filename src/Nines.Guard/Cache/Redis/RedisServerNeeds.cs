using System.Collections.Immutable;

namespace Nines.Guard.Cache.Redis;

/// <param name="Why">What goes wrong without it.</param>
internal sealed record NeededSetting(string Name, string Value, string Why);

/// <summary>What a Redis and its Sentinels must be set to; one place for the manifests, for <c>nines guard check</c> and for the tests.</summary>
internal static class RedisServerNeeds
{
    /// <summary>All that the store ever sends to a server, as ACL rules name it.</summary>
    public static ImmutableArray<string> Commands { get; } =
        ["hello", "auth", "ping", "role", "get", "getex", "pttl", "set", "del", "wait", "client|tracking"];

    /// <summary>In a cluster, besides.</summary>
    public static ImmutableArray<string> ClusterCommands { get; } = ["cluster|slots", "asking"];

    /// <summary>What is sent to a Sentinel.</summary>
    public static ImmutableArray<string> SentinelCommands { get; } = ["hello", "auth", "ping", "sentinel|get-master-addr-by-name"];

    /// <summary>For <c>redis.conf</c> of each server.</summary>
    public static ImmutableArray<NeededSetting> Redis { get; } =
    [
        new("min-replicas-to-write", "1", "a primary that was cut off would go on answering"),
        new("min-replicas-max-lag", "2", "it would do so for longer than another one takes to be promoted"),
        new("repl-ping-replica-period", "1", "a replica's lag would be known too late"),
        new("maxmemory", "128mb", "the cache would grow without a bound"),
        new("maxmemory-policy", "volatile-ttl", "the epoch of a purge could be evicted, or writes refused when memory is full"),
        new("save", "", "entries that were purged or are over would come back with a restart"),
        new("appendonly", "no", "entries that were purged or are over would come back with a restart"),
        new("repl-diskless-sync", "yes", "entries would reach a disk"),
    ];

    /// <summary>For <c>sentinel.conf</c>, per monitored primary.</summary>
    public static ImmutableArray<NeededSetting> Sentinel { get; } =
    [
        new("quorum", "2", "one Sentinel alone could call a primary down"),
        new("down-after-milliseconds", "5000", "must be at least min-replicas-max-lag and 2 s more: the old primary has to be silent before there is a new one"),
        new("failover-timeout", "10000", "a fail-over that hangs would be tried again too late"),
        new("parallel-syncs", "2", "the new primary would refuse writes until the slower replica has its turn"),
    ];

    /// <summary>The line for <c>users.acl</c> or <c>ACL SETUSER</c>, without the password.</summary>
    /// <param name="user">The name of the user.</param>
    /// <param name="prefix">See <see cref="RedisStoreOptions.Prefix"/>.</param>
    public static string AclRule(string user, string prefix = RedisStoreOptions.DefaultPrefix, bool isCluster = false) =>
        $"user {user} on resetchannels ~{prefix}* -@all "
        + string.Join(' ', Commands.Concat(isCluster ? ClusterCommands : []).Select(command => $"+{command}"));
}
