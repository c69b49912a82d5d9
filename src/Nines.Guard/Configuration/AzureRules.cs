using Nines.Guard.Decisions;
using Nines.Guard.Decisions.Rbac;

namespace Nines.Guard.Configuration;

/// <summary>Requirements between the settings of Azure and Entra ID. Settings that have no effect beside the others are reported too.</summary>
/// <param name="require">Reports a requirement that is not met: its result, the setting, and the problem.</param>
internal sealed class AzureRules(ConfiguredSettings settings, Action<bool, Setting, string> require)
{
    public void Check()
    {
        CheckEntra();
        CheckCluster();
        CheckCredential();
    }

    private void CheckEntra()
    {
        if (settings.Given(GuardSettings.Tenant) is { } tenant)
        {
            require(ObjectId.IsOne(tenant), GuardSettings.Tenant, $"is '{tenant}'; expected a GUID.");
            require(settings.Get(GuardSettings.EntraAudiences).Length > 0, GuardSettings.EntraAudiences, "is missing; entra.tenant needs it: without it, tokens for other applications would be accepted.");
            return;
        }

        foreach (Setting setting in (Setting[])[GuardSettings.EntraAudiences, GuardSettings.EntraIssuers, GuardSettings.GraphEndpoint, GuardSettings.UsernameClaim])
        {
            require(!IsSet(setting), setting, "is given without entra.tenant, so no token of Entra ID is accepted.");
        }
    }

    private void CheckCluster()
    {
        if (settings.Given(GuardSettings.ResourceId) is not { } id)
        {
            foreach (Setting setting in (Setting[])
                [
                    GuardSettings.DecisionEndpoint, GuardSettings.DenyWithoutOid, GuardSettings.ManagedNamespaces, GuardSettings.Fleet,
                    GuardSettings.NamespaceScope, GuardSettings.CustomResources, GuardSettings.Subresources,
                ])
            {
                require(!IsSet(setting), setting, "is given without azure.resource-id, so Azure does not authorize requests.");
            }

            return;
        }

        bool isCluster = id.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase) && id.Count(letter => letter == '/') >= 8 && AzureResourceId.IsGood(id);
        require(isCluster, GuardSettings.ResourceId, $"is '{id}'; expected /subscriptions/ID/resourceGroups/NAME/providers/TYPE/KIND/NAME.");
        string kind = settings.Get(GuardSettings.ClusterKind);
        string other = kind == "aks" ? "/Microsoft.Kubernetes/connectedClusters/" : "/Microsoft.ContainerService/managedClusters/";
        require(
            !id.Contains(other, StringComparison.OrdinalIgnoreCase), GuardSettings.ClusterKind,
            $"is '{kind}', and azure.resource-id is that of {(kind == "aks" ? "a connected cluster: expected 'arc'" : "an AKS cluster: expected 'aks'")}.");
        foreach (Setting<string> scope in (Setting<string>[])[GuardSettings.ManagedNamespaces, GuardSettings.Fleet])
        {
            require(settings.Given(scope) is not { } given || AzureResourceId.IsGood(given), scope, $"is '{settings.Get(scope)}'; expected a resource id such as {id}.");
        }

        require(
            settings.Get(GuardSettings.ApiVersion) != "v2" || settings.Given(GuardSettings.DecisionEndpoint) is not null,
            GuardSettings.DecisionEndpoint, "is missing; azure.api 'v2' needs it.");
        require(
            !settings.Get(GuardSettings.PolicyDenies), GuardSettings.PolicyDenies,
            "refuses what no rule allows, so azure.resource-id would never be asked; expected one of them.");
    }

    private void CheckCredential()
    {
        string kind = settings.Get(GuardSettings.Credential);
        bool isNeeded = settings.Given(GuardSettings.ResourceId) is not null || IsSet(GuardSettings.Credential) || settings.Given(GuardSettings.ClientId) is not null;
        if (isNeeded)
        {
            require(kind != "aks-token-url" || settings.Given(GuardSettings.TokenUrl) is not null, GuardSettings.TokenUrl, "is missing; azure.credential 'aks-token-url' needs it.");
            require(
                kind != "client-secret" || settings.Given(GuardSettings.ClientSecret) is not null || settings.Given(GuardSettings.ClientSecretFile) is not null,
                GuardSettings.ClientSecretFile, "is missing; azure.credential 'client-secret' needs it.");
            require(
                kind is "aks-token-url" or "managed-identity" || settings.Given(GuardSettings.ClientId) is not null,
                GuardSettings.ClientId, $"is missing; azure.credential '{kind}' needs it.");
            require(kind == "managed-identity" || settings.Given(GuardSettings.Tenant) is not null, GuardSettings.Tenant, $"is missing; azure.credential '{kind}' needs it.");
        }

        require(
            settings.Given(GuardSettings.ClientSecret) is null || settings.Given(GuardSettings.ClientSecretFile) is null,
            GuardSettings.ClientSecret, "is given beside azure.client-secret-file; expected one of them.");
        OnlyFor("client-secret", GuardSettings.ClientSecret, GuardSettings.ClientSecretFile);
        OnlyFor("workload-identity", GuardSettings.FederatedTokenFile);
        OnlyFor("aks-token-url", GuardSettings.TokenUrl);
        OnlyFor("managed-identity", GuardSettings.IdentityEndpoint);

        void OnlyFor(string owner, params ReadOnlySpan<Setting<string>> own)
        {
            foreach (Setting<string> setting in own)
            {
                require(kind == owner || settings.Given(setting) is null, setting, $"is given, and azure.credential is '{kind}'; expected '{owner}', or neither.");
            }
        }
    }

    private bool IsSet(Setting setting) => settings[setting].Written != setting.Default;
}
