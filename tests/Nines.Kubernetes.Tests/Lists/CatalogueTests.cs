using Nines.Kubernetes.Clients;
using Nines.Kubernetes.Lists;
using Nines.Kubernetes.Tests.Fake;
using Nines.Kubernetes.Transport;

namespace Nines.Kubernetes.Tests.Lists;

/// <summary>The best version that both sides know is spoken, from old servers to new ones.</summary>
public sealed class CatalogueTests
{
    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task An_old_server_is_queried_group_by_group_and_silent_groups_are_noted()
    {
        await using FakeApiServer server = await FakeApiServer.StartAsync(context => FakeApiServer.Status(context, 503, "ServiceUnavailable", "down"), hasGap: true);
        using KubernetesClient client = server.Client();

        ApiCatalog catalogue = await client.CatalogueAsync(Cancel);

        catalogue.Best(ResourceKinds.PodDisruptionBudgets.Kind).ShouldBe("v1beta1");
        catalogue.Find("", "v1", "pods/eviction")!.KindVersion.ShouldBe("policy/v1beta1");
        catalogue.Gaps.ShouldBe(["discovery.k8s.io/v1"]);
        server.Asked.ShouldNotContain("/apis/x/v1");
        Should.Throw<KubernetesException>(() => catalogue.Path(ResourceKinds.EndpointSlices.Kind)).Message.ShouldContain("did not answer");
        Should.Throw<KubernetesException>(() => catalogue.Path(ResourceKinds.StorageClasses.Kind)).Kind.ShouldBe(KubernetesErrorKind.Unsupported);
    }

    [Fact]
    public void The_best_version_that_both_sides_know_is_chosen()
    {
        Catalogue("v1", "v1beta1").Best(ResourceKinds.PodDisruptionBudgets.Kind).ShouldBe("v1");
        Catalogue("v1beta1").Best(ResourceKinds.PodDisruptionBudgets.Kind).ShouldBe("v1beta1");
        Catalogue("v9").Best(ResourceKinds.PodDisruptionBudgets.Kind).ShouldBeNull();
        Should.Throw<KubernetesException>(() => Catalogue("v9").Path(ResourceKinds.PodDisruptionBudgets.Kind)).Message
            .ShouldBe("The server has poddisruptionbudgets.policy in v9; nines knows v1, v1beta1.");
        Catalogue("v1").Path(ResourceKinds.PodDisruptionBudgets.Kind, "a b", "c/d").ShouldBe("apis/policy/v1/namespaces/a%20b/poddisruptionbudgets/c%2Fd");
    }

    private static ApiCatalog Catalogue(params string[] versions) =>
        new([.. versions.Select(version => new ServedResource("policy", version, "poddisruptionbudgets"))], []);
}
