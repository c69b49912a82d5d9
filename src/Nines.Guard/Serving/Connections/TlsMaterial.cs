using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Nines.Text;

namespace Nines.Guard.Serving.Connections;

/// <summary>Certificates that the guard presents and trusts. Immutable; changed files create another object.</summary>
internal sealed class TlsMaterial
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2Collection _roots;

    private TlsMaterial(SslStreamCertificateContext certificate, X509Certificate2Collection roots)
    {
        Certificate = certificate;
        _roots = roots;
    }

    public SslStreamCertificateContext Certificate { get; }

    public DateTimeOffset NotAfter => new(Certificate.TargetCertificate.NotAfter);

    /// <param name="certificateFile">Names for messages, as are the others.</param>
    /// <param name="contents">Certificate with intermediates, key, authorities; PEM.</param>
    public static ReadResult<TlsMaterial> Read(string certificateFile, string keyFile, string caFile, ImmutableArray<byte[]> contents)
    {
        var faults = new List<Diagnostic>();
        string certificatePem = Encoding.UTF8.GetString(contents[0]);
        var roots = new X509Certificate2Collection();
        var chain = new X509Certificate2Collection();
        if (!Try(() => roots.ImportFromPem(Encoding.UTF8.GetString(contents[2]))) || roots.Count == 0)
        {
            faults.Add(new Diagnostic(new SourcePosition(caFile, 0, 0), "contains no certificate; expected those of the authorities, PEM."));
        }

        if (!Try(() => chain.ImportFromPem(certificatePem)) || chain.Count == 0)
        {
            faults.Add(new Diagnostic(new SourcePosition(certificateFile, 0, 0), "contains no certificate; expected the guard's own and its intermediates, PEM."));
        }

        if (faults.Count > 0)
        {
            return ReadResult.Failed<TlsMaterial>([.. faults]);
        }

        X509Certificate2? own = null;
        if (!Try(() => own = X509Certificate2.CreateFromPem(certificatePem, Encoding.UTF8.GetString(contents[1]))))
        {
            return ReadResult.Failed<TlsMaterial>(new Diagnostic(
                new SourcePosition(keyFile, 0, 0), $"does not contain the private key of {certificateFile}; expected its key, PEM, not encrypted."));
        }

        chain.RemoveAt(0);
        return ReadResult.Of(new TlsMaterial(SslStreamCertificateContext.Create(own!, chain, offline: true), roots));
    }

    /// <summary>Policy for certificates of clients: only the authorities of the file count, and nothing is downloaded.</summary>
    public X509ChainPolicy ClientPolicy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(_roots);
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        return policy;
    }

    /// <summary>True when the certificate states that it is for clients; one without any stated purpose would pass the policy.</summary>
    public static bool IsForClients(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .Any(usage => usage.EnhancedKeyUsages.Cast<Oid>().Any(purpose => purpose.Value == ClientAuthentication));

    /// <summary>Its common name and DNS names.</summary>
    public static IEnumerable<string> NamesOf(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames())
            .Append(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));

    private static bool Try(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
