using System.Collections.Immutable;

namespace Nines.Guard.Redis;

/// <summary>Who is primary for what, as far as it is known. Empty when nobody is.</summary>
internal sealed record RedisLayout(ImmutableArray<RedisShard> Shards)
{
    public static RedisLayout Nobody { get; } = new([]);

    /// <summary>One server for every key.</summary>
    public static RedisLayout Of(RedisEndpoint primary) => new([new RedisShard(primary, [new SlotRange(0, HashSlot.Count - 1)])]);

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
