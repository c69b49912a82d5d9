using System.Text;
using Nines.Guard.Redis;

namespace Nines.Guard.Tests.Redis;

public sealed class HashSlotTests
{
    [Fact]
    public void The_checksum_is_the_one_that_the_cluster_specification_names() =>
        HashSlot.Crc16("123456789"u8).ShouldBe((ushort)0x31C3);

    [Theory]
    // As CLUSTER KEYSLOT of Redis 7.0.15 answers.
    [InlineData("foo", 12182)]
    [InlineData("bar", 5061)]
    [InlineData("{user1000}.following", 3443)]
    [InlineData("{user1000}.followers", 3443)]
    [InlineData("foo{}{bar}", 8363)]
    [InlineData("foo{{bar}}zap", 4015)]
    [InlineData("foo{bar}{zap}", 5061)]
    [InlineData("", 0)]
    public void Slots_are_those_of_the_server(string key, int slot) => HashSlot.Compute(Encoding.UTF8.GetBytes(key)).ShouldBe(slot);

    [Theory]
    [InlineData("redis", "redis:6379")]
    [InlineData("redis:1", "redis:1")]
    [InlineData("[::1]:7000", "[::1]:7000")]
    [InlineData("::1", "[::1]:6379")]
    [InlineData("[::1]", "[::1]:6379")]
    [InlineData("redis:0", null)]
    [InlineData("redis:65536", null)]
    [InlineData("redis:x", null)]
    [InlineData("", null)]
    [InlineData(":6379", null)]
    [InlineData("a b", null)]
    public void Endpoints_are_read_in_every_common_form(string text, string? expected) =>
        (RedisEndpoint.TryParse(text, 6379, out RedisEndpoint? endpoint) ? endpoint!.ToString() : null).ShouldBe(expected);

    [Fact]
    public void A_slot_without_a_shard_is_known_as_such()
    {
        short[] slots = new RedisLayout([new RedisShard(new RedisEndpoint("a", 1), [new SlotRange(1, 2), new SlotRange(16383, 16383)])]).Slots();
        (slots[0], slots[1], slots[2], slots[3], slots[16383]).ShouldBe(((short)-1, (short)0, (short)0, (short)-1, (short)0));
    }
}
