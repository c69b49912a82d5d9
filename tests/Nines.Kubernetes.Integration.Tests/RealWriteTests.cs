using System.Text;
using Nines.Kubernetes.Clients;
using Nines.Kubernetes.Lists;
using Nines.Kubernetes.Records;
using Nines.Kubernetes.Transport;
using Nines.Testing.ControlPlane;

namespace Nines.Kubernetes.Integration.Tests;

/// <summary>Writes to a real kube-apiserver, and what it refuses.</summary>
public sealed class RealWriteTests
{
    private readonly RealCluster _cluster;

    public RealWriteTests(RealCluster cluster)
    {
        Assert.SkipWhen(RealControlPlane.Missing is not null, RealControlPlane.Missing ?? "");
        _cluster = cluster;
    }

    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task A_version_that_is_no_longer_the_present_one_is_a_conflict()
    {
        await _cluster.NamespaceAsync("conflicts");
        PodRecord pod = await _cluster.PodAsync("conflicts", "p");
        byte[] patch = Encoding.UTF8.GetBytes($$"""{"metadata":{"labels":{"a":"b"},"resourceVersion":"{{pod.Metadata.ResourceVersion}}"} }""");
        await _cluster.Admin.PatchAsync(ResourceKinds.Pods, "conflicts", "p", patch, new WriteOptions(), Cancel);

        (await RealCluster.FailureAsync(() => _cluster.Admin.PatchAsync(ResourceKinds.Pods, "conflicts", "p", patch.ToArray().AsMemory(), new WriteOptions(FieldManager: "other"), Cancel)))
            .Kind.ShouldBe(KubernetesErrorKind.Conflict);
        (await RealCluster.FailureAsync(() => _cluster.PodAsync("conflicts", "p"))).Kind.ShouldBe(KubernetesErrorKind.AlreadyExists);
        (await RealCluster.FailureAsync(() => _cluster.Admin.GetAsync(ResourceKinds.Pods, "conflicts", "none", Cancel))).Kind.ShouldBe(KubernetesErrorKind.NotFound);
        KubernetesException invalid = await RealCluster.FailureAsync(() => _cluster.Admin.CreateAsync(
            ResourceKinds.Pods, "conflicts", """{"metadata":{"name":"UPPER"},"spec":{"containers":[]}}"""u8.ToArray(), new WriteOptions(), Cancel));
        invalid.Kind.ShouldBe(KubernetesErrorKind.Invalid);
        invalid.Causes.ShouldContain(cause => cause.StartsWith("spec.containers", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dry_run_changes_nothing_and_a_patch_changes_its_fields_only()
    {
        await _cluster.NamespaceAsync("patched");
        byte[] deployment = """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":2,"selector":{"matchLabels":{"app":"web"}},
             "template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
            """u8.ToArray();
        (await _cluster.Admin.CreateAsync(ResourceKinds.Deployments, "patched", deployment, new WriteOptions(DryRun: true), Cancel)).Spec.Replicas.ShouldBe(2);
        (await RealCluster.FailureAsync(() => _cluster.Admin.GetAsync(ResourceKinds.Deployments, "patched", "web", Cancel))).Kind.ShouldBe(KubernetesErrorKind.NotFound);

        await _cluster.Admin.CreateAsync(ResourceKinds.Deployments, "patched", deployment, new WriteOptions(), Cancel);
        DeploymentRecord patched = await _cluster.Admin.PatchAsync(
            ResourceKinds.Deployments, "patched", "web", """{"spec":{"replicas":1}}"""u8.ToArray(), new WriteOptions(), Cancel);
        patched.Spec.Replicas.ShouldBe(1);
        patched.Spec.Template.Spec.Containers.Select(container => container.Name).ShouldBe(["c"]);
    }

    [Fact]
    public async Task A_budget_keeps_a_pod_and_without_it_the_pod_goes()
    {
        await _cluster.NamespaceAsync("budgets");
        PodRecord pod = await _cluster.PodAsync("budgets", "p", """{"app":"p"}""");
        await _cluster.Admin.PatchAsync(
            ResourceKinds.Pods, "budgets", "p", """{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}"""u8.ToArray(), new WriteOptions(), Cancel, part: "status");
        await _cluster.Admin.CreateAsync(
            ResourceKinds.PodDisruptionBudgets, "budgets",
            """{"apiVersion":"policy/v1beta1","kind":"PodDisruptionBudget","metadata":{"name":"b"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"p"}}}}"""u8.ToArray(),
            new WriteOptions(), Cancel);
        await RealCluster.UntilAsync(async () => (await _cluster.Admin.GetAsync(ResourceKinds.PodDisruptionBudgets, "budgets", "b", Cancel)).Status is { ObservedGeneration: > 0, CurrentHealthy: 1 });

        (await RealCluster.FailureAsync(() => _cluster.Admin.EvictAsync("budgets", "p", new DeleteOptions(), Cancel))).Kind.ShouldBe(KubernetesErrorKind.BudgetExhausted);

        await _cluster.Admin.DeleteAsync(ResourceKinds.PodDisruptionBudgets, "budgets", "b", new DeleteOptions(), Cancel);
        (await RealCluster.FailureAsync(() => _cluster.Admin.EvictAsync("budgets", "p", new DeleteOptions(Uid: "another"), Cancel))).Kind.ShouldBe(KubernetesErrorKind.Conflict);
        await _cluster.Admin.EvictAsync("budgets", "p", new DeleteOptions(DryRun: true), Cancel);
        (await _cluster.Admin.GetAsync(ResourceKinds.Pods, "budgets", "p", Cancel)).Metadata.DeletionTimestamp.ShouldBeNull();
        await _cluster.Admin.EvictAsync("budgets", "p", new DeleteOptions(Uid: pod.Metadata.Uid, GracePeriodSeconds: 0), Cancel);
        (await RealCluster.FailureAsync(() => _cluster.Admin.GetAsync(ResourceKinds.Pods, "budgets", "p", Cancel))).Kind.ShouldBe(KubernetesErrorKind.NotFound);
    }

    [Fact]
    public async Task A_budget_of_one_lets_one_of_two_go_and_two_budgets_let_none_go()
    {
        await _cluster.NamespaceAsync("evictions");
        foreach (string name in new[] { "a", "b", "c" })
        {
            await _cluster.PodAsync("evictions", name, """{"app":"p"}""");
            await _cluster.Admin.PatchAsync(
                ResourceKinds.Pods, "evictions", name, """{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}"""u8.ToArray(), new WriteOptions(), Cancel, part: "status");
        }

        await BudgetAsync("one", 2);
        await RealCluster.UntilAsync(async () =>
            (await _cluster.Admin.GetAsync(ResourceKinds.PodDisruptionBudgets, "evictions", "one", Cancel)).Status is { DisruptionsAllowed: 1, CurrentHealthy: 3 });

        // A dry run is judged like the real thing and uses nothing up.
        await _cluster.Admin.EvictAsync("evictions", "a", new DeleteOptions(DryRun: true), Cancel);
        await _cluster.Admin.EvictAsync("evictions", "a", new DeleteOptions(GracePeriodSeconds: 0), Cancel);
        KubernetesException refused = await RealCluster.FailureAsync(() => _cluster.Admin.EvictAsync("evictions", "b", new DeleteOptions(), Cancel));
        (refused.Kind, refused.StatusCode).ShouldBe((KubernetesErrorKind.BudgetExhausted, 429));
        refused.Message.ShouldContain("pods/eviction of 'b' in namespace 'evictions'");

        await BudgetAsync("two", 1);
        KubernetesException both = await RealCluster.FailureAsync(() => _cluster.Admin.EvictAsync("evictions", "c", new DeleteOptions(), Cancel));
        (both.Kind, both.StatusCode).ShouldBe((KubernetesErrorKind.ServerFault, 500));
        both.Message.ShouldContain("more than one PodDisruptionBudget");
    }

    private Task<PodDisruptionBudgetRecord> BudgetAsync(string name, int least) => _cluster.Admin.CreateAsync(
        ResourceKinds.PodDisruptionBudgets, "evictions",
        Encoding.UTF8.GetBytes(
            $$$"""{"apiVersion":"policy/v1beta1","kind":"PodDisruptionBudget","metadata":{"name":"{{{name}}}"},"spec":{"selector":{"matchLabels":{"app":"p"}},"minAvailable":{{{least}}} }}"""),
        new WriteOptions(), Cancel);
}
