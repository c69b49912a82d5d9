using Nines.Kubernetes.Clients;
using Nines.Kubernetes.Kubeconfigs;
using Nines.Kubernetes.Lists;
using Nines.Kubernetes.Transport;
using Nines.Testing.ControlPlane;
using Nines.Testing.Processes;
using Nines.Testing.Tls;
using Nines.Text;

namespace Nines.Kubernetes.Integration.Tests;

/// <summary>Who is let in by a real kube-apiserver, and who lets it.</summary>
public sealed class AccessTests
{
    private readonly RealCluster _cluster;

    public AccessTests(RealCluster cluster)
    {
        Assert.SkipWhen(RealControlPlane.Missing is not null, RealControlPlane.Missing ?? "");
        _cluster = cluster;
    }

    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task Missing_RBAC_permissions_are_reported_and_impersonation_uses_the_other_user()
    {
        KubernetesException failure = await RealCluster.FailureAsync(() => _cluster.Anna.ListAsync(ResourceKinds.Pods, new ListQuery(), Cancel));

        failure.Kind.ShouldBe(KubernetesErrorKind.Forbidden);
        failure.Message.ShouldContain("User \"anna\" cannot list resource \"pods\" in API group \"\" at the cluster scope");
        failure.Hint.ShouldBe("Its RBAC rules must allow the verb 'list' on pods in all namespaces.");
        using KubernetesClient asAnna = _cluster.Client(RealControlPlane.AdminToken, connection => connection with { Impersonation = new Impersonation("anna", null, [], []) });
        (await RealCluster.FailureAsync(() => asAnna.ListAsync(ResourceKinds.Nodes, new ListQuery(), Cancel))).Message.ShouldContain("User \"anna\" cannot list resource \"nodes\"");
        using KubernetesClient nobody = _cluster.Client("wrong-token");
        (await RealCluster.FailureAsync(() => nobody.ListAsync(ResourceKinds.Nodes, new ListQuery(), Cancel))).Kind.ShouldBe(KubernetesErrorKind.Unauthorized);
    }

    [Fact]
    public async Task A_server_with_another_certificate_is_not_trusted()
    {
        using KubernetesClient trusting = _cluster.Client(RealControlPlane.AdminToken, connection => connection with { CertificateAuthority = null });
        using KubernetesClient insecure = _cluster.Client(RealControlPlane.AdminToken, connection => connection with { CertificateAuthority = null, InsecureSkipTlsVerify = true });

        (await RealCluster.FailureAsync(() => trusting.CatalogueAsync(Cancel))).Kind.ShouldBe(KubernetesErrorKind.Untrusted);
        (await insecure.CatalogueAsync(Cancel)).Resources.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_kind_that_is_forbidden_says_so_and_the_others_are_read()
    {
        await _cluster.NamespaceAsync("partly");
        await _cluster.PodAsync("partly", "p");
        await _cluster.PostAsync(
            "apis/rbac.authorization.k8s.io/v1/namespaces/partly/roles",
            """{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"r"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["list"]}]}""");
        await _cluster.PostAsync(
            "apis/rbac.authorization.k8s.io/v1/namespaces/partly/rolebindings",
            """
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"b"},"subjects":[{"kind":"User","name":"bert","apiGroup":"rbac.authorization.k8s.io"}],
             "roleRef":{"kind":"Role","name":"r","apiGroup":"rbac.authorization.k8s.io"}}
            """);
        using KubernetesClient bert = _cluster.Client("bert-token");
        var query = new ListQuery { Namespace = "partly" };
        await RealCluster.UntilAsync(async () =>
        {
            try
            {
                return (await bert.ListAsync(ResourceKinds.Pods, query, Cancel)).Items.Single().Metadata.Name == "p";
            }
            catch (KubernetesException exception) when (exception.Kind == KubernetesErrorKind.Forbidden)
            {
                // The rules reach the server's authorizer a moment later.
                return false;
            }
        });

        KubernetesException budgets = await RealCluster.FailureAsync(() => bert.ListAsync(ResourceKinds.PodDisruptionBudgets, query, Cancel));
        (budgets.Kind, budgets.Hint).ShouldBe((KubernetesErrorKind.Forbidden, "Its RBAC rules must allow the verb 'list' on poddisruptionbudgets.policy in namespace 'partly'."));
        (await RealCluster.FailureAsync(() => bert.ListAsync(ResourceKinds.Nodes, new ListQuery(), Cancel))).Hint
            .ShouldBe("Its RBAC rules must allow the verb 'list' on nodes.");
        (await RealCluster.FailureAsync(() => bert.WatchAsync(
            ResourceKinds.Pods, query, new WatchOptions(), (_, _) => ValueTask.CompletedTask, Cancel))).Hint
            .ShouldBe("Its RBAC rules must allow the verb 'watch' on pods in namespace 'partly'.");
    }

    [Fact]
    public async Task A_client_certificate_says_who_asks()
    {
        (string certificate, string key) = _cluster.Users.Issue("carla", TestAuthority.ForClients);
        using KubernetesClient carla = _cluster.Client(null, connection => connection with { ClientCertificate = new ClientCertificatePem(certificate, key) });

        (await RealCluster.FailureAsync(() => carla.ListAsync(ResourceKinds.Pods, new ListQuery(), Cancel))).Message.ShouldContain("User \"carla\" cannot list");
    }

    [Fact]
    public async Task A_kubeconfig_with_a_plugin_leads_in()
    {
        using var folder = new TempFolder();
        string plugin = folder.Write("plugin.sh", """
            echo '{"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential","status":{"token":"TOKEN"}}'
            """.Replace("TOKEN", RealControlPlane.AdminToken, StringComparison.Ordinal));
        string file = folder.Write("config", $"""
            apiVersion: v1
            kind: Config
            current-context: test
            clusters:
            - name: test
              cluster: {"{"}server: "{_cluster.Address}", certificate-authority: "{_cluster.CertificateFile}"{"}"}
            users:
            - name: plugin
              user:
                exec: {"{"}apiVersion: client.authentication.k8s.io/v1beta1, command: sh, args: ["{plugin}"]{"}"}
            contexts:
            - name: test
              context: {"{"}cluster: test, user: plugin, namespace: kube-system{"}"}

            """);
        var environment = new KubeEnvironment(new Dictionary<string, string> { ["KUBECONFIG"] = file, ["PATH"] = "/usr/bin:/bin" });
        ReadResult<ClusterConnection> connection = ConnectionSource.Find(null, new ConnectionChoice(), environment, Cancel);
        connection.Diagnostics.ShouldBeEmpty();
        using var client = new KubernetesClient(connection.Value!, environment, TimeProvider.System);

        (await client.GetAsync(ResourceKinds.Namespaces, null, "kube-system", Cancel)).Metadata.Name.ShouldBe("kube-system");
    }
}
