using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nines.Testing.Processes;

namespace Nines.Testing.ControlPlane;

/// <summary>A real etcd and kube-apiserver, and if wanted a scheduler and a controller manager, on loopback ports and in a temp folder.</summary>
public sealed class RealControlPlane : IAsyncDisposable
{
    /// <summary>Of a member of system:masters, whom no authorizer is asked about.</summary>
    public const string AdminToken = "admin-token";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();
    private readonly List<RealProcess> _processes = [];
    private readonly string _binaries;
    private X509Certificate2? _certificate;

    private RealControlPlane(string binaries) => _binaries = binaries;

    /// <summary>Null when this machine has what is needed; otherwise what it lacks.</summary>
    public static string? Missing =>
        Programs.ControlPlane is null ? "kube-apiserver is not built; tests/control-plane/build does it"
        : Programs.Find("etcd") is null ? "etcd is not installed; tests/install does it"
        : null;

    public Uri Address { get; private set; } = new("https://127.0.0.1");

    /// <summary>The certificate that kube-apiserver made for itself, as a file.</summary>
    public string CertificateFile => _folder.File("pki/apiserver.crt");

    public RealProcess ApiServer { get; private set; } = null!;

    public static async Task<RealControlPlane> StartAsync(ControlPlaneOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var plane = new RealControlPlane(Programs.ControlPlane ?? throw new InvalidOperationException(Missing));
        try
        {
            await plane.StartAllAsync(options, cancellation);
            return plane;
        }
        catch
        {
            await plane.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client with a bearer token that trusts this API server alone.</summary>
    public HttpClient Client(string token)
    {
        X509Certificate2 pinned = _certificate ?? throw new InvalidOperationException("it was not started");
        var handler = new SocketsHttpHandler
        {
            SslOptions =
            {
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null && shown.GetCertHashString() == pinned.GetCertHashString(),
            },
        };
        var client = new HttpClient(handler, disposeHandler: true) { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Runs the real kubectl as a user; answers with its exit code and what it wrote.</summary>
    public async Task<(int ExitCode, string Output, string Error)> KubectlAsync(string token, CancellationToken cancellation, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(_binaries, "kubectl"))
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.Path,
        };
        string[] connection = ["--server", Address.AbsoluteUri, "--certificate-authority", CertificateFile, "--token", token, "--cache-dir", _folder.File("cache/x")];
        foreach (string argument in connection.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        // Nobody's own cluster is to be touched.
        start.Environment["KUBECONFIG"] = _folder.File("none");
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
        Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, await output, await error);
    }

    public async ValueTask DisposeAsync()
    {
        for (int index = _processes.Count - 1; index >= 0; index--)
        {
            await _processes[index].DisposeAsync();
        }

        _certificate?.Dispose();
        _folder.Dispose();
    }

    private async Task StartAllAsync(ControlPlaneOptions options, CancellationToken cancellation)
    {
        int etcdPort = FreePorts.Next();
        Start(Programs.Find("etcd")!,
        [
            "--data-dir", _folder.File("etcd/data"), "--unsafe-no-fsync", "--logger", "zap", "--log-level", "warn",
            "--listen-client-urls", $"http://127.0.0.1:{etcdPort}", "--advertise-client-urls", $"http://127.0.0.1:{etcdPort}",
            "--listen-peer-urls", $"http://127.0.0.1:{FreePorts.Next()}",
        ]);

        int port = FreePorts.Next();
        Address = new Uri($"https://127.0.0.1:{port}");
        string serviceAccountKey;
        using (var key = RSA.Create(2048))
        {
            serviceAccountKey = _folder.Write("pki/service-account.key", key.ExportPkcs8PrivateKeyPem());
        }

        string users = _folder.Write("users.csv", string.Concat(
            options.Users.Select(user => $"{user.Token},{user.User},{user.User},\"{string.Join(',', user.Groups)}\"\n")
                .Prepend($"{AdminToken},admin,admin,\"system:masters\"\n")));
        string[] flags =
        [
            $"--etcd-servers=http://127.0.0.1:{etcdPort}", "--bind-address=127.0.0.1", $"--secure-port={port}", "--insecure-port=0",
            $"--cert-dir={Path.GetDirectoryName(CertificateFile)}", "--service-cluster-ip-range=10.0.0.0/24",
            "--service-account-issuer=https://kubernetes.default.svc", $"--service-account-key-file={serviceAccountKey}",
            $"--service-account-signing-key-file={serviceAccountKey}", $"--token-auth-file={users}", "--authorization-mode=RBAC",
            "--disable-admission-plugins=ServiceAccount", "--allow-privileged=false",
        ];
        ApiServer = Start(Path.Combine(_binaries, "kube-apiserver"), With(flags, options.ApiServerFlags));
        await ApiServer.WaitUntilAsync(IsReadyAsync, s_patience, cancellation);
        string kubeconfig = _folder.Write("admin.kubeconfig", Kubeconfig());
        string[] common = [$"--kubeconfig={kubeconfig}", "--leader-elect=false", "--bind-address=127.0.0.1", "--port=0"];
        if (options.Scheduler)
        {
            Start(Path.Combine(_binaries, "kube-scheduler"), With([.. common, $"--secure-port={FreePorts.Next()}", $"--cert-dir={_folder.File("pki/scheduler/x")}"], options.SchedulerFlags));
        }

        if (options.ControllerManager)
        {
            Start(
                Path.Combine(_binaries, "kube-controller-manager"),
                With(
                    [.. common, $"--secure-port={FreePorts.Next()}", $"--cert-dir={_folder.File("pki/controller-manager/x")}",
                        $"--service-account-private-key-file={serviceAccountKey}", "--controllers=*,-serviceaccount-token"],
                    options.ControllerManagerFlags));
        }
    }

    private RealProcess Start(string program, string[] arguments)
    {
        RealProcess process = RealProcess.Start(program, arguments, folder: _folder.Path);
        _processes.Add(process);
        return process;
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        if (!File.Exists(CertificateFile))
        {
            return false;
        }

        try
        {
            _certificate ??= X509CertificateLoader.LoadCertificateFromFile(CertificateFile);
            using HttpClient client = Client(AdminToken);
            using HttpResponseMessage answer = await client.GetAsync(new Uri("/readyz", UriKind.Relative), cancellation);
            if (!answer.IsSuccessStatusCode)
            {
                return false;
            }

            // It makes these itself, a moment after it says that it is ready.
            using HttpResponseMessage first = await client.GetAsync(new Uri("/api/v1/namespaces/default", UriKind.Relative), cancellation);
            using HttpResponseMessage second = await client.GetAsync(new Uri("/api/v1/namespaces/kube-system", UriKind.Relative), cancellation);
            return first.IsSuccessStatusCode && second.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or CryptographicException or IOException)
        {
            return false;
        }
    }

    private string Kubeconfig() => $"""
        apiVersion: v1
        kind: Config
        clusters:
        - name: test
          cluster:
            server: {Address.AbsoluteUri}
            certificate-authority: {CertificateFile}
        users:
        - name: admin
          user:
            token: {AdminToken}
        contexts:
        - name: test
          context:
            cluster: test
            user: admin
        current-context: test

        """;

    private static string[] With(string[] flags, IReadOnlyCollection<string> given)
    {
        string[] replaced = [.. given.Select(Name)];
        return [.. flags.Where(flag => !replaced.Contains(Name(flag))), .. given];
    }

    private static string Name(string flag) => flag.Split('=')[0];
}
