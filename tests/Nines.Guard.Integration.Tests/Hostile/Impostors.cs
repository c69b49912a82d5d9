using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nines.Testing.Tls;

namespace Nines.Guard.Integration.Tests.Hostile;

/// <summary>Certificates that look like a caller's and are not.</summary>
internal static class Impostors
{
    public static IEnumerable<string> Kinds { get; } =
    [
        "none", "another authority", "another authority of the same name", "another authority of the same name, sent along", "expired", "not yet valid", "self-signed with the same subject",
        "the guard's own kind", "for nothing", "the authority itself", "issued by a caller",
    ];

    /// <returns>Null for no certificate at all.</returns>
    public static SslStreamCertificateContext? Make(string kind, TestAuthority authority)
    {
        using var same = new TestAuthority();
        using var other = new TestAuthority("another CA");
        X509Certificate2Collection along = [];
        if (kind.EndsWith("sent along", StringComparison.Ordinal))
        {
            along.ImportFromPem(same.CertificatePem);
        }

        return kind switch
        {
            "none" => null,
            "another authority" => Context(other.Issue("kube-apiserver", TestAuthority.ForClients)),
            "another authority of the same name" => Context(same.Issue("kube-apiserver", TestAuthority.ForClients)),
            "another authority of the same name, sent along" => Context(same.Issue("kube-apiserver", TestAuthority.ForClients), along),
            "expired" => Context(authority.Issue("kube-apiserver", TestAuthority.ForClients, expired: true)),
            "not yet valid" => Context(authority.Issue("kube-apiserver", TestAuthority.ForClients, begins: TimeSpan.FromMinutes(30))),
            "self-signed with the same subject" => Context(SelfSigned("kube-apiserver")),
            "the guard's own kind" => Context(authority.Issue("kube-apiserver", TestAuthority.ForServers)),
            "for nothing" => Context(authority.Issue("kube-apiserver", purpose: null)),
            "the authority itself" => Context(SelfSigned("nines test CA")),
            _ => IssuedByCaller(authority),
        };
    }

    private static SslStreamCertificateContext Context((string Certificate, string Key) pem, X509Certificate2Collection? along = null)
    {
        // Through PKCS#12, as a private key that is only in memory is not sent by every platform.
        using X509Certificate2 read = X509Certificate2.CreateFromPem(pem.Certificate, pem.Key);
        return SslStreamCertificateContext.Create(X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null), along, offline: true);
    }

    private static (string Certificate, string Key) SelfSigned(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = Request(name, key);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddHours(-1), now.AddHours(1));
        return (made.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    // A caller's certificate is not an authority, whatever it signs.
    private static SslStreamCertificateContext IssuedByCaller(TestAuthority authority)
    {
        (string certificate, string key) = authority.Issue("kube-apiserver", TestAuthority.ForClients);
        using X509Certificate2 caller = X509Certificate2.CreateFromPem(certificate, key);
        using ECDsa own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using ECDsa signing = caller.GetECDsaPrivateKey()!;
        using X509Certificate2 made = Request("kube-apiserver", own).Create(
            caller.SubjectName, X509SignatureGenerator.CreateForECDsa(signing), now.AddMinutes(-1), now.AddMinutes(1), [1, 2, 3]);
        X509Certificate2Collection along = [];
        along.ImportFromPem(certificate);
        return Context((made.ExportCertificatePem(), own.ExportPkcs8PrivateKeyPem()), along);
    }

    private static CertificateRequest Request(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(TestAuthority.ForClients)], critical: false));
        return request;
    }
}
