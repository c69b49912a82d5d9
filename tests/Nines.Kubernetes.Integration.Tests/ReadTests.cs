using Nines.Kubernetes.Lists;
using Nines.Kubernetes.Records;
using Nines.Testing.ControlPlane;

namespace Nines.Kubernetes.Integration.Tests;

/// <summary>What a real kube-apiserver has, and lists.</summary>
public sealed class ReadTests
{
    private readonly RealCluster _cluster;

    public ReadTests(RealCluster cluster)
    {
        Assert.SkipWhen(RealControlPlane.Missing is not null, RealControlPlane.Missing ?? "");
        _cluster = cluster;
    }

    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task The_versions_of_this_server_are_found()
    {
        ApiCatalog catalogue = await _cluster.Admin.CatalogueAsync(Cancel);

        catalogue.Best(ResourceKinds.PodDisruptionBudgets.Kind).ShouldBe("v1beta1");
        catalogue.Best(ResourceKinds.EndpointSlices.Kind).ShouldBe("v1beta1");
        catalogue.Best(ResourceKinds.HorizontalPodAutoscalers.Kind).ShouldBe("v2beta2");
        catalogue.Find("", "v1", "pods/eviction")!.KindVersion.ShouldBe("policy/v1beta1");
        ResourceKinds.All.Where(kind => catalogue.Best(kind) is null).ShouldBeEmpty();
        catalogue.Gaps.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_kind_can_be_listed()
    {
        (await _cluster.Admin.ListAsync(ResourceKinds.Nodes, new ListQuery(), Cancel)).ResourceVersion.ShouldNotBeEmpty();
        (await _cluster.Admin.ListAsync(ResourceKinds.Namespaces, new ListQuery(), Cancel)).Items.Select(item => item.Metadata.Name).ShouldContain("kube-system");
        (await _cluster.Admin.ListAsync(ResourceKinds.PriorityClasses, new ListQuery(), Cancel)).Items.Single(item => item.Metadata.Name == "system-node-critical").Value.ShouldBe(2000001000);
        (await _cluster.Admin.ListAsync(ResourceKinds.Services, new ListQuery(), Cancel)).Items.Single(item => item.Metadata.Name == "kubernetes").Spec.ClusterIP.ShouldBe("10.0.0.1");
        await _cluster.Admin.ListAsync(ResourceKinds.Deployments, new ListQuery(), Cancel);
        await _cluster.Admin.ListAsync(ResourceKinds.ReplicaSets, new ListQuery(), Cancel);
        await _cluster.Admin.ListAsync(ResourceKinds.StatefulSets, new ListQuery(), Cancel);
        await _cluster.Admin.ListAsync(ResourceKinds.DaemonSets, new ListQuery(), Cancel);
        await _cluster.Admin.ListAsync(ResourceKinds.PodDisruptionBudgets, new ListQuery(), Cancel);
        await _cluster.Admin.ListAsync(ResourceKinds.HorizontalPodAutoscalers, new ListQuery(), Cancel);
        await _cluster.Admin.ListAsync(ResourceKinds.EndpointSlices, new ListQuery(), Cancel);
        await _cluster.Admin.ListAsync(ResourceKinds.StorageClasses, new ListQuery(), Cancel);
        await _cluster.Admin.ListAsync(ResourceKinds.PersistentVolumes, new ListQuery(), Cancel);
        await _cluster.Admin.ListAsync(ResourceKinds.PersistentVolumeClaims, new ListQuery(), Cancel);
    }

    [Fact]
    public async Task Pages_make_a_whole_and_selectors_choose()
    {
        await _cluster.NamespaceAsync("pages");
        foreach (int i in Enumerable.Range(0, 25))
        {
            await _cluster.PodAsync("pages", $"p-{i:00}", $$"""{"half":"{{i % 2}}"}""");
        }

        ListResult<PodRecord> list = await _cluster.Admin.ListAsync(ResourceKinds.Pods, new ListQuery { Namespace = "pages", PageSize = 4 }, Cancel);

        list.Items.Select(pod => pod.Metadata.Name).ShouldBe(Enumerable.Range(0, 25).Select(i => $"p-{i:00}"));
        list.Items[3].Spec.Containers.Single().Resources.Requests["memory"].ShouldBe(Quantity.Parse("64Mi")!.Value);
        (await _cluster.Admin.ListAsync(ResourceKinds.Pods, new ListQuery { Namespace = "pages", LabelSelector = "half=1", PageSize = 5 }, Cancel)).Items.Count.ShouldBe(12);
        (await _cluster.Admin.ListAsync(ResourceKinds.Pods, new ListQuery { Namespace = "pages", FieldSelector = "metadata.name=p-07" }, Cancel)).Items.Count.ShouldBe(1);
    }
}
