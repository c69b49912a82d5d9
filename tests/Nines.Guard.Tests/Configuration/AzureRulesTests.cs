using System.Collections.Immutable;
using Nines.Guard.Configuration;
using Nines.Guard.Tests.Serving;
using Nines.Text;

namespace Nines.Guard.Tests.Configuration;

/// <summary>Settings of Azure that contradict each other, with the setting that the diagnostic names.</summary>
public sealed class AzureRulesTests
{
    private const string Tenant = "entra.tenant=72f988bf-86f1-41af-91ab-2d7cd011db47";
    private const string Audience = "entra.audiences=6dae42f8-4368-4678-94ff-3960e28e3630";
    private const string ClientId = "azure.client-id=90000000-0000-0000-0000-0000000000a1";
    private const string Cluster = "azure.resource-id=/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/one";

    private static readonly string[] s_good = ["tls.certificate=a", "tls.key=b", "tls.client-ca=c"];

    [Theory]
    [InlineData(Tenant, Audience)]
    [InlineData(Tenant, Audience, Cluster, ClientId)]
    [InlineData(Tenant, Audience, Cluster, ClientId, "azure.federated-token-file=f")]
    [InlineData(Tenant, Audience, Cluster, ClientId, "azure.credential=client-secret", "azure.client-secret=s")]
    [InlineData(Tenant, Audience, Cluster, ClientId, "azure.credential=client-secret", "azure.client-secret-file=f")]
    [InlineData(Cluster, "azure.credential=managed-identity")]
    [InlineData(Cluster, "azure.credential=managed-identity", "azure.identity-endpoint=http://127.0.0.1:8421/metadata/identity/oauth2/token")]
    [InlineData(Tenant, Audience, Cluster, "azure.credential=aks-token-url", "azure.token-url=https://token.example.com/aks")]
    [InlineData(Cluster, "azure.credential=managed-identity", "azure.api=v2", "azure.decision-endpoint=https://westeurope.authorization.azure.net")]
    [InlineData(Cluster, "azure.credential=managed-identity", "policy.file=p", "azure.fleet-id=/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/fleets/f")]
    [InlineData("cache.redis.tls=true")]
    [InlineData("cache.redis.tls=true", "cache.redis.ca=f")]
    public void Consistent_settings_are_accepted(params string[] given) => Faults(given).ShouldBeEmpty();

    [Theory]
    [InlineData("entra.tenant", Audience, "entra.tenant=contoso.example.com")]
    [InlineData("entra.audiences", Tenant)]
    [InlineData("entra.audiences", Audience)]
    [InlineData("entra.issuers", "entra.issuers=https://sts.windows.net/t/")]
    [InlineData("entra.username", "entra.username=oid")]
    [InlineData("entra.graph-endpoint", "entra.graph-endpoint=https://graph.microsoft.com")]
    [InlineData("azure.decision-endpoint", "azure.decision-endpoint=https://p.example.com")]
    [InlineData("azure.deny-without-oid", "azure.deny-without-oid=true")]
    [InlineData("azure.managed-namespaces-scope", "azure.managed-namespaces-scope=/subscriptions/s")]
    [InlineData("azure.fleet-id", "azure.fleet-id=/subscriptions/s")]
    [InlineData("azure.custom-resources", "azure.custom-resources=true")]
    [InlineData("azure.subresources", "azure.subresources=true")]
    [InlineData("azure.namespace-scope", "azure.namespace-scope=kubernetes-configuration")]
    [InlineData("azure.resource-id", "azure.credential=managed-identity", "azure.resource-id=one")]
    [InlineData("azure.resource-id", "azure.credential=managed-identity", Cluster + "/")]
    [InlineData("azure.kind", "azure.credential=managed-identity", "azure.kind=arc", Cluster)]
    [InlineData("azure.kind", "azure.credential=managed-identity", "azure.resource-id=/subscriptions/s/resourceGroups/g/providers/microsoft.kubernetes/connectedclusters/one")]
    [InlineData("azure.fleet-id", "azure.credential=managed-identity", Cluster, "azure.fleet-id=f")]
    [InlineData("azure.managed-namespaces-scope", "azure.credential=managed-identity", Cluster, "azure.managed-namespaces-scope=a?b")]
    [InlineData("azure.decision-endpoint", "azure.credential=managed-identity", Cluster, "azure.api=v2")]
    [InlineData("policy.deny-unmatched", "azure.credential=managed-identity", Cluster, "policy.file=p", "policy.deny-unmatched=true")]
    [InlineData("azure.client-id", Tenant, Audience, Cluster)]
    [InlineData("entra.tenant", Cluster, ClientId)]
    [InlineData("azure.client-secret-file", Tenant, Audience, ClientId, "azure.credential=client-secret")]
    [InlineData("azure.client-secret", Tenant, Audience, ClientId, "azure.credential=client-secret", "azure.client-secret=s", "azure.client-secret-file=f")]
    [InlineData("azure.token-url", Tenant, Audience, "azure.credential=aks-token-url")]
    [InlineData("azure.client-secret", "azure.client-secret=s")]
    [InlineData("azure.token-url", Cluster, "azure.credential=managed-identity", "azure.token-url=https://token.example.com")]
    [InlineData("azure.federated-token-file", Cluster, "azure.credential=managed-identity", "azure.federated-token-file=f")]
    [InlineData("azure.identity-endpoint", Tenant, Audience, Cluster, ClientId, "azure.identity-endpoint=http://127.0.0.1:8421")]
    [InlineData("cache.redis.ca", "cache.redis.ca=f")]
    public void Inconsistent_settings_are_reported_by_name(string named, params string[] given) =>
        Faults(given).ShouldHaveSingleItem().Message.ShouldStartWith(named + " ");

    [Fact]
    public void All_inconsistencies_are_reported_at_once() =>
        Faults(Cluster, "azure.kind=arc", "azure.api=v2", "policy.deny-unmatched=true", "azure.token-url=https://token.example.com")
            .Select(fault => fault.Message.Split(' ')[0])
            .ShouldBe(["azure.kind", "azure.decision-endpoint", "policy.deny-unmatched", "azure.client-id", "entra.tenant", "azure.token-url"], ignoreOrder: true);

    [Fact]
    public void No_message_contains_a_secret() =>
        Faults("azure.client-secret=canary-3b1e", "azure.client-secret-file=f", Cluster).ShouldAllBe(fault => !fault.ToString().Contains("canary", StringComparison.Ordinal));

    private static ImmutableArray<Diagnostic> Faults(params string[] given) =>
        SettingsReader.Read(Configured.Flags([.. s_good, .. given]), ImmutableDictionary<string, string>.Empty, file: null).Diagnostics;
}
