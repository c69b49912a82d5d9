using System.Collections.Immutable;
using System.Text.Json;
using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Kubernetes.Clients;
using Nines.Kubernetes.Kubeconfigs;
using Nines.Kubernetes.Snapshots;
using Nines.Kubernetes.Snapshots.Building;
using Nines.Testing.ControlPlane;
using Nines.Testing.Processes;
using Xunit.Sdk;
using Xunit.v3;

// Two processors are what there is: several control planes at once would wait for each other.
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace Nines.Audit.Integration.Tests;

/// <summary>A real control plane with nodes that are kept alive, and what users of nines do with it.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    private readonly TempFolder _folder = new();

    private TestCluster(RealControlPlane plane) => Plane = plane;

    public RealControlPlane Plane { get; }

    public FakeNodes Nodes { get; private set; } = null!;

    public KubernetesClient Client { get; private set; } = null!;

    /// <summary>Of the administrator.</summary>
    public string Kubeconfig { get; private set; } = "";

    public PlaneRequests Requests => Nodes.Requests;

    public static async Task<TestCluster> StartAsync(
        IEnumerable<FakeNode> nodes, CancellationToken cancellation, ControlPlaneOptions? options = null, FakeNodesOptions? keeping = null)
    {
        options ??= new ControlPlaneOptions();

        // Real clusters are not in a hurry; tests are.
        string[] fast = ["--kube-api-qps=500", "--kube-api-burst=1000"];
        var cluster = new TestCluster(await RealControlPlane.StartAsync(
            options with
            {
                Scheduler = true,
                ControllerManager = true,
                SchedulerFlags = [.. options.SchedulerFlags, .. fast],
                ControllerManagerFlags = [.. options.ControllerManagerFlags, .. fast, "--concurrent-deployment-syncs=16", "--concurrent-replicaset-syncs=16"],
            },
            cancellation));
        try
        {
            cluster.Client = cluster.ClientOf(RealControlPlane.AdminToken);
            cluster.Kubeconfig = cluster.KubeconfigOf(RealControlPlane.AdminToken, cluster.Plane.Address);
            cluster.Nodes = await FakeNodes.StartAsync(cluster.Plane, nodes, cancellation, keeping ?? new FakeNodesOptions { Renew = TimeSpan.FromSeconds(2) });
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public KubernetesClient ClientOf(string token) => new(
        new ClusterConnection("test", Plane.Address) { Token = token, CertificateAuthority = File.ReadAllText(Plane.CertificateFile) },
        new KubeEnvironment(new Dictionary<string, string>()), TimeProvider.System);

    /// <summary>Writes a kubeconfig for somebody.</summary>
    public string KubeconfigOf(string token, Uri server) => Write($"{token}-{server.Port}.kubeconfig", $"""
        apiVersion: v1
        kind: Config
        current-context: test
        clusters:
        - name: test
          cluster: {"{"} server: "{server.AbsoluteUri}", certificate-authority: "{Plane.CertificateFile}" {"}"}
        users:
        - name: me
          user: {"{"} token: {token} {"}"}
        contexts:
        - name: test
          context: {"{"} cluster: test, user: me {"}"}

        """);

    /// <summary>A file of the test's own.</summary>
    public string Write(string name, string text) => _folder.Write(name, text);

    /// <summary>A path of the test's own, with nothing there.</summary>
    public string Path(string name) => _folder.File(name);

    public async Task<ClusterSnapshot> SnapshotAsync(CancellationToken cancellation, KubernetesClient? client = null) =>
        SnapshotBuilder.Build(await LiveSnapshot.ReadAsync(client ?? Client, "test", TimeProvider.System, cancellation), cancellation);

    public async Task<AuditReport> AuditAsync(CancellationToken cancellation, AuditOptions? options = null) =>
        Auditor.Audit(await SnapshotAsync(cancellation), options ?? new AuditOptions(), cancellation);

    /// <summary>Runs the program as people start it, as the administrator of this cluster.</summary>
    public Task<ProgramRun> NinesAsync(CancellationToken cancellation, params IEnumerable<string> arguments) =>
        ProgramRun.RunAsync(_folder.Path, [.. arguments, "--kubeconfig", Kubeconfig], cancellation);

    /// <summary>Waits until every Deployment has what it wants, in its newest version, and no pod is on its way out.</summary>
    public Task UntilRolledOutAsync(CancellationToken cancellation) => UntilAsync("the rollouts end", async () =>
    {
        using JsonDocument deployments = await Requests.GetAsync("/apis/apps/v1/deployments", cancellation);
        return deployments.RootElement.GetProperty("items").EnumerateArray().All(IsRolledOut)
            && (await PodsAsync("", cancellation)).All(pod => pod is { IsReady: true, IsTerminating: false });
    }, cancellation);

    /// <summary>Waits until something is so.</summary>
    /// <exception cref="TimeoutException">It never was.</exception>
    public static async Task UntilAsync(string what, Func<Task<bool>> condition, CancellationToken cancellation)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > s_patience)
            {
                throw new TimeoutException($"It did not come about that {what}.");
            }

            await Task.Delay(100, cancellation);
        }
    }

    /// <summary>The pods of a namespace, or of all.</summary>
    public async Task<ImmutableArray<SeenPod>> PodsAsync(string ns, CancellationToken cancellation)
    {
        using JsonDocument pods = await Requests.GetAsync(ns.Length == 0 ? "/api/v1/pods" : $"/api/v1/namespaces/{ns}/pods", cancellation);
        return [.. pods.RootElement.GetProperty("items").EnumerateArray().Select(SeenPod.Of)];
    }

    /// <summary>What <c>kubectl get KINDS -A -o json</c> tells; where there is no kubectl, the lists of the server one after the other.</summary>
    public async Task<string> DumpAsync(CancellationToken cancellation)
    {
        if (Programs.ControlPlane is { } folder && File.Exists(System.IO.Path.Combine(folder, "kubectl")))
        {
            (int code, string output, string error) = await Plane.KubectlAsync(
                RealControlPlane.AdminToken, cancellation,
                "get", "nodes,ns,pods,deploy,rs,sts,ds,pdb,hpa,svc,endpointslices,pvc,pv,sc,priorityclasses", "-A", "-o", "json");
            return code == 0 ? output : throw new InvalidOperationException(error);
        }

        string[] paths =
        [
            "/api/v1/nodes", "/api/v1/namespaces", "/api/v1/pods", "/apis/apps/v1/deployments", "/apis/apps/v1/replicasets", "/apis/apps/v1/statefulsets",
            "/apis/apps/v1/daemonsets", "/apis/policy/v1beta1/poddisruptionbudgets", "/apis/autoscaling/v1/horizontalpodautoscalers", "/api/v1/services",
            "/apis/discovery.k8s.io/v1beta1/endpointslices", "/api/v1/persistentvolumeclaims", "/api/v1/persistentvolumes",
            "/apis/storage.k8s.io/v1/storageclasses", "/apis/scheduling.k8s.io/v1/priorityclasses",
        ];
        List<string> lists = [];
        foreach (string path in paths)
        {
            using JsonDocument list = await Requests.GetAsync(path, cancellation);
            lists.Add(list.RootElement.GetRawText());
        }

        return string.Join('\n', lists);
    }

    public async ValueTask DisposeAsync()
    {
        await (Nodes?.DisposeAsync() ?? default);
        Client?.Dispose();
        await Plane.DisposeAsync();
        _folder.Dispose();
    }

    private static bool IsRolledOut(JsonElement deployment)
    {
        JsonElement status = deployment.GetProperty("status");
        int wanted = deployment.GetProperty("spec").GetProperty("replicas").GetInt32();
        return Number(status, "observedGeneration") == Number(deployment.GetProperty("metadata"), "generation")
            && Number(status, "updatedReplicas") == wanted && Number(status, "replicas") == wanted && Number(status, "readyReplicas") == wanted;
    }

    private static long Number(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value.GetInt64() : 0;
}
