using System.Collections.Immutable;
using Nines.Clouds;
using static Nines.Guard.Configuration.SettingKinds;

namespace Nines.Guard.Configuration;

/// <summary>
/// Every setting of the guard. Flags, environment variables, the keys of the settings file and the output of <c>nines guard config</c>
/// follow from this table, and docs/guard.md is held to it.
/// </summary>
internal static class GuardSettings
{
    public static Setting<ListenAddress> ReviewsListen { get; } =
        Listen("listen", "*:9443", "Where kube-apiserver asks, over mutual TLS.");

    public static Setting<ListenAddress> OperationsListen { get; } =
        Listen("operations-listen", "*:9090", "Where /livez, /readyz and /metrics answer, without TLS.");

    public static Setting<string> Certificate { get; } =
        File("tls.certificate", "The guard's certificate with its intermediates, PEM. Read again when it changes, as are all files here.");

    public static Setting<string> Key { get; } = File("tls.key", "Its private key, PEM.");

    public static Setting<string> ClientCa { get; } =
        File("tls.client-ca", "The authorities whose client certificates are accepted, PEM. No others are, whatever the system trusts.");

    public static Setting<Boxed<ImmutableArray<string>>> ClientNames { get; } =
        List("tls.client-names", "Common names or DNS names of the clients that may ask; without any, every client of the authorities may.");

    public static Setting<Boxed<TimeSpan>> ReloadInterval { get; } =
        Duration("reload-interval", "5s", "100ms", "10m", "How often files are looked at for changes.");

    public static Setting<string> PolicyFile { get; } =
        File("policy.file", "Rules for who may do what. With neither this nor an Azure resource, the embedded policy holds: developers in 'dev', operators everywhere.");

    public static Setting<Boxed<bool>> PolicyDenies { get; } =
        Switch("policy.deny-unmatched", "Refuse what no rule allows, instead of leaving it to the other authorizers of kube-apiserver.");

    public static Setting<string> TokenFile { get; } =
        File("tokens.file", "Tokens and their users, in the format of kube-apiserver's --token-auth-file.");

    public static Setting<Boxed<ImmutableArray<string>>> ApiAudiences { get; } =
        List("api-audiences", "What kube-apiserver calls itself (its --api-audiences): reviews for others are refused. When empty that is left to kube-apiserver.");

    public static Setting<Boxed<long>> BodySize { get; } =
        Size("limits.body", "1MiB", "4KiB", "16MiB", "The largest review; more is refused with 413.");

    public static Setting<Boxed<long>> HeaderSize { get; } =
        Size("limits.headers", "16KiB", "1KiB", "1MiB", "The largest request header in all; more is refused with 431.");

    public static Setting<Boxed<int>> Connections { get; } =
        Number("limits.connections", 1000, 1, 100_000, "Connections at once; one more is closed.");

    public static Setting<Boxed<int>> Concurrency { get; } =
        Number("limits.concurrency", 512, 1, 100_000, "Reviews that are being decided at once; a single user holds at most half of them, others wait.");

    public static Setting<Boxed<int>> QueueLength { get; } =
        Number("limits.queue", 4096, 0, 1_000_000, "Reviews that wait, users taking turns; one more is refused with 429.");

    public static Setting<Boxed<int>> QueuePerUser { get; } =
        Number("limits.queue-per-user", 512, 0, 1_000_000, "Reviews of one user that wait; one more is refused with 429.");

    public static Setting<Boxed<TimeSpan>> RequestTimeout { get; } =
        Duration("limits.request-timeout", "9s", "100ms", "60s", "How long one review may take; below the timeout that kube-apiserver has.");

    public static Setting<Boxed<TimeSpan>> ConnectionAge { get; } =
        Duration("limits.connection-age", "60s", "1s", "24h", "After this long, give or take a fifth, a connection is asked to close, so that callers spread over replicas.");

    public static Setting<Boxed<TimeSpan>> DrainWait { get; } =
        Duration("drain.wait", "10s", "0s", "5m", "After SIGTERM: how long to go on answering while not ready, until nobody is sent here any more.");

    public static Setting<Boxed<TimeSpan>> DrainLimit { get; } =
        Duration("drain.limit", "15s", "1s", "5m", "How long requests in flight are waited for after that.");

    public static Setting<string> LogReviews { get; } =
        Choice("log.reviews", "notable", ["all", "notable", "failures", "none"],
            "Which reviews are logged; notable leaves out what a file or the cache allowed.");

    public static Setting<string> LogUsers { get; } =
        Choice("log.users", "plain", ["plain", "hashed"], "How users are named in logs.");

    public static Setting<string> TelemetryEndpoint { get; } =
        PlainUrl("telemetry.endpoint", "An OTLP collector for traces and metrics, over HTTP with protobuf, such as http://collector:4318; none when empty.");

    public static Setting<Boxed<int>> TracePercent { get; } =
        Number("telemetry.trace-percent", 1, 0, 100, "How many of a hundred reviews are traced; of those that kube-apiserver traces itself, all.");

    public static Setting<AzureCloud> Cloud { get; } = new(
        "azure.cloud", string.Join(" or ", AzureCloud.Names), AzureCloud.Public.Name, "Cloud that gives the defaults of the endpoints below.",
        written => written is [var only] ? AzureCloud.Find(only) : null);

    public static Setting<string> Tenant { get; } = Plain("entra.tenant", "The Entra ID tenant whose tokens are accepted; none are when empty.", "a GUID");

    public static Setting<Boxed<ImmutableArray<string>>> EntraAudiences { get; } =
        List("entra.audiences", "The audiences that a token must be for: of AKS clusters 6dae42f8-4368-4678-94ff-3960e28e3630.");

    public static Setting<Boxed<ImmutableArray<string>>> EntraIssuers { get; } =
        List("entra.issuers", "Issuers to accept; those of the tenant, v1 and v2, when empty.", "URLs");

    public static Setting<string> EntraAuthority { get; } =
        Url("entra.authority", "Where OpenID Connect discovery begins; https://login.microsoftonline.com/TENANT/v2.0 or that of the cloud when empty.");

    public static Setting<string> GraphEndpoint { get; } =
        Url("entra.graph-endpoint", "Microsoft Graph, for users with too many groups for a token; as discovery says when empty.");

    public static Setting<Boxed<bool>> GraphEnabled { get; } =
        Switch("entra.resolve-groups", "Ask Graph for the groups of users who have too many for a token, instead of answering with an error.", fallback: true);

    public static Setting<string> UsernameClaim { get; } =
        Choice("entra.username", "upn", ["upn", "oid"], "What a user is called: the user principal name where there is one, or always the object id.");

    public static Setting<string> ResourceId { get; } =
        Plain("azure.resource-id", "The cluster whose role assignments decide; Azure is not asked when empty.", "/subscriptions/.../managedClusters/NAME");

    public static Setting<string> ClusterKind { get; } =
        Choice("azure.kind", "aks", ["aks", "arc"], "An AKS cluster, or one that is connected by Arc.");

    public static Setting<string> ApiVersion { get; } =
        Choice("azure.api", "v1", ["v1", "v2"], "checkaccess of Azure Resource Manager (v1), or the policy decision point (v2).");

    public static Setting<string> ManagementEndpoint { get; } =
        Url("azure.management-endpoint", "Azure Resource Manager; that of the cloud when empty.");

    public static Setting<string> DecisionEndpoint { get; } =
        Url("azure.decision-endpoint", "The policy decision point of v2, such as https://westeurope.authorization.azure.net.");

    public static Setting<Boxed<bool>> DenyWithoutOid { get; } =
        Switch("azure.deny-without-oid", "Refuse users without an Entra object id, instead of leaving them to the other authorizers.");

    public static Setting<Boxed<bool>> AllowDiscovery { get; } =
        Switch("azure.allow-discovery", "Let every known user read the discovery paths (/api, /apis, /openapi, /version, /healthz) without asking Azure.", fallback: true);

    public static Setting<string> ManagedNamespaces { get; } =
        Plain("azure.managed-namespaces-scope", "Also ask at the managed namespaces of this cluster.", "a resource id");

    public static Setting<string> Fleet { get; } =
        Plain("azure.fleet-id", "Also ask at the fleet that the cluster is a member of.", "a resource id");

    public static Setting<string> NamespaceScope { get; } =
        Choice("azure.namespace-scope", "namespaces", ["namespaces", "kubernetes-configuration"],
            "How a namespace is named in role assignments: {cluster}/namespaces/NAME, or below the provider Microsoft.KubernetesConfiguration.");

    public static Setting<Boxed<bool>> CustomResources { get; } =
        Switch("azure.custom-resources", "Ask for resources that Azure has no operations for as customresources, with group and kind for conditions of role assignments.");

    public static Setting<Boxed<bool>> Subresources { get; } =
        Switch("azure.subresources", "Tell Azure of pods/log, pods/exec and the like, for conditions of role assignments.");

    public static Setting<string> Credential { get; } =
        Choice("azure.credential", "workload-identity", ["workload-identity", "managed-identity", "client-secret", "aks-token-url"],
            "How the guard itself signs in.");

    public static Setting<string> ClientId { get; } = Plain("azure.client-id", "Of the guard's own identity.", "a GUID");

    public static Setting<string> ClientSecret { get; } = Secret("azure.client-secret", "Of the guard's own identity; better in a file.");

    public static Setting<string> ClientSecretFile { get; } = File("azure.client-secret-file", "A file that holds it.");

    public static Setting<string> FederatedTokenFile { get; } =
        File("azure.federated-token-file", "The service account's token for workload identity; where the webhook of Azure puts it when empty.");

    public static Setting<string> TokenUrl { get; } = Url("azure.token-url", "The token service of an AKS control plane.");

    public static Setting<string> IdentityEndpoint { get; } =
        Url("azure.identity-endpoint", "Who gives out tokens of a managed identity, such as the agent of an Arc cluster; the instance metadata service when empty.");

    public static Setting<Boxed<TimeSpan>> UpstreamTimeout { get; } =
        Duration("azure.timeout", "5s", "100ms", "30s", "How long one call to Azure may take.");

    public static Setting<string> CacheStore { get; } =
        Choice("cache.store", "memory", ["memory", "redis", "memcached"], "Where replicas share decisions; memory shares nothing.");

    public static Setting<Boxed<TimeSpan>> CacheAge { get; } =
        Duration("cache.max-age", "5m", "1s", "5m", "How long a decision is kept at most, from when Azure was asked.");

    public static Setting<Boxed<long>> CacheSize { get; } =
        Size("cache.size", "32MiB", "1MiB", "4GiB", "Memory for this replica's own copies.");

    public static Setting<string> CacheKeyFile { get; } =
        File("cache.key-file", "The secrets that name and sign entries, the same for all replicas; needed unless the store is memory.");

    public static Setting<Boxed<ImmutableArray<string>>> RedisAddresses { get; } =
        List("cache.redis.addresses", "Redis servers, or Sentinels when a master name is given.", "HOST:PORT");

    public static Setting<string> RedisMasterName { get; } = Plain("cache.redis.master-name", "What the Sentinels call the primary.");

    public static Setting<Boxed<bool>> RedisCluster { get; } = Switch("cache.redis.cluster", "The servers are a Redis Cluster.");

    public static Setting<string> RedisUser { get; } = Plain("cache.redis.user", "The user of the ACL.", fallback: "default");

    public static Setting<string> RedisPasswordFile { get; } = File("cache.redis.password-file", "A file with the password, of Redis and of the Sentinels.");

    public static Setting<Boxed<bool>> RedisTls { get; } = Switch("cache.redis.tls", "Speak TLS to Redis and to the Sentinels.");

    public static Setting<string> RedisCa { get; } = File("cache.redis.ca", "The authorities of their certificates, PEM; those of the system when empty.");

    public static Setting<Boxed<ImmutableArray<string>>> MemcachedAddresses { get; } =
        List("cache.memcached.addresses", "Memcached servers, or a Hazelcast member beside the guard.", "HOST:PORT");

    /// <summary>In the order in which they are documented and printed.</summary>
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
