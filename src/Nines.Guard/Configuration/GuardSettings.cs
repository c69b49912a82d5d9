using System.Collections.Immutable;
using Nines.Clouds;
using static Nines.Guard.Configuration.SettingKinds;

namespace Nines.Guard.Configuration;

/// <summary>
/// All settings of the guard. Flags, environment variables, the keys of the settings file and the output of <c>nines guard config</c>
/// are derived from this table; a test compares docs/guard-settings.md with it.
/// </summary>
internal static class GuardSettings
{
    public static Setting<ListenAddress> ReviewsListen { get; } =
        Listen("listen", "*:9443", "Address for reviews from kube-apiserver, over mutual TLS.");

    public static Setting<ListenAddress> OperationsListen { get; } =
        Listen("operations-listen", "*:9090", "Address for /livez, /readyz and /metrics, without TLS.");

    public static Setting<string> Certificate { get; } =
        File("tls.certificate", "Certificate of the guard with its intermediates, PEM. Reloaded when it changes, as are all files here.");

    public static Setting<string> Key { get; } = File("tls.key", "Private key of that certificate, PEM.");

    public static Setting<string> ClientCa { get; } =
        File("tls.client-ca", "Authorities whose client certificates are accepted, PEM. The authorities of the system are not used.");

    public static Setting<ImmutableArray<string>> ClientNames { get; } =
        List("tls.client-names", "Common names or DNS names of the accepted clients; when empty, every client of the authorities is accepted.");

    public static Setting<TimeSpan> ReloadInterval { get; } =
        Duration("reload-interval", "5s", "100ms", "10m", "Interval between checks of the files for changes.");

    public static Setting<string> PolicyFile { get; } =
        File("policy.file", "Policy file. With neither this nor an Azure resource, the embedded policy applies: developers in 'dev', operators everywhere.");

    public static Setting<bool> PolicyDenies { get; } =
        Switch("policy.deny-unmatched", "Deny requests that no rule allows, instead of leaving them to the other authorizers of kube-apiserver.");

    public static Setting<string> TokenFile { get; } =
        File("tokens.file", "Tokens and their users, in the format of kube-apiserver's --token-auth-file.");

    public static Setting<ImmutableArray<string>> ApiAudiences { get; } =
        List("api-audiences", "Audiences of kube-apiserver (its --api-audiences): reviews for others are refused. When empty, kube-apiserver checks them.");

    public static Setting<long> BodySize { get; } =
        Size("limits.body", "1MiB", "4KiB", "16MiB", "Maximum size of a review; a larger one is refused with 413.");

    public static Setting<long> HeaderSize { get; } =
        Size("limits.headers", "16KiB", "1KiB", "1MiB", "Maximum total size of the request headers; more is refused with 431.");

    public static Setting<int> Connections { get; } =
        Number("limits.connections", 1000, 1, 100_000, "Maximum number of connections; one more is closed.");

    public static Setting<int> Concurrency { get; } =
        Number("limits.concurrency", 512, 1, 100_000, "Maximum number of reviews decided at the same time; one user gets at most half of them, the rest wait.");

    public static Setting<int> QueueLength { get; } =
        Number("limits.queue", 4096, 0, 1_000_000, "Maximum number of waiting reviews; users take turns. One more is refused with 429.");

    public static Setting<int> QueuePerUser { get; } =
        Number("limits.queue-per-user", 512, 0, 1_000_000, "Maximum number of waiting reviews of one user; one more is refused with 429.");

    public static Setting<TimeSpan> RequestTimeout { get; } =
        Duration("limits.request-timeout", "9s", "100ms", "60s", "Time limit of one review; keep it below the timeout of kube-apiserver.");

    public static Setting<TimeSpan> ConnectionAge { get; } =
        Duration("limits.connection-age", "60s", "1s", "24h", "Age (plus or minus 20 %) at which a connection is asked to close, so that callers spread over replicas.");

    public static Setting<TimeSpan> DrainWait { get; } =
        Duration("drain.wait", "10s", "0s", "5m", "Time after SIGTERM during which the guard still answers but is not ready, so that load balancers stop sending requests.");

    public static Setting<TimeSpan> DrainLimit { get; } =
        Duration("drain.limit", "15s", "1s", "5m", "Time after that during which the guard waits for requests in flight.");

    public static Setting<string> LogReviews { get; } =
        Choice("log.reviews", "notable", ["all", "notable", "failures", "none"],
            "Reviews to log; notable skips those that a file or the cache allowed.");

    public static Setting<string> LogUsers { get; } =
        Choice("log.users", "plain", ["plain", "hashed"], "Form of user names in logs.");

    public static Setting<string> TelemetryEndpoint { get; } =
        PlainUrl("telemetry.endpoint", "OTLP collector for traces and metrics, over HTTP with protobuf, such as http://collector:4318; not used when empty.");

    public static Setting<int> TracePercent { get; } =
        Number("telemetry.trace-percent", 1, 0, 100, "Percentage of reviews that are traced; reviews that kube-apiserver traces are always traced.");

    public static Setting<AzureCloud> Cloud { get; } = SettingKinds.Cloud("azure.cloud", "Cloud that gives the defaults of the endpoints below.");

    public static Setting<string> Tenant { get; } = Plain("entra.tenant", "Entra ID tenant whose tokens are accepted; Entra ID tokens are not accepted when empty.", "a GUID");

    public static Setting<ImmutableArray<string>> EntraAudiences { get; } =
        List("entra.audiences", "Accepted audiences of tokens; for AKS clusters 6dae42f8-4368-4678-94ff-3960e28e3630.");

    public static Setting<ImmutableArray<string>> EntraIssuers { get; } =
        List("entra.issuers", "Accepted issuers; those of the tenant, v1 and v2, when empty.", "URLs");

    public static Setting<string> EntraAuthority { get; } =
        Url("entra.authority", "Base address of OpenID Connect discovery; https://login.microsoftonline.com/TENANT/v2.0 or that of the cloud when empty.");

    public static Setting<string> GraphEndpoint { get; } =
        Url("entra.graph-endpoint", "Microsoft Graph, for users with too many groups for a token; the address from discovery when empty.");

    public static Setting<bool> GraphEnabled { get; } =
        Switch("entra.resolve-groups", "Get the groups of users who have too many for a token from Graph, instead of answering with an error.", fallback: true);

    public static Setting<string> UsernameClaim { get; } =
        Choice("entra.username", "upn", ["upn", "oid"], "User name: the user principal name if the token has one, or always the object id.");

    public static Setting<string> ResourceId { get; } =
        Plain("azure.resource-id", "Cluster whose role assignments decide; Azure is not asked when empty.", "/subscriptions/.../managedClusters/NAME");

    public static Setting<string> ClusterKind { get; } =
        Choice("azure.kind", "aks", ["aks", "arc"], "Kind of cluster: AKS, or connected by Azure Arc.");

    public static Setting<string> ApiVersion { get; } =
        Choice("azure.api", "v1", ["v1", "v2"], "API for decisions: checkaccess of Azure Resource Manager (v1), or the policy decision point (v2).");

    public static Setting<string> ManagementEndpoint { get; } =
        Url("azure.management-endpoint", "Azure Resource Manager; that of the cloud when empty.");

    public static Setting<string> DecisionEndpoint { get; } =
        Url("azure.decision-endpoint", "The policy decision point of v2, such as https://westeurope.authorization.azure.net.");

    public static Setting<bool> DenyWithoutOid { get; } =
        Switch("azure.deny-without-oid", "Deny users without an Entra object id, instead of leaving them to the other authorizers.");

    public static Setting<bool> AllowDiscovery { get; } =
        Switch("azure.allow-discovery", "Allow every authenticated user to read the discovery paths (/api, /apis, /openapi, /version, /healthz) without asking Azure.", fallback: true);

    public static Setting<string> ManagedNamespaces { get; } =
        Plain("azure.managed-namespaces-scope", "Also ask for the managed namespaces of this cluster.", "a resource id");

    public static Setting<string> Fleet { get; } =
        Plain("azure.fleet-id", "Also ask for the fleet that the cluster is a member of.", "a resource id");

    public static Setting<string> NamespaceScope { get; } =
        Choice("azure.namespace-scope", "namespaces", ["namespaces", "kubernetes-configuration"],
            "Form of a namespace in role assignments: {cluster}/namespaces/NAME, or below the provider Microsoft.KubernetesConfiguration.");

    public static Setting<bool> CustomResources { get; } =
        Switch("azure.custom-resources", "Send resources that Azure has no operations for as customresources, with group and kind for conditions of role assignments.");

    public static Setting<bool> Subresources { get; } =
        Switch("azure.subresources", "Send subresources (pods/log, pods/exec, ...) to Azure, for conditions of role assignments.");

    public static Setting<string> Credential { get; } =
        Choice("azure.credential", "workload-identity", ["workload-identity", "managed-identity", "client-secret", "aks-token-url"],
            "Credential of the guard for Azure.");

    public static Setting<string> ClientId { get; } = Plain("azure.client-id", "Client id of the guard's identity.", "a GUID");

    public static Setting<string> ClientSecret { get; } = Secret("azure.client-secret", "Client secret of the guard's identity; prefer the file.");

    public static Setting<string> ClientSecretFile { get; } = File("azure.client-secret-file", "File that contains the client secret.");

    public static Setting<string> FederatedTokenFile { get; } =
        File("azure.federated-token-file", "Service account token for workload identity; the path that the webhook of Azure uses when empty.");

    public static Setting<string> TokenUrl { get; } = Url("azure.token-url", "Token service of an AKS control plane.");

    public static Setting<string> IdentityEndpoint { get; } =
        Url("azure.identity-endpoint", "Endpoint for tokens of a managed identity, such as the agent of an Arc cluster; the instance metadata service when empty.");

    public static Setting<TimeSpan> UpstreamTimeout { get; } =
        Duration("azure.timeout", "5s", "100ms", "30s", "Time limit of one call to Azure.");

    public static Setting<string> CacheStore { get; } =
        Choice("cache.store", "memory", ["memory", "redis", "memcached"], "Store in which replicas share decisions; memory shares nothing.");

    public static Setting<TimeSpan> CacheAge { get; } =
        Duration("cache.max-age", "5m", "1s", "5m", "Maximum age of a cached decision, counted from the request to Azure.");

    public static Setting<long> CacheSize { get; } =
        Size("cache.size", "32MiB", "1MiB", "4GiB", "Memory for the near copies of this replica.");

    public static Setting<string> CacheKeyFile { get; } =
        File("cache.key-file", "File with the secrets that name and sign entries, the same for all replicas; required unless the store is memory.");

    public static Setting<ImmutableArray<string>> RedisAddresses { get; } =
        List("cache.redis.addresses", "Redis servers, or Sentinels when a master name is given.", "HOST:PORT");

    public static Setting<string> RedisMasterName { get; } = Plain("cache.redis.master-name", "Name of the primary in the configuration of the Sentinels.");

    public static Setting<bool> RedisCluster { get; } = Switch("cache.redis.cluster", "The servers are a Redis Cluster.");

    public static Setting<string> RedisUser { get; } = Plain("cache.redis.user", "User in the ACL of Redis.", fallback: "default");

    public static Setting<string> RedisPasswordFile { get; } = File("cache.redis.password-file", "File with the password of Redis and of the Sentinels.");

    public static Setting<bool> RedisTls { get; } = Switch("cache.redis.tls", "Use TLS to Redis and to the Sentinels.");

    public static Setting<string> RedisCa { get; } = File("cache.redis.ca", "Authorities of their certificates, PEM; those of the system when empty.");

    public static Setting<ImmutableArray<string>> MemcachedAddresses { get; } =
        List("cache.memcached.addresses", "Memcached server, or a Hazelcast member beside the guard.", "HOST:PORT");

    /// <summary>All settings, in the order of the documentation and of <c>nines guard config</c>.</summary>
    public static ImmutableArray<Setting> All { get; } =
    [
        ReviewsListen, OperationsListen, ReloadInterval,
        Certificate, Key, ClientCa, ClientNames,
        PolicyFile, PolicyDenies, TokenFile, ApiAudiences,
        Tenant, EntraAudiences, EntraIssuers, EntraAuthority, GraphEndpoint, GraphEnabled, UsernameClaim,
        ResourceId, ClusterKind, ApiVersion, Cloud, ManagementEndpoint, DecisionEndpoint, DenyWithoutOid, AllowDiscovery, ManagedNamespaces, Fleet,
        NamespaceScope, CustomResources, Subresources,
        Credential, ClientId, ClientSecret, ClientSecretFile, FederatedTokenFile, TokenUrl, IdentityEndpoint, UpstreamTimeout,
        CacheStore, CacheAge, CacheSize, CacheKeyFile,
        RedisAddresses, RedisMasterName, RedisCluster, RedisUser, RedisPasswordFile, RedisTls, RedisCa, MemcachedAddresses,
        BodySize, HeaderSize, Connections, Concurrency, QueueLength, QueuePerUser, RequestTimeout, ConnectionAge,
        DrainWait, DrainLimit, LogReviews, LogUsers, TelemetryEndpoint, TracePercent,
    ];
}
