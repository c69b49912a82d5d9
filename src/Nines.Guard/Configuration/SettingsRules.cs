using Nines.Text;

namespace Nines.Guard.Configuration;

/// <summary>What settings ask of one another.</summary>
internal static class SettingsRules
{
    public static void Check(ConfiguredSettings settings, List<Diagnostic> faults)
    {
        Setting<string>[] tls = [GuardSettings.Certificate, GuardSettings.Key, GuardSettings.ClientCa];
        foreach (Setting<string> file in tls)
        {
            Require(settings.Given(file) is not null, file, "is missing; 'nines guard init' makes a certificate, and 'nines guard try' shows the guard without any.");
        }

        if (settings.Given(GuardSettings.Tenant) is not null)
        {
            Require(settings.Get(GuardSettings.EntraAudiences).Length > 0, GuardSettings.EntraAudiences, "is missing; entra.tenant needs it: without it, tokens for other applications would be accepted.");
        }

        if (settings.Given(GuardSettings.ResourceId) is not null)
        {
            CheckAzure(settings, Require);
        }

        string store = settings.Get(GuardSettings.CacheStore);
        Require(store == "memory" || settings.Given(GuardSettings.CacheKeyFile) is not null, GuardSettings.CacheKeyFile, $"is missing; the store '{store}' needs it: whoever writes there could grant access.");
        Require(store != "redis" || settings.Get(GuardSettings.RedisAddresses).Length > 0, GuardSettings.RedisAddresses, "is missing; the store 'redis' needs it.");
        Require(store != "memcached" || settings.Get(GuardSettings.MemcachedAddresses).Length > 0, GuardSettings.MemcachedAddresses, "is missing; the store 'memcached' needs it.");
        Require(
            !settings.Get(GuardSettings.RedisCluster) || settings.Given(GuardSettings.RedisMasterName) is null,
            GuardSettings.RedisCluster, "is true and cache.redis.master-name is given; expected one of them: a Redis Cluster has no Sentinels.");
        Require(
            settings.Get(GuardSettings.UpstreamTimeout) < settings.Get(GuardSettings.RequestTimeout),
            GuardSettings.UpstreamTimeout, $"is not below limits.request-timeout ({settings[GuardSettings.RequestTimeout].Written}); a review would end before its question.");

        void Require(bool isGood, Setting setting, string fault)
        {
            if (!isGood)
            {
                Fault(setting, fault);
            }
        }

        void Fault(Setting setting, string fault) => faults.Add(new Diagnostic(
            new SourcePosition(settings[setting].Origin, 0, 0),
            $"{setting.Name} {fault}",
            settings[setting].Origin == ConfiguredValue.DefaultOrigin ? Ways(setting) : null));
    }

    /// <summary>How a setting is given.</summary>
    public static string Ways(Setting setting) =>
        setting.IsSecret ? $"Set {setting.Variable}." : $"Set {setting.Flag}, {setting.Variable}, or {string.Join('.', setting.Keys)} in the settings file.";

    private static void CheckAzure(ConfiguredSettings settings, Action<bool, Setting, string> require)
    {
        string id = settings.Get(GuardSettings.ResourceId);
        require(
            id.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase) && id.Count(letter => letter == '/') >= 8,
            GuardSettings.ResourceId, $"is '{id}'; expected /subscriptions/ID/resourceGroups/NAME/providers/TYPE/KIND/NAME.");
        require(
            settings.Get(GuardSettings.ApiVersion) != "v2" || settings.Given(GuardSettings.DecisionEndpoint) is not null,
            GuardSettings.DecisionEndpoint, "is missing; azure.api 'v2' needs it.");
        string credential = settings.Get(GuardSettings.Credential);
        require(
            credential != "aks-token-url" || settings.Given(GuardSettings.TokenUrl) is not null,
            GuardSettings.TokenUrl, "is missing; azure.credential 'aks-token-url' needs it.");
        require(
            credential != "client-secret" || settings.Given(GuardSettings.ClientSecret) is not null || settings.Given(GuardSettings.ClientSecretFile) is not null,
            GuardSettings.ClientSecretFile, "is missing; azure.credential 'client-secret' needs it.");
        require(
            credential is "aks-token-url" or "managed-identity" || settings.Given(GuardSettings.ClientId) is not null,
            GuardSettings.ClientId, $"is missing; azure.credential '{credential}' needs it.");
        require(
            credential is not ("client-secret" or "workload-identity" or "aks-token-url") || settings.Given(GuardSettings.Tenant) is not null,
            GuardSettings.Tenant, $"is missing; azure.credential '{credential}' needs it.");
    }
}
