using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Nines.Testing.Tls;

/// <summary>A throw-away certificate authority for tests; ECDSA P-256, valid for an hour either way.</summary>
public sealed class TestAuthority : IDisposable
{
    /// <summary>For TLS servers.</summary>
    public const string ForServers = "1.3.6.1.5.5.7.3.1";

    /// <summary>For TLS clients.</summary>
    public const string ForClients = "1.3.6.1.5.5.7.3.2";

    private static readonly TimeSpan s_life = TimeSpan.FromHours(1);
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 certificate;
    private readonly DateTimeOffset now;

    /// <param name="now">Time of issue; by default the present time of the system.</param>
    public TestAuthority(string name = "nines test CA", DateTimeOffset? now = null)
    {
        this.now = now ?? TimeProvider.System.GetUtcNow();
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        certificate = request.CreateSelfSigned(this.now - s_life, this.now + s_life);
    }

    public string CertificatePem => certificate.ExportCertificatePem() + "\n";

    /// <summary>A certificate and its key, PEM, for localhost and 127.0.0.1.</summary>
    /// <param name="purpose">Its extended key usage; null for none at all.</param>
    /// <param name="expired">It ended a minute ago.</param>
    /// <param name="begins">From now; null for as early as the authority itself.</param>
    public (string Certificate, string Key) Issue(string name, string? purpose, bool expired = false, TimeSpan? begins = null)
    {
        using ECDsa own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", own, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        if (purpose is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        }

        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        DateTimeOffset end = expired ? now.AddMinutes(-1) : now.Add(s_life).AddMinutes(-1);
        using X509Certificate2 issued = request.Create(certificate, begins is { } later ? now + later : now.Add(-s_life).AddSeconds(1), end, serial);
        return (issued.ExportCertificatePem() + "\n", own.ExportPkcs8PrivateKeyPem() + "\n");
    }

    public void Dispose()
    {
        certificate.Dispose();
        key.Dispose();
    }
}
