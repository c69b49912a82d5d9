using Nines.Guard.Configuration;

namespace Nines.Guard.Setup.Check;

/// <summary>What to look at when the guard gets no token.</summary>
internal static class CredentialAdvice
{
    public static string Of(ConfiguredSettings settings) => settings.Get(GuardSettings.Credential) switch
    {
        "managed-identity" => "see that the identity is assigned to the node or pod, and azure.client-id when there are several",
        "client-secret" => "see entra.tenant, azure.client-id, and whether the secret has ended: az ad app credential list --id CLIENT",
        "aks-token-url" => "see azure.token-url and entra.tenant; it answers inside of an AKS control plane alone",
        _ => "see azure.client-id, entra.tenant, and whether the identity trusts this service account: az identity federated-credential list",
    };
}
