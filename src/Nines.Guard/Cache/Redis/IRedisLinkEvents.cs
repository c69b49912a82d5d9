using Nines.Guard.Redis;

namespace Nines.Guard.Cache.Redis;

/// <summary>What a link tells. All but <see cref="OnLost"/> come on the loop that reads its connection, in the order of the server.</summary>
internal interface IRedisLinkEvents
{
    void OnPush(RedisLink link, in RespValue push);

    /// <param name="sent">When the heartbeat was sent.</param>
    /// <param name="held">What is stored under the link's heartbeat key, or an error.</param>
    void OnHeartbeat(RedisLink link, long sent, in RespValue held);

    /// <param name="why">A short text without anything that was sent.</param>
    void OnLost(RedisLink link, string why);
}
