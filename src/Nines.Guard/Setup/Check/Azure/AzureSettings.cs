using Nines.Guard.Configuration;
using Nines.Guard.Upstream.Credentials;
using Nines.Guard.Upstream.Entra;
using Nines.Guard.Upstream.Rbac;

namespace Nines.Guard.Setup.Check.Azure;

/// <summary>Where Azure is and how the guard signs in, as the settings say.</summary>
internal static class AzureSettings
{
    /// <summary>Without a slash at its end.</summary>
    public static string Management(ConfiguredSettings settings) =>
        settings.Given(GuardSettings.ManagementEndpoint) ?? settings.Get(GuardSettings.Cloud) switch
        {
            // Source: Microsoft's tables of national clouds.
            "china" => "https://management.chinacloudapi.cn",
            "government" => "https://management.usgovcloudapi.net",
            _ => "https://management.azure.com",
        };

    public static EntraCloud Cloud(ConfiguredSettings settings) => settings.Get(GuardSettings.Cloud) switch
    {
        "china" => EntraCloud.China,
        "government" => EntraCloud.Government,
        _ => EntraCloud.Public,
    };

    /// <summary>Where discovery of v2 begins.</summary>
    public static Uri Authority(ConfiguredSettings settings) =>
        settings.Given(GuardSettings.EntraAuthority) is { } given ? new Uri(given) : Cloud(settings).Authority(settings.Get(GuardSettings.Tenant));

    /// <summary>What is needed to ask one question.</summary>
    public static RbacOptions Rbac(ConfiguredSettings settings) => new()
    {
        ResourceId = settings.Get(GuardSettings.ResourceId),
        Kind = settings.Get(GuardSettings.ClusterKind) == "arc" ? ClusterKind.Arc : ClusterKind.Aks,
        Api = settings.Get(GuardSettings.ApiVersion) == "v2" ? CheckApi.V2 : CheckApi.V1,
        ManagementEndpoint = new Uri(Management(settings)),
        DecisionEndpoint = settings.Given(GuardSettings.DecisionEndpoint) is { } url ? new Uri(url) : null,
    };

    public static CredentialOptions Credential(ConfiguredSettings settings) => new()
    {
        Kind = settings.Get(GuardSettings.Credential) switch
        {
            "managed-identity" => CredentialKind.ManagedIdentity,
            "client-secret" => CredentialKind.ClientSecret,
            "aks-token-url" => CredentialKind.AksTokenUrl,
            _ => CredentialKind.WorkloadIdentity,
        },
        Authority = new Uri(Authority(settings).GetLeftPart(UriPartial.Authority) + "/"),
        Tenant = settings.Get(GuardSettings.Tenant),
        ClientId = settings.Get(GuardSettings.ClientId),
        FederatedTokenFile = settings.Get(GuardSettings.FederatedTokenFile),
        ClientSecret = settings.Get(GuardSettings.ClientSecret),
        ClientSecretFile = settings.Get(GuardSettings.ClientSecretFile),
        TokenUrl = settings.Given(GuardSettings.TokenUrl) is { } url ? new Uri(url) : null,
    };

    /// <summary>What to look at when the guard gets no token.</summary>
    public static string MendCredential(ConfiguredSettings settings) => settings.Get(GuardSettings.Credential) switch
    {
        "managed-identity" => "see that the identity is assigned to the node or pod, and azure.client-id when there are several",
        "client-secret" => "see entra.tenant, azure.client-id, and whether the secret has ended: az ad app credential list --id CLIENT",
        "aks-token-url" => "see azure.token-url and entra.tenant; it answers inside of an AKS control plane alone",
        _ => "see azure.client-id, entra.tenant, and whether the identity trusts this service account: az identity federated-credential list",
    };
}
