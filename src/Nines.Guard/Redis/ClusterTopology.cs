using System.Collections.Immutable;

namespace Nines.Guard.Redis;

/// <summary>
/// The primaries of a Redis Cluster, as more than half of the given nodes report it: one isolated node may report an old
/// story. Nodes that fail keep their slots in the map until the cluster gives them to another.
/// </summary>
/// <param name="grace">For how long the last map stays when no majority agrees.</param>
internal sealed class ClusterTopology(ImmutableArray<RedisEndpoint> nodes, RedisDialOptions options, TimeSpan grace, TimeProvider time) : IRedisTopology
{
    private readonly ImmutableArray<AskedServer> _nodes = [.. nodes.Select(node => new AskedServer(node, options, time))];
    private RedisLayout _layout = RedisLayout.Unknown;
    private string _agreedKey = "";
    private long _agreed;

    public string Kind => "redis-cluster";

    public ImmutableArray<SeenServer> Seen =>
        [.. _nodes.Select(node => new SeenServer(node.Endpoint, "member", node.IsReachable))];

    public async ValueTask<RedisLayout> LookAsync(CancellationToken cancellation)
    {
        long before = time.GetTimestamp();
        RedisLayout?[] maps = await Task.WhenAll(_nodes.Select(node => MapAsync(node, cancellation)));
        IGrouping<string, RedisLayout>? agreed = maps
            .OfType<RedisLayout>()
            .GroupBy(ClusterMap.Describe, StringComparer.Ordinal)
            .FirstOrDefault(group => 2 * group.Count() > _nodes.Length);
        if (agreed is not null)
        {
            _agreed = before;
            if (!string.Equals(agreed.Key, _agreedKey, StringComparison.Ordinal))
            {
                (_agreedKey, _layout) = (agreed.Key, agreed.First());
            }
        }
        else if (_agreedKey.Length > 0 && time.GetElapsedTime(_agreed) > grace)
        {
            (_agreedKey, _layout) = ("", RedisLayout.Unknown);
        }

        return _layout;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (AskedServer node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    private static async Task<RedisLayout?> MapAsync(AskedServer node, CancellationToken cancellation)
    {
        RespValue? shards = await node.AskAsync(new RedisBatch().Add("CLUSTER", "SLOTS"), cancellation);
        return shards is { } map ? ClusterMap.Read(map, node.Endpoint.Host) : null;
    }
}
