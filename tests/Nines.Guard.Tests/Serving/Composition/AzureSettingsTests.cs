using Nines.Guard.Composition;
using Nines.Guard.Configuration;
using Nines.Guard.Decisions.Entra;
using Nines.Guard.Decisions.Rbac;
using Nines.Guard.Upstream;
using Nines.Guard.Upstream.Credentials;

namespace Nines.Guard.Tests.Serving.Composition;

public sealed class AzureSettingsTests
{
    private const string Tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
    private const string Cluster = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/one";

    [Theory]
    [InlineData("public", "https://login.microsoftonline.com", "https://sts.windows.net", "https://management.azure.com", "https://authorization.azure.net")]
    [InlineData("china", "https://login.partner.microsoftonline.cn", "https://sts.chinacloudapi.cn", "https://management.chinacloudapi.cn", "https://authorization.azure.cn")]
    [InlineData("government", "https://login.microsoftonline.us", "https://sts.windows.net", "https://management.usgovcloudapi.net", "https://authorization.azure.us")]
    [InlineData("us-government", "https://login.microsoftonline.us", "https://sts.windows.net", "https://management.usgovcloudapi.net", "https://authorization.azure.us")]
    [InlineData("AzureChinaCloud", "https://login.partner.microsoftonline.cn", "https://sts.chinacloudapi.cn", "https://management.chinacloudapi.cn", "https://authorization.azure.cn")]
    public void Each_cloud_has_its_addresses(string cloud, string login, string issuer, string management, string decisions)
    {
        ConfiguredSettings settings = By($"azure.cloud={cloud}");
        EntraOptions entra = AzureSettings.Entra(settings, seed: 7);
        entra.Authority.AbsoluteUri.ShouldBe($"{login}/{Tenant}/v2.0");
        entra.Issuers.ShouldBe([$"{issuer}/{Tenant}/", $"{login}/{Tenant}/v2.0"]);
        AzureSettings.Credential(settings).Authority.AbsoluteUri.ShouldBe($"{login}/");
        RbacOptions rbac = AzureSettings.Rbac(settings);
        rbac.ManagementEndpoint.AbsoluteUri.ShouldBe($"{management}/");
        rbac.ManagementScope.ShouldBe($"{management}/.default");
        rbac.DecisionScope.ShouldBe($"{decisions}/.default");
    }

    [Theory]
    [InlineData("https://westeurope.management.azure.com", "https://management.azure.com/.default")]
    [InlineData("http://127.0.0.1:8080", "https://management.azure.com/.default")]
    [InlineData("https://management.local.azurestack.external", "https://management.local.azurestack.external/.default")]
    [InlineData("https://notmanagement.azure.com", "https://notmanagement.azure.com/.default")]
    public void A_token_is_for_the_cloud_that_the_endpoint_belongs_to(string endpoint, string scope) =>
        AzureSettings.ManagementScope(By($"azure.management-endpoint={endpoint}")).ShouldBe(scope);

    [Fact]
    public void Configured_addresses_take_precedence()
    {
        ConfiguredSettings settings = By(
            "azure.cloud=china", $"entra.authority=https://login.example.com/{Tenant}/v2.0", "entra.issuers=https://issuer.example.com/",
            "entra.graph-endpoint=https://graph.example.com", "azure.api=v2", "azure.decision-endpoint=https://pdp.example.com");
        EntraOptions entra = AzureSettings.Entra(settings, seed: 7);
        entra.Authority.Host.ShouldBe("login.example.com");
        entra.Issuers.ShouldBe(["https://issuer.example.com/"]);
        entra.Graph!.Host.ShouldBe("graph.example.com");
        AzureSettings.Credential(settings).Authority.AbsoluteUri.ShouldBe("https://login.example.com/");
        AzureSettings.Rbac(settings).DecisionEndpoint!.Host.ShouldBe("pdp.example.com");
    }

    [Fact]
    public void Every_kind_of_credential_gets_its_settings()
    {
        AzureSettings.Credential(By()).ShouldSatisfyAllConditions(
            credential => credential.Kind.ShouldBe(CredentialKind.WorkloadIdentity),
            credential => credential.Tenant.ShouldBe(Tenant),
            credential => credential.ClientId.ShouldBe("guard"),
            credential => credential.FederatedTokenFile.ShouldBe("/var/run/secrets/azure/tokens/azure-identity-token"));
        AzureSettings.Credential(By("azure.federated-token-file=/t")).FederatedTokenFile.ShouldBe("/t");
        AzureSettings.Credential(By("azure.credential=client-secret", "azure.client-secret=s")).ShouldSatisfyAllConditions(
            credential => credential.Kind.ShouldBe(CredentialKind.ClientSecret), credential => credential.ClientSecret.ShouldBe("s"));
        AzureSettings.Credential(By("azure.credential=client-secret", "azure.client-secret-file=/s")).ClientSecretFile.ShouldBe("/s");
        AzureSettings.Credential(By("azure.credential=aks-token-url", "azure.token-url=https://t.example.com/x")).ShouldSatisfyAllConditions(
            credential => credential.Kind.ShouldBe(CredentialKind.AksTokenUrl), credential => credential.TokenUrl!.AbsoluteUri.ShouldBe("https://t.example.com/x"));
        AzureSettings.Credential(By("azure.credential=managed-identity")).ShouldSatisfyAllConditions(
            credential => credential.Kind.ShouldBe(CredentialKind.ManagedIdentity), credential => credential.ManagedIdentityEndpoint.Host.ShouldBe("169.254.169.254"));
        AzureSettings.Credential(By("azure.credential=managed-identity", "azure.identity-endpoint=http://127.0.0.1:8421/x"))
            .ManagedIdentityEndpoint.AbsoluteUri.ShouldBe("http://127.0.0.1:8421/x");
    }

    [Fact]
    public void The_options_of_requests_follow_the_settings()
    {
        RbacOptions usual = AzureSettings.Rbac(By());
        (usual.Kind, usual.Api, usual.NamespaceScope).ShouldBe((ClusterKind.Aks, CheckApi.V1, NamespaceScope.Namespaces));
        (usual.CustomResources, usual.SubresourceAttributes, usual.DenyWithoutOid, usual.AllowDiscovery).ShouldBe((false, false, false, true));
        (usual.ManagedNamespacesOf, usual.FleetId, usual.Tenant, usual.ResourceId).ShouldBe(("", "", Tenant, Cluster));
        usual.Problems().ShouldBeEmpty();

        RbacOptions other = AzureSettings.Rbac(Configured.By(
            "tls.certificate=a", "tls.key=b", "tls.client-ca=c", "azure.kind=arc", "azure.credential=managed-identity", "azure.namespace-scope=kubernetes-configuration",
            "azure.custom-resources=true", "azure.subresources=true", "azure.deny-without-oid=true", "azure.allow-discovery=false",
            "azure.resource-id=/subscriptions/s/resourceGroups/g/providers/Microsoft.Kubernetes/connectedClusters/one",
            $"azure.managed-namespaces-scope={Cluster}", "azure.fleet-id=/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/fleets/f"));
        (other.Kind, other.NamespaceScope).ShouldBe((ClusterKind.Arc, NamespaceScope.KubernetesConfiguration));
        (other.CustomResources, other.SubresourceAttributes, other.DenyWithoutOid, other.AllowDiscovery).ShouldBe((true, true, true, false));
        (other.ManagedNamespacesOf, other.FleetId.EndsWith("/f", StringComparison.Ordinal)).ShouldBe((Cluster, true));
    }

    [Fact]
    public void Every_wait_of_a_review_ends_before_its_deadline()
    {
        ResilienceOptions usual = AzureSettings.Resilience(By());
        (usual.AttemptLimit, usual.TotalLimit).ShouldBe((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(8.1)));
        ResilienceOptions quick = AzureSettings.Resilience(By("azure.timeout=950ms", "limits.request-timeout=1s"));
        (quick.AttemptLimit, quick.TotalLimit).ShouldBe((TimeSpan.FromSeconds(0.95), TimeSpan.FromSeconds(0.95)));
        AzureSettings.Credential(By("azure.timeout=2s")).FetchLimit.ShouldBe(TimeSpan.FromSeconds(2));
        EntraOptions entra = AzureSettings.Entra(By("limits.request-timeout=6s"), seed: 7);
        (entra.TokenLimit, entra.KeyLimit).ShouldBe((TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(5.4)));
        EntraOptions.Validated(entra).Seed.ShouldBe(7);
    }

    [Fact]
    public void Users_are_named_and_groups_resolved_by_the_settings()
    {
        EntraOptions usual = AzureSettings.Entra(By(), seed: 7);
        (usual.Username, usual.ResolvesGroups, usual.Graph).ShouldBe((EntraUsername.Upn, true, null));
        usual.Audiences.ShouldBe(["kubectl"]);
        EntraOptions other = AzureSettings.Entra(By("entra.username=oid", "entra.resolve-groups=false"), seed: 7);
        (other.Username, other.ResolvesGroups).ShouldBe((EntraUsername.Oid, false));
        AzureSettings.Graph(By("cache.max-age=90s")).ShouldSatisfyAllConditions(
            graph => graph.Tenant.ShouldBe(Tenant), graph => graph.Age.ShouldBe(TimeSpan.FromSeconds(90)));
    }

    [Fact]
    public void Without_an_identity_there_is_no_credential()
    {
        AzureSettings.HasCredential(By()).ShouldBeTrue();
        AzureSettings.HasCredential(Configured.By("tls.certificate=a", "tls.key=b", "tls.client-ca=c", $"entra.tenant={Tenant}", "entra.audiences=x")).ShouldBeFalse();
    }

    private static ConfiguredSettings By(params string[] given) => Configured.By(
        [
            "tls.certificate=a", "tls.key=b", "tls.client-ca=c", $"entra.tenant={Tenant}", "entra.audiences=kubectl", $"azure.resource-id={Cluster}",
            "azure.client-id=guard", .. given,
        ]);
}
