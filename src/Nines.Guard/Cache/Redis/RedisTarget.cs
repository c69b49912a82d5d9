using System.Collections.Immutable;
using Nines.Guard.Redis;

namespace Nines.Guard.Cache.Redis;

/// <summary>Redis to use: one server, the primary that Sentinels name, or a cluster.</summary>
/// <param name="Addresses">The server; or all Sentinels, since a majority of these is what counts; or some nodes of the cluster.</param>
/// <param name="MasterName">Name of the primary in the Sentinels; null without Sentinels.</param>
internal sealed record RedisTarget(ImmutableArray<RedisEndpoint> Addresses, string? MasterName = null, bool IsCluster = false)
{
    /// <summary>Time for which the last primary that a majority named stays when no majority answers: shorter than a fail-over.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <summary>Empty when the parts fit together.</summary>
    public ImmutableArray<string> Faults() =>
    [
        .. Addresses.IsEmpty ? ["no address of a Redis server or Sentinel is given"] : Array.Empty<string>(),
        .. MasterName is not null && IsCluster ? ["a cluster has no Sentinels: give either a master name or 'cluster'"] : Array.Empty<string>(),
        .. MasterName is null && !IsCluster && Addresses.Length > 1
            ? [$"{Addresses.Length} servers are given, and neither a master name of Sentinels nor 'cluster': no server would be authoritative"]
            : Array.Empty<string>(),
    ];

    /// <exception cref="InvalidOperationException">There are <see cref="Faults"/>.</exception>
    public IRedisTopology Open(RedisDialOptions dial, TimeProvider time) =>
        Faults() is { IsEmpty: false } faults ? throw new InvalidOperationException(string.Join("; ", faults))
        : MasterName is { } name ? new SentinelTopology(Addresses, name, dial, Grace, time)
        : IsCluster ? new ClusterTopology(Addresses, dial, Grace, time)
        : new StandaloneTopology(Addresses[0]);
}
