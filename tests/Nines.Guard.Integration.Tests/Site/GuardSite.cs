using System.Collections.Immutable;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nines.Testing.Processes;

namespace Nines.Guard.Integration.Tests.Site;

/// <summary>Replicas as processes behind a load balancer, with certificates of <c>nines guard init</c>: what a cluster has.</summary>
internal sealed class GuardSite : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private ILoadBalancer? _balancer;

    private GuardSite(TempFolder folder, ImmutableArray<GuardReplica> replicas) => (_folder, Replicas) = (folder, replicas);

    /// <summary>Null when this machine has what is needed; otherwise what it lacks.</summary>
    public static string? Missing => HaProxy.Missing;

    public ImmutableArray<GuardReplica> Replicas { get; }

    public string Folder => _folder.Path;

    /// <summary>Of the load balancer.</summary>
    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{_balancer!.Port}"));

    /// <param name="behindHaProxy">Behind a real HAProxy, and not a balancer of packets.</param>
    /// <param name="settings">For each replica, as flags; given the site's folder and the number of the replica.</param>
    public static async Task<GuardSite> StartAsync(
        int replicas, Func<TempFolder, int, IEnumerable<string>> settings, CancellationToken cancellation, IReadOnlyDictionary<string, string?>? environment = null,
        bool behindHaProxy = false)
    {
        var folder = new TempFolder();
        await GuardProgram.RunAsync(cancellation, "guard", "init", "ca", "--out", folder.Path);
        await GuardProgram.RunAsync(cancellation, "guard", "init", "server", "--out", folder.Path, "--dns", "localhost", "--ip", "127.0.0.1");
        await GuardProgram.RunAsync(cancellation, "guard", "init", "client", "--out", folder.Path);
        var site = new GuardSite(
            folder,
            [
                .. Enumerable.Range(0, replicas).Select(index => new GuardReplica(
                    [
                        "--tls-certificate", folder.File("server.crt"), "--tls-key", folder.File("server.key"), "--tls-client-ca", folder.File("ca.crt"),
                        .. settings(folder, index),
                    ],
                    environment)),
            ]);
        try
        {
            await Task.WhenAll(site.Replicas.Select(replica => replica.StartAsync(cancellation)));
            site._balancer = behindHaProxy ? await HaProxy.StartAsync(site.Replicas, cancellation) : new PacketBalancer(site.Replicas);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client like kube-apiserver: its certificate, one HTTP/2 connection for all reviews.</summary>
    /// <param name="address">A replica, or the load balancer when null.</param>
    public HttpClient Client(Uri? address = null)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(_folder.File("ca.crt"));
        policy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = policy,
                ClientCertificateContext = SslStreamCertificateContext.Create(
                    X509Certificate2.CreateFromPemFile(_folder.File("client.crt"), _folder.File("client.key")), null, offline: true),
            },
        };
        return new HttpClient(handler)
        {
            BaseAddress = address ?? Address,
            DefaultRequestVersion = new Version(2, 0),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (_balancer is not null)
        {
            await _balancer.DisposeAsync();
        }

        foreach (GuardReplica replica in Replicas)
        {
            await replica.DisposeAsync();
        }

        _folder.Dispose();
    }
}
