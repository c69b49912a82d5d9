using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Nines.Benchmarks.Guard.Pki;

/// <summary>
/// A throw-away authority with one server and one client certificate (ECDSA P-256), as PEM files in a folder that is deleted with it:
/// ca.crt, server.crt, server.key, client.crt, client.key. They are valid for a day and for localhost alone.
/// </summary>
internal sealed class BenchPki : IDisposable
{
    private readonly bool owned;

    private BenchPki(string folder, bool owned)
    {
        Folder = folder;
        this.owned = owned;
    }

    public string Folder { get; }

    public string Path(string name) => System.IO.Path.Combine(Folder, name);

    /// <summary>Makes the five files in a new folder below the system's temporary one.</summary>
    public static BenchPki Create(TimeProvider time)
    {
        BenchPki pki = new(Directory.CreateTempSubdirectory("nines-bench-pki-").FullName, owned: true);
        DateTimeOffset now = time.GetUtcNow();
        using ECDsa authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest authorityRequest = new("CN=nines bench CA", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authorityRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        using X509Certificate2 authority = authorityRequest.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        File.WriteAllText(pki.Path("ca.crt"), authority.ExportCertificatePem());
        pki.Issue(authority, "server", "1.3.6.1.5.5.7.3.1", now);
        pki.Issue(authority, "client", "1.3.6.1.5.5.7.3.2", now);
        return pki;
    }

    /// <summary>Uses the files that another process made.</summary>
    public static BenchPki Open(string folder) => new(folder, owned: false);

    public X509Certificate2 WithKey(string name) => X509Certificate2.CreateFromPemFile(Path(name + ".crt"), Path(name + ".key"));

    /// <summary>Rules by which both sides check the other against this authority alone.</summary>
    public X509ChainPolicy Policy(string purpose)
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(Path("ca.crt"));
        policy.ApplicationPolicy.Add(new Oid(purpose));
        return policy;
    }

    /// <summary>A client's TLS settings: its certificate, this authority as the only root, one application protocol.</summary>
    public SslClientAuthenticationOptions Client(SslApplicationProtocol protocol) => new()
    {
        TargetHost = "localhost",
        ApplicationProtocols = [protocol],
        ClientCertificateContext = SslStreamCertificateContext.Create(WithKey("client"), null, offline: true),
        CertificateChainPolicy = Policy("1.3.6.1.5.5.7.3.1"),
    };

    public void Dispose()
    {
        if (owned)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private void Issue(X509Certificate2 authority, string name, string purpose, DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN=nines bench {name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        byte[] serial = new byte[16];
        RandomNumberGenerator.Fill(serial);
        serial[0] &= 0x7f;
        using X509Certificate2 certificate = request.Create(authority, now.AddHours(-1), now.AddDays(1).AddMinutes(-1), serial);
        File.WriteAllText(Path(name + ".crt"), certificate.ExportCertificatePem());
        File.WriteAllText(Path(name + ".key"), key.ExportPkcs8PrivateKeyPem());
    }
}
