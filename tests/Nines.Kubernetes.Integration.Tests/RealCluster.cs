using System.Text;
using Nines.Kubernetes.Clients;
using Nines.Kubernetes.Kubeconfigs;
using Nines.Kubernetes.Lists;
using Nines.Kubernetes.Records;
using Nines.Kubernetes.Transport;
using Nines.Testing.ControlPlane;
using Nines.Testing.Processes;
using Nines.Testing.Tls;

[assembly: AssemblyFixture(typeof(Nines.Kubernetes.Integration.Tests.RealCluster))]

namespace Nines.Kubernetes.Integration.Tests;

/// <summary>One control plane for all tests; each works in a namespace of its own.</summary>
public sealed class RealCluster : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private RealControlPlane? _plane;

    /// <summary>May do everything.</summary>
    public KubernetesClient Admin { get; private set; } = null!;

    /// <summary>May do nothing.</summary>
    public KubernetesClient Anna { get; private set; } = null!;

    /// <summary>Issues certificates that users may show.</summary>
    internal TestAuthority Users { get; } = new();

    public Uri Address => _plane!.Address;

    public string CertificateFile => _plane!.CertificateFile;

    public async ValueTask InitializeAsync()
    {
        if (RealControlPlane.Missing is not null)
        {
            return;
        }

        _plane = await RealControlPlane.StartAsync(
            new ControlPlaneOptions
            {
                ControllerManager = true,
                Users = [("anna-token", "anna", []), ("bert-token", "bert", [])],
                ApiServerFlags = [$"--client-ca-file={_folder.Write("users.crt", Users.CertificatePem)}"],
            },
            TestLimit.Token);
        Admin = Client(RealControlPlane.AdminToken);
        Anna = Client("anna-token");
    }

    public KubernetesClient Client(string? token, Func<ClusterConnection, ClusterConnection>? change = null) => ClientOf(_plane!, token, change);

    internal static KubernetesClient ClientOf(RealControlPlane plane, string? token, Func<ClusterConnection, ClusterConnection>? change = null) => new(
        (change ?? (same => same))(new ClusterConnection("real", plane.Address)
        {
            Token = token,
            CertificateAuthority = File.ReadAllText(plane.CertificateFile),
        }),
        new KubeEnvironment(new Dictionary<string, string>()), TimeProvider.System);

    public Task NamespaceAsync(string name) => Admin.CreateAsync(
        ResourceKinds.Namespaces, null, Encoding.UTF8.GetBytes($$$"""{"metadata":{"name":"{{{name}}}"}}"""), new WriteOptions(), TestLimit.Token);

    public Task<PodRecord> PodAsync(string ns, string name, string labels = "{}") => PodAsync(Admin, ns, name, labels);

    internal static Task<PodRecord> PodAsync(KubernetesClient client, string ns, string name, string labels = "{}") => client.CreateAsync(
        ResourceKinds.Pods, ns,
        Encoding.UTF8.GetBytes(
            $$$$"""{"metadata":{"name":"{{{{name}}}}","labels":{{{{labels}}}}},"spec":{"containers":[{"name":"c","image":"i","resources":{"requests":{"memory":"64Mi"}}}]}}"""),
        new WriteOptions(), TestLimit.Token);

    /// <summary>Posts any object, for kinds that the client does not read.</summary>
    public Task PostAsync(string path, string json) => Admin.Transport.ReadAsync(
        new KubernetesRequest(HttpMethod.Post, path, "create", path) { Body = Encoding.UTF8.GetBytes(json), MayRepeat = false }, TestLimit.Token);

    internal static Task<KubernetesException> FailureAsync(Func<Task> act) => Should.ThrowAsync<KubernetesException>(act);

    internal static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (int attempt = 0; attempt < 600; attempt++)
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(100, TestLimit.Token);
        }

        Assert.Fail("it did not become so within a minute");
    }

    public async ValueTask DisposeAsync()
    {
        Admin?.Dispose();
        Anna?.Dispose();
        if (_plane is not null)
        {
            await _plane.DisposeAsync();
        }

        Users.Dispose();
        _folder.Dispose();
    }
}
