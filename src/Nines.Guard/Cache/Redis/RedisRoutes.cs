using System.Collections.Immutable;
using Nines.Guard.Redis;

namespace Nines.Guard.Cache.Redis;

/// <summary>Routes from keys to links; replaced as a whole when the layout changes.</summary>
internal sealed class RedisRoutes(RedisLayout layout, ImmutableArray<RedisLink> links)
{
    private readonly short[] _slots = layout.Slots();

    public static RedisRoutes None { get; } = new(RedisLayout.Unknown, []);

    public RedisLayout Layout => layout;

    /// <summary>In the order of the shards.</summary>
    public ImmutableArray<RedisLink> Links => links;

    /// <summary>Null when no server has the slot.</summary>
    public RedisLink? FindBySlot(int slot) => _slots[slot] is >= 0 and var shard ? links[shard] : null;

    public RedisLink? Find(RedisEndpoint endpoint) => links.FirstOrDefault(link => link.Endpoint.Equals(endpoint));

    /// <summary>Any key in one of the slots of a shard; the epoch itself where that is one.</summary>
    public static HeartbeatKey HeartbeatFor(RedisShard shard, RedisNames names)
    {
        if (Holds(shard, names.Epoch))
        {
            return new HeartbeatKey(names.Epoch, IsEpoch: true);
        }

        // A shard with one slot of 16,384 is found after as many tries on average; a shard without a slot is none.
        for (int number = 0; number < 40 * HashSlot.Count; number++)
        {
            if (Holds(shard, names.Beat(number)))
            {
                return new HeartbeatKey(names.Beat(number), IsEpoch: false);
            }
        }

        return new HeartbeatKey(names.Beat(0), IsEpoch: false);
    }

    private static bool Holds(RedisShard shard, string key)
    {
        int slot = HashSlot.Compute(key);
        return shard.Slots.Any(range => range.First <= slot && slot <= range.Last);
    }
}
