using Nines.Guard.Redis;

namespace Nines.Guard.Cache.Memcached;

/// <summary>
/// Commands of the text protocol. Only those that a Hazelcast member knows as well: no gets and no cas.
/// </summary>
internal static class MemcachedCommands
{
    public static RedisBatch Get(this RedisBatch batch, string name) => batch.AddRaw($"get {name}\r\n");

    /// <param name="seconds">Lifetime in seconds, at least 1, since 0 means for ever. At most 30 days: a larger number is a date.</param>
    public static RedisBatch AddIfNone(this RedisBatch batch, string name, byte[] value, int seconds) => Store(batch, "add", name, value, Live(seconds));

    /// <summary>Like <see cref="AddIfNone"/>, and it lives until it is evicted.</summary>
    public static RedisBatch AddIfNoneForEver(this RedisBatch batch, string name, byte[] value) => Store(batch, "add", name, value, 0);

    public static RedisBatch SetForEver(this RedisBatch batch, string name, byte[] value) => Store(batch, "set", name, value, 0);

    public static RedisBatch Delete(this RedisBatch batch, string name) => batch.AddRaw($"delete {name}\r\n");

    private static int Live(int seconds) => seconds is >= 1 and <= 30 * 24 * 3600
        ? seconds
        : throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "a life is 1 s to 30 days");

    private static RedisBatch Store(RedisBatch batch, string verb, string name, byte[] value, int seconds) =>
        batch.AddRaw($"{verb} {name} 0 {seconds} {value.Length}\r\n", value, "\r\n");
}
