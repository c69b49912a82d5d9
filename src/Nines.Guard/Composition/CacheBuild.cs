using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Nines.Guard.Cache;
using Nines.Guard.Cache.Memcached;
using Nines.Guard.Cache.Redis;
using Nines.Guard.Configuration;
using Nines.Guard.Files;
using Nines.Guard.Redis;
using Nines.Guard.Telemetry;
using Nines.Text;

namespace Nines.Guard.Composition;

/// <summary>Creates the cache: the store, the keys, and the path of a question through them.</summary>
internal static class CacheBuild
{
    private const int RedisPort = 6379;
    private const int SentinelPort = 26379;
    private const int MemcachedPort = 11211;

    /// <returns>Null after an error, which the build reports.</returns>
    public static GuardCache? Create(Build build)
    {
        ConfiguredSettings settings = build.Settings;
        string kind = settings.Get(GuardSettings.CacheStore);
        Func<KeyRing>? keys = Keys(build);
        EntryStore? store = keys is null ? null : kind switch
        {
            "redis" => Redis(build, keys),
            "memcached" => Memcached(build, keys),
            _ => MemoryStore.Create(settings.Get(GuardSettings.CacheSize), build.Time),
        };
        if (store is null)
        {
            return null;
        }

        build.Owned.Add(store);
        build.Starts.Add(store.StartAsync);
        var cache = new SharedCache(
            store,
            SharedCacheOptions.Default with { MaxAge = settings.Get(GuardSettings.CacheAge), AskLimit = settings.Get(GuardSettings.RequestTimeout) },
            build.Time);
        CacheMetrics.Register(build.Instruments, () => store.State, () => cache.Counts, build.Time);
        return new GuardCache(cache, store, keys!);
    }

    private static Func<KeyRing>? Keys(Build build)
    {
        if (build.Settings.Given(GuardSettings.CacheKeyFile) is not { } path)
        {
            // Not shared: a naming secret of this process, and nothing that is signed leaves it.
            var own = new KeyRing(RandomNumberGenerator.GetBytes(32), [new SigningKey(1, RandomNumberGenerator.GetBytes(32))]);
            return () => own;
        }

        WatchedFiles<KeyRingFile>? watched = build.Watch("cache keys", [path], contents => KeyRingReader.Read(contents[0], path));
        if (watched is null)
        {
            return null;
        }

        return KeyRingSource.From(watched, build.Time).GetCurrent;
    }

    /// <summary>Target and options of Redis; also for verbs that only inspect it.</summary>
    /// <returns>Null after an error, which the build reports.</returns>
    public static (RedisTarget Target, RedisStoreOptions Options)? RedisSettings(Build build)
    {
        ConfiguredSettings settings = build.Settings;
        string? master = settings.Given(GuardSettings.RedisMasterName);
        ImmutableArray<RedisEndpoint> servers = Endpoints(build, GuardSettings.RedisAddresses, master is null ? RedisPort : SentinelPort);
        RedisDialOptions? dial = Dial(build);
        if (servers.IsEmpty || dial is null)
        {
            return null;
        }

        var target = new RedisTarget(servers, master, settings.Get(GuardSettings.RedisCluster));
        if (target.Faults() is { IsEmpty: false } faults)
        {
            build.Fault(GuardSettings.RedisAddresses, $"does not fit the other settings: {string.Join("; ", faults)}.");
            return null;
        }

        return (target, new RedisStoreOptions
        {
            Dial = dial,
            NearBytes = settings.Get(GuardSettings.CacheSize),
            WaitReplicas = master is null && !target.IsCluster ? 0 : 1,
            Seed = RandomNumberGenerator.GetInt32(int.MaxValue),
        });
    }

    /// <summary>The server to use: one, or none after an error, which the build reports.</summary>
    public static ImmutableArray<RedisEndpoint> MemcachedServers(Build build)
    {
        ImmutableArray<RedisEndpoint> servers = Endpoints(build, GuardSettings.MemcachedAddresses, MemcachedPort);
        if (servers.Length > 1)
        {
            build.Fault(GuardSettings.MemcachedAddresses, "names several servers; expected one: with several, no server would be authoritative.");
        }

        return servers.Length == 1 ? servers : [];
    }

    private static EntryStore? Redis(Build build, Func<KeyRing> keys) =>
        RedisSettings(build) is var (target, options) ? RedisStore.Create(target.Open(options.Dial, build.Time), options, keys, build.Time, build.Semantics) : null;

    private static EntryStore? Memcached(Build build, Func<KeyRing> keys)
    {
        ImmutableArray<RedisEndpoint> servers = MemcachedServers(build);
        return servers.Length != 1 ? null : MemcachedStore.Create(
            new MemcachedStoreOptions(servers[0])
            {
                NearBytes = build.Settings.Get(GuardSettings.CacheSize),
                Seed = RandomNumberGenerator.GetInt32(int.MaxValue),
            },
            keys,
            build.Time);
    }

    private static RedisDialOptions? Dial(Build build)
    {
        ConfiguredSettings settings = build.Settings;
        Func<RedisLogin>? login = null;
        Func<RedisTls>? tls = null;
        if (settings.Given(GuardSettings.RedisPasswordFile) is { } passwordFile)
        {
            string user = settings.Get(GuardSettings.RedisUser);
            WatchedFiles<RedisLogin>? watched = build.Watch("redis password", [passwordFile], contents => Password(contents[0], user, passwordFile));
            if (watched is null)
            {
                return null;
            }

            login = () => watched.Current;
        }

        if (settings.Get(GuardSettings.RedisTls))
        {
            tls = static () => RedisTls.OfSystem;
            if (settings.Given(GuardSettings.RedisCa) is { } caFile)
            {
                WatchedFiles<RedisTls>? watched = build.Watch("redis authorities", [caFile], contents => Authorities(contents[0], caFile));
                if (watched is null)
                {
                    return null;
                }

                tls = () => watched.Current;
            }
        }

        return new RedisDialOptions { Login = login, Tls = tls, MaxInFlight = 16_384 };
    }

    private static ReadResult<RedisLogin> Password(ReadOnlySpan<byte> content, string user, string file)
    {
        string password = Encoding.UTF8.GetString(content).TrimEnd('\r', '\n');
        return password.Length > 0
            ? ReadResult.Of(new RedisLogin(user, password))
            : ReadResult.Failed<RedisLogin>(new Diagnostic(new SourcePosition(file, 0, 0), "is empty; expected a password."));
    }

    private static ReadResult<RedisTls> Authorities(ReadOnlySpan<byte> content, string file)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(Encoding.UTF8.GetString(content));
        }
        catch (CryptographicException)
        {
            authorities.Clear();
        }

        return authorities.Count > 0
            ? ReadResult.Of(new RedisTls(authorities))
            : ReadResult.Failed<RedisTls>(new Diagnostic(new SourcePosition(file, 0, 0), "contains no certificate; expected those of the authorities, PEM."));
    }

    private static ImmutableArray<RedisEndpoint> Endpoints(Build build, Setting<ImmutableArray<string>> setting, int defaultPort)
    {
        ImmutableArray<RedisEndpoint>.Builder endpoints = ImmutableArray.CreateBuilder<RedisEndpoint>();
        bool isGood = true;
        foreach (string text in build.Settings.Get(setting))
        {
            if (RedisEndpoint.TryParse(text, defaultPort, out RedisEndpoint? endpoint))
            {
                endpoints.Add(endpoint!);
            }
            else
            {
                isGood = false;
                build.Fault(setting, $"has '{text}'; expected HOST or HOST:PORT.");
            }
        }

        return isGood ? endpoints.ToImmutable() : [];
    }
}
