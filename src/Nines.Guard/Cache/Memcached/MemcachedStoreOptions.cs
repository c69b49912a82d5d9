using Nines.Guard.Redis;

namespace Nines.Guard.Cache.Memcached;

/// <summary>Settings of the store on memcached, or on a Hazelcast member that speaks its text protocol.</summary>
/// <param name="Server">One server. A Hazelcast member beside each replica shares with the others; with several memcached none would be authoritative.</param>
internal sealed record MemcachedStoreOptions(RedisEndpoint Server)
{
    /// <summary>Begins the name of every key: 1 to 64 printable ASCII characters without spaces.</summary>
    public string Prefix { get; init; } = "~ng:";

    /// <summary>Address of the server. The text protocol has no login: use TLS, or a loopback address.</summary>
    public RedisDialOptions Dial { get; init; } = new() { MaxInFlight = 16_384 };

    public long NearBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Changes are not reported here, so near copies live no longer than this. Zero to one second.</summary>
    public TimeSpan NearTtl { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan ReadLimit { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Between looks at the epoch, and how long one may be unanswered.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time for which the epoch counts after it was read; a purge waits for as long. At least two heartbeats.</summary>
    public TimeSpan EpochLease { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whole seconds.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(4);

    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(3);

    public int Seed { get; init; } = 1;
}
