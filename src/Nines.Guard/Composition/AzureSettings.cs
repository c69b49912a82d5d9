using Nines.Guard.Configuration;
using Nines.Guard.Decisions.Entra;
using Nines.Guard.Decisions.Rbac;
using Nines.Guard.Upstream;
using Nines.Guard.Upstream.Credentials;

namespace Nines.Guard.Composition;

/// <summary>Options of the Azure parts, from the settings, which <see cref="AzureRules"/> has checked.</summary>
internal static class AzureSettings
{
    /// <summary>Path at which the workload identity webhook of Azure mounts the service account token.</summary>
    private const string UsualTokenFile = "/var/run/secrets/azure/tokens/azure-identity-token";

    /// <summary>Base address of discovery (v2).</summary>
    public static Uri Authority(ConfiguredSettings settings) =>
        settings.Given(GuardSettings.EntraAuthority) is { } given ? new Uri(given) : settings.Get(GuardSettings.Cloud).TenantAuthority(settings.Get(GuardSettings.Tenant));

    /// <summary>Azure Resource Manager.</summary>
    public static Uri Management(ConfiguredSettings settings) =>
        settings.Given(GuardSettings.ManagementEndpoint) is { } given ? new Uri(given) : settings.Get(GuardSettings.Cloud).ResourceManager;

    /// <summary>
    /// Scope of a token for Azure Resource Manager. Regional and private addresses of a cloud accept tokens of its usual one; a cloud that is
    /// not known here has tokens for its own.
    /// </summary>
    public static string ManagementScope(ConfiguredSettings settings)
    {
        (Uri given, Uri usual) = (Management(settings), settings.Get(GuardSettings.Cloud).ResourceManager);
        bool isOfCloud = given.IsLoopback || given.Host == usual.Host || given.Host.EndsWith('.' + usual.Host, StringComparison.Ordinal);
        return $"{(isOfCloud ? usual : given).GetLeftPart(UriPartial.Authority)}/.default";
    }

    /// <summary>True when the guard can sign in to Azure.</summary>
    public static bool HasCredential(ConfiguredSettings settings) =>
        Kind(settings) is CredentialKind.ManagedIdentity or CredentialKind.AksTokenUrl || settings.Given(GuardSettings.ClientId) is not null;

    public static CredentialOptions Credential(ConfiguredSettings settings)
    {
        var usual = new CredentialOptions
        {
            Kind = Kind(settings),
            Authority = new Uri(Authority(settings).GetLeftPart(UriPartial.Authority) + "/"),
            Tenant = settings.Get(GuardSettings.Tenant),
            ClientId = settings.Get(GuardSettings.ClientId),
            FederatedTokenFile = settings.Given(GuardSettings.FederatedTokenFile) ?? UsualTokenFile,
            ClientSecret = settings.Get(GuardSettings.ClientSecret),
            ClientSecretFile = settings.Get(GuardSettings.ClientSecretFile),
            TokenUrl = settings.Given(GuardSettings.TokenUrl) is { } url ? new Uri(url) : null,
            FetchLimit = settings.Get(GuardSettings.UpstreamTimeout),
        };
        return settings.Given(GuardSettings.IdentityEndpoint) is { } identity ? usual with { ManagedIdentityEndpoint = new Uri(identity) } : usual;
    }

    public static ResilienceOptions Resilience(ConfiguredSettings settings)
    {
        TimeSpan attempt = settings.Get(GuardSettings.UpstreamTimeout);
        TimeSpan review = settings.Get(GuardSettings.RequestTimeout);
        return ResilienceOptions.Default with { AttemptLimit = attempt, TotalLimit = Longer(attempt, review * 0.9) };
    }

    public static RbacOptions Rbac(ConfiguredSettings settings) => new()
    {
        ResourceId = settings.Get(GuardSettings.ResourceId),
        Kind = settings.Get(GuardSettings.ClusterKind) == "arc" ? ClusterKind.Arc : ClusterKind.Aks,
        Api = settings.Get(GuardSettings.ApiVersion) == "v2" ? CheckApi.V2 : CheckApi.V1,
        ManagementEndpoint = Management(settings),
        ManagementScope = ManagementScope(settings),
        DecisionEndpoint = settings.Given(GuardSettings.DecisionEndpoint) is { } endpoint ? new Uri(endpoint) : null,
        DecisionScope = $"{settings.Get(GuardSettings.Cloud).AuthorizationAudience}/.default",
        Tenant = settings.Get(GuardSettings.Tenant),
        NamespaceScope = settings.Get(GuardSettings.NamespaceScope) == "kubernetes-configuration" ? NamespaceScope.KubernetesConfiguration : NamespaceScope.Namespaces,
        ManagedNamespacesOf = settings.Get(GuardSettings.ManagedNamespaces),
        FleetId = settings.Get(GuardSettings.Fleet),
        CustomResources = settings.Get(GuardSettings.CustomResources),
        SubresourceAttributes = settings.Get(GuardSettings.Subresources),
        DenyWithoutOid = settings.Get(GuardSettings.DenyWithoutOid),
        AllowDiscovery = settings.Get(GuardSettings.AllowDiscovery),
    };

    /// <param name="seed">Of the jitter of refreshes.</param>
    public static EntraOptions Entra(ConfiguredSettings settings, int seed)
    {
        string tenant = settings.Get(GuardSettings.Tenant);
        TimeSpan review = settings.Get(GuardSettings.RequestTimeout);
        return new EntraOptions
        {
            Tenant = tenant,
            Authority = Authority(settings),
            Issuers = settings.Get(GuardSettings.EntraIssuers) is { IsEmpty: false } given ? given : settings.Get(GuardSettings.Cloud).Issuers(tenant),
            Audiences = settings.Get(GuardSettings.EntraAudiences),
            Username = settings.Get(GuardSettings.UsernameClaim) == "oid" ? EntraUsername.Oid : EntraUsername.Upn,
            ResolvesGroups = settings.Get(GuardSettings.GraphEnabled),
            Graph = settings.Given(GuardSettings.GraphEndpoint) is { } graph ? new Uri(graph) : null,
            KeyLimit = review * 0.9,
            TokenLimit = review,
            Seed = seed,
        };
    }

    public static GraphOptions Graph(ConfiguredSettings settings) => new() { Tenant = settings.Get(GuardSettings.Tenant), Age = settings.Get(GuardSettings.CacheAge) };

    private static CredentialKind Kind(ConfiguredSettings settings) => settings.Get(GuardSettings.Credential) switch
    {
        "managed-identity" => CredentialKind.ManagedIdentity,
        "client-secret" => CredentialKind.ClientSecret,
        "aks-token-url" => CredentialKind.AksTokenUrl,
        _ => CredentialKind.WorkloadIdentity,
    };

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
