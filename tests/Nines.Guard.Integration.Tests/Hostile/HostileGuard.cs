using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nines.Testing.Processes;
using Nines.Testing.Tls;

namespace Nines.Guard.Integration.Tests.Hostile;

/// <summary>The program, on the network, with an authority that the tests hold: so that they can be anybody.</summary>
public sealed class HostileGuard : IAsyncLifetime
{
    /// <summary>Of callers at once.</summary>
    public const int MostCallers = 200;

    public const string Token = "hostile-token-of-dana";

    private readonly TempFolder _folder = new();

    internal TestAuthority Authority { get; } = new();

    internal GuardReplica Replica { get; private set; } = null!;

    internal Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{Replica.ReviewsPort}"));

    public async ValueTask InitializeAsync()
    {
        (string certificate, string key) = Authority.Issue("nines-guard", TestAuthority.ForServers);
        await File.WriteAllTextAsync(_folder.File("tls.crt"), certificate);
        await File.WriteAllTextAsync(_folder.File("tls.key"), key);
        await File.WriteAllTextAsync(_folder.File("ca.crt"), Authority.CertificatePem);
        await File.WriteAllTextAsync(_folder.File("tokens.csv"), $"{Token},dana,7,\"developers\"\n");
        Replica = new GuardReplica(
        [
            "--tls-certificate", _folder.File("tls.crt"), "--tls-key", _folder.File("tls.key"), "--tls-client-ca", _folder.File("ca.crt"),
            "--tokens-file", _folder.File("tokens.csv"), "--limits-connections", MostCallers.ToString(CultureInfo.InvariantCulture), "--log-reviews", "none",
        ]);
        await Replica.StartAsync(CancellationToken.None);

        // What it needs for its first answers is no answer to an attack.
        await using (WellBehaved good = WellBehaved.Start(this))
        {
            await Task.Delay(1000);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Replica.DisposeAsync();
        Authority.Dispose();
        _folder.Dispose();
    }

    /// <summary>Policy for the certificate of the guard.</summary>
    internal X509ChainPolicy ServerPolicy()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(Authority.CertificatePem);
        policy.ApplicationPolicy.Add(new Oid(TestAuthority.ForServers));
        return policy;
    }

    /// <summary>A certificate that is accepted.</summary>
    internal SslStreamCertificateContext Caller()
    {
        (string certificate, string key) = Authority.Issue("kube-apiserver", TestAuthority.ForClients);
        return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(certificate, key), null, offline: true);
    }

    internal HttpClient Client(SslStreamCertificateContext? certificate, Version version) => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = ServerPolicy(), ClientCertificateContext = certificate },
    })
    {
        BaseAddress = Address,
        DefaultRequestVersion = version,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = TimeSpan.FromSeconds(15),
    };

    /// <summary>Connections of callers now, as the guard counts them.</summary>
    internal Task<double> ConnectionsAsync(CancellationToken cancellation) => Replica.MetricAsync("nines_guard_connections", cancellation);

    /// <summary>Waits until the connections of an attack are gone.</summary>
    internal Task CalmAsync(CancellationToken cancellation) => Replica.Process.WaitUntilAsync(
        async stop => await Replica.OperationsAsync("/livez", stop) is not null && await ConnectionsAsync(stop) <= 2, TimeSpan.FromSeconds(20), cancellation);
}
