using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Nines.Guard.Cache;
using Nines.Guard.Cache.Redis;
using Nines.Guard.Redis;
using Nines.Testing.Processes;
using Nines.Testing.Redis;

namespace Nines.Guard.Integration.Tests.Redis;

/// <summary>Common parts of the tests of the store on Redis.</summary>
internal static class StoreTesting
{
    public const string Password = "correct-horse";

    public static KeyRing Ring { get; } = new(Bytes(1), [new SigningKey(1, Bytes(2))]);

    public static string? Missing => Programs.Find("redis-server") is null ? "redis-server is not installed; tests/install does it" : null;

    public static async Task<RedisNode> StartServerAsync(CancellationToken cancellation, string config = "")
    {
        var node = new RedisNode("redis-server", FreePorts.Next(), Password, $"save \"\"\nappendonly no\n{config}\n");
        try
        {
            await node.StartAsync(cancellation);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>A store on one server, or on what stands in front of it.</summary>
    public static async Task<EntryStore> StoreAsync(
        int port, CancellationToken cancellation, RedisSemantics? semantics = null, RedisStoreOptions? options = null, TimeProvider? time = null)
    {
        RedisStoreOptions given = Options(options ?? new RedisStoreOptions { WaitReplicas = 0 });
        var store = RedisStore.Create(
            new StandaloneTopology(new RedisEndpoint("127.0.0.1", port)), given, () => Ring, time ?? TimeProvider.System, semantics);
        await store.StartAsync(cancellation);
        return store;
    }

    public static async Task<EntryStore> StoreAsync(RedisTrio trio, CancellationToken cancellation, RedisSemantics? semantics = null)
    {
        var store = RedisStore.Create(
            Sentinels(trio), Options(new RedisStoreOptions()), () => Ring, TimeProvider.System, semantics);
        await store.StartAsync(cancellation);
        return store;
    }

    public static SentinelTopology Sentinels(RedisTrio trio)
    {
        ImmutableArray<RedisEndpoint> sentinels = [.. trio.Sentinels.Select(node => new RedisEndpoint("127.0.0.1", node.Port))];
        return new SentinelTopology(
            sentinels, RedisTrio.MasterName, Options(new RedisStoreOptions()).Dial, TimeSpan.FromSeconds(3), TimeProvider.System);
    }

    // The machine that runs all tests at once is slow; what is tested is order, not speed.
    public static RedisStoreOptions Options(RedisStoreOptions options) => options with
    {
        ReadLimit = TimeSpan.FromSeconds(1),
        StartLimit = TimeSpan.FromSeconds(10),
        Dial = options.Dial with { Login = options.Dial.Login ?? (() => new RedisLogin("default", Password)) },
    };

    public static EntryKey Key(string name) => EntryKey.Compute(Bytes(1), System.Text.Encoding.UTF8.GetBytes(name));

    public static Entry Entry(double seconds = 60, string payload = "allow")
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return new Entry(
            System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(RandomNumberGenerator.GetBytes(16)),
            now,
            now.AddSeconds(seconds),
            System.Text.Encoding.UTF8.GetBytes(payload));
    }

    public static string Name(EntryStore store, EntryKey key) => string.Create(CultureInfo.InvariantCulture, $"~ng:v:{store.Epoch}:{{{key}}}");

    /// <summary>Waits until something is so; fails when it is not so in time.</summary>
    public static async Task UntilAsync(Func<bool> isSo, string what, CancellationToken cancellation, double seconds = 20)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            TimeProvider.System.GetElapsedTime(began).TotalSeconds.ShouldBeLessThan(seconds, what);
            await Task.Delay(10, cancellation);
        }
    }

    private static byte[] Bytes(byte seed) => SHA256.HashData([seed]);
}
