using Nines.Text.Readers;

namespace Nines.Guard.Configuration;

/// <summary>Requirements between settings.</summary>
internal static class SettingsRules
{
    public static void Check(ConfiguredSettings settings, ReadingContext context)
    {
        Setting<string>[] tls = [GuardSettings.Certificate, GuardSettings.Key, GuardSettings.ClientCa];
        foreach (Setting<string> file in tls)
        {
            Require(settings.Given(file) is not null, file, "is missing; 'nines guard init' creates certificates, and 'nines guard try' shows the guard without any.");
        }

        new AzureRules(settings, Require).Check();
        string store = settings.Get(GuardSettings.CacheStore);
        Require(store == "memory" || settings.Given(GuardSettings.CacheKeyFile) is not null, GuardSettings.CacheKeyFile, $"is missing; the store '{store}' needs it: without it, anyone who can write to the store could grant access.");
        Require(store != "redis" || settings.Get(GuardSettings.RedisAddresses).Length > 0, GuardSettings.RedisAddresses, "is missing; the store 'redis' needs it.");
        Require(store != "memcached" || settings.Get(GuardSettings.MemcachedAddresses).Length > 0, GuardSettings.MemcachedAddresses, "is missing; the store 'memcached' needs it.");
        Require(
            !settings.Get(GuardSettings.RedisCluster) || settings.Given(GuardSettings.RedisMasterName) is null,
            GuardSettings.RedisCluster, "is true and cache.redis.master-name is given; expected one of them: a Redis Cluster has no Sentinels.");
        Require(
            settings.Get(GuardSettings.RedisTls) || settings.Given(GuardSettings.RedisCa) is null,
            GuardSettings.RedisCa, "is given, and cache.redis.tls is not on; expected both, or no authorities.");
        Require(
            settings.Get(GuardSettings.UpstreamTimeout) < settings.Get(GuardSettings.RequestTimeout),
            GuardSettings.UpstreamTimeout, $"is not below limits.request-timeout ({settings[GuardSettings.RequestTimeout].Written}); a review would end before its question.");

        void Require(bool isMet, Setting setting, string problem)
        {
            if (!isMet)
            {
                context.Report(settings[setting].Position, $"{setting.Name} {problem}", settings[setting].IsDefault ? setting.HowToSet : null);
            }
        }
    }
}
