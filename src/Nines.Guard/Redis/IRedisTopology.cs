using System.Collections.Immutable;

namespace Nines.Guard.Redis;

/// <summary>Finds out who is primary.</summary>
internal interface IRedisTopology : IAsyncDisposable
{
    /// <summary><c>redis</c>, <c>redis-sentinel</c> or <c>redis-cluster</c>.</summary>
    string Kind { get; }

    /// <summary>Looks once, in bounded time. It throws nothing but cancellation.</summary>
    /// <returns>The layout to use from now on; <see cref="RedisLayout.Unknown"/> when none can be trusted.</returns>
    ValueTask<RedisLayout> LookAsync(CancellationToken cancellation);

    /// <summary>The servers that were asked who is primary, as last seen.</summary>
    ImmutableArray<SeenServer> Seen { get; }
}

/// <param name="Role"><c>sentinel</c> or <c>member</c>.</param>
internal readonly record struct SeenServer(RedisEndpoint Endpoint, string Role, bool IsReachable);

/// <summary>One server, always the same.</summary>
internal sealed class StandaloneTopology(RedisEndpoint server) : IRedisTopology
{
    private readonly RedisLayout _layout = RedisLayout.Single(server);

    public string Kind => "redis";

    public ImmutableArray<SeenServer> Seen => [];

    public ValueTask<RedisLayout> LookAsync(CancellationToken cancellation) => ValueTask.FromResult(_layout);

    public ValueTask DisposeAsync() => default;
}

/// <summary>Known primaries and their slots. Empty when none is known.</summary>
internal sealed record RedisLayout(ImmutableArray<RedisShard> Shards)
{
    public static RedisLayout Unknown { get; } = new([]);

    /// <summary>One server for every key.</summary>
    public static RedisLayout Single(RedisEndpoint primary) => new([new RedisShard(primary, [new SlotRange(0, HashSlot.Count - 1)])]);

    /// <summary>For each slot the index of its shard, or -1.</summary>
    public short[] Slots()
    {
        short[] slots = new short[HashSlot.Count];
        Array.Fill(slots, (short)-1);
        for (int shard = 0; shard < Shards.Length; shard++)
        {
            foreach (SlotRange range in Shards[shard].Slots)
            {
                slots.AsSpan(range.First, range.Last - range.First + 1).Fill((short)shard);
            }
        }

        return slots;
    }
}

internal sealed record RedisShard(RedisEndpoint Primary, ImmutableArray<SlotRange> Slots);

/// <param name="Last">Included.</param>
internal readonly record struct SlotRange(int First, int Last);
