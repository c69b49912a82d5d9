using System.Collections.Immutable;
using System.Globalization;

namespace Nines.Guard.Cache.Redis;

internal enum NeededComparison : byte
{
    /// <summary>The value itself.</summary>
    Same,

    /// <summary>A number of at least the value.</summary>
    AtLeast,

    /// <summary>A number of at most the value, and not 0, which means without a limit.</summary>
    AtMost,

    /// <summary>Any number but 0.</summary>
    Limited,
}

/// <summary>A setting of a server that the shared cache needs.</summary>
/// <param name="Value">Value that the manifests set.</param>
/// <param name="Why">Consequence of a wrong value.</param>
/// <param name="IsGuarantee">True when a guarantee depends on it.</param>
internal sealed record NeededSetting(
    string Name, string Value, string Why, NeededComparison Comparison = NeededComparison.Same, bool IsGuarantee = false, bool IsAboutReplicas = false)
{
    /// <summary>Expected value in words.</summary>
    public string Expected => Comparison switch
    {
        NeededComparison.AtLeast => $"at least {Value}",
        NeededComparison.AtMost => $"1 to {Value}",
        NeededComparison.Limited => $"a limit, such as {Value}",
        _ => Value.Length == 0 ? "empty" : Value,
    };

    /// <param name="value">As CONFIG GET or SENTINEL MASTER writes it: sizes in bytes.</param>
    public bool IsMetBy(string value) => Comparison switch
    {
        NeededComparison.Same => string.Equals(value, Value, StringComparison.OrdinalIgnoreCase),
        NeededComparison.Limited => Number(value) is > 0,
        NeededComparison.AtLeast => Number(value) >= Number(Value),
        _ => Number(value) is > 0 and var number && number <= Number(Value),
    };

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}

/// <summary>Required settings of Redis and its Sentinels; one place for the manifests, for <c>nines guard check</c> and for the tests.</summary>
internal static class RedisServerNeeds
{
    /// <summary>
    /// The user of the guard as a line of <c>users.acl</c>, without a password: all that the store sends, and nothing else. GET is not
    /// among it: a server that was cut off would answer it. The password is added as <c>&gt;password</c> or <c>#sha256</c>.
    /// </summary>
    public const string AclLine =
        "user nines-guard on resetchannels ~~ng:* -@all +hello +auth +ping +role +getex +pttl +set +del +wait +client|tracking";

    /// <summary>The user of the guard at a Sentinel.</summary>
    public const string SentinelAclLine = "user nines-guard on resetchannels -@all +hello +auth +ping +sentinel|get-master-addr-by-name";

    /// <summary>Margin over min-replicas-max-lag after which a Sentinel may act, so that the old primary is silent before there is a new one.</summary>
    public const int FenceMarginSeconds = 2;

    public const int DownAfterMilliseconds = 5000;

    public const int MaxLagSeconds = 2;

    /// <summary>The oldest version: SET with NX and GET needs it.</summary>
    public static readonly Version OldestVersion = new(7, 0);

    /// <summary>All that the store ever sends to a server, as ACL rules name it.</summary>
    public static ImmutableArray<string> Commands { get; } =
        ["hello", "auth", "ping", "role", "getex", "pttl", "set", "del", "wait", "client|tracking"];

    /// <summary>In a cluster, besides.</summary>
    public static ImmutableArray<string> ClusterCommands { get; } = ["cluster|slots", "asking"];

    /// <summary>For <c>redis.conf</c> of each server.</summary>
    public static ImmutableArray<NeededSetting> Redis { get; } =
    [
        new("min-replicas-to-write", "1", "an isolated primary keeps answering", NeededComparison.AtLeast, IsGuarantee: true, IsAboutReplicas: true),
        new("min-replicas-max-lag", $"{MaxLagSeconds}", "it does so for longer than a promotion takes", NeededComparison.AtMost, IsGuarantee: true, IsAboutReplicas: true),
        new("repl-ping-replica-period", "1", "a replica's lag is known too late", NeededComparison.AtMost, IsAboutReplicas: true),
        new("maxmemory", "128mb", "the cache grows without limit", NeededComparison.Limited),
        new("maxmemory-policy", "volatile-ttl", "the epoch of a purge can be evicted, or writes are refused when memory is full", IsGuarantee: true),
        new("save", "", "purged or expired entries come back with a restart"),
        new("appendonly", "no", "purged or expired entries come back with a restart"),
        new("repl-diskless-sync", "yes", "entries reach a disk", IsAboutReplicas: true),
    ];

    /// <summary>For <c>sentinel.conf</c>, per monitored primary, of three Sentinels.</summary>
    public static ImmutableArray<NeededSetting> Sentinel { get; } =
    [
        new("quorum", "2", "one Sentinel alone can declare a primary down", IsGuarantee: true),
        new("down-after-milliseconds", $"{DownAfterMilliseconds}", "a new primary exists while the old one still answers", NeededComparison.AtLeast, IsGuarantee: true),
        new("failover-timeout", "10000", "a failover that hangs is retried too late", NeededComparison.AtMost),
        new("parallel-syncs", "2", "the new primary refuses writes until the slower replica has its turn", NeededComparison.AtLeast),
    ];

    /// <summary>Like <see cref="AclLine"/>, for another name, another prefix of keys, or a cluster.</summary>
    /// <param name="prefix">See <see cref="RedisStoreOptions.Prefix"/>.</param>
    public static string AclRule(string user, string prefix = RedisStoreOptions.DefaultPrefix, bool isCluster = false) =>
        $"user {user} on resetchannels ~{prefix}* -@all "
        + string.Join(' ', Commands.Concat(isCluster ? ClusterCommands : []).Select(command => $"+{command}"));
}
