using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nines.Guard.Files;
using Nines.Text;

namespace Nines.Guard.Setup.Pki;

/// <summary>The authority whose key lies in a folder, and all that are trusted beside it while authorities change.</summary>
internal sealed class Authority : IDisposable
{
    public const string CertificateFile = "ca.crt";
    public const string KeyFile = "ca.key";
    private const int MaxFileBytes = 256 * 1024;
    private const int MaxCertificates = 16;

    private Authority(X509Certificate2 certificate, ImmutableArray<X509Certificate2> trusted, string? warning)
    {
        (Certificate, Trusted, Warning) = (certificate, trusted, warning);
        ECKey = certificate.GetECDsaPrivateKey();
        RsaKey = ECKey is null ? certificate.GetRSAPrivateKey() : null;
    }

    /// <summary>With its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>All of <c>ca.crt</c>, in its order.</summary>
    public ImmutableArray<X509Certificate2> Trusted { get; }

    /// <summary>A fault that should be fixed and blocks nothing.</summary>
    public string? Warning { get; }

    public DateTimeOffset From => new(Certificate.NotBefore);

    public DateTimeOffset Until => new(Certificate.NotAfter);

    public HashAlgorithmName Hash => ECKey?.KeySize >= 384 ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256;

    public X509SignatureGenerator Signer =>
        ECKey is not null ? X509SignatureGenerator.CreateForECDsa(ECKey) : X509SignatureGenerator.CreateForRSA(RsaKey!, RSASignaturePadding.Pkcs1);

    public bool HasKeyIdentifier => Certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Any();

    private ECDsa? ECKey { get; }

    private RSA? RsaKey { get; }

    /// <summary>True when this authority signed a certificate: its name is the issuer, and the signature is valid.</summary>
    public static bool Signed(X509Certificate2 authority, X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid | X509VerificationFlags.AllowUnknownCertificateAuthority;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.ExtraStore.Add(authority);
        return chain.Build(certificate) && chain.ChainElements.Count > 1 && chain.ChainElements[1].Certificate.RawDataMemory.Span.SequenceEqual(authority.RawDataMemory.Span);
    }

    /// <summary>Reads <c>ca.crt</c> and <c>ca.key</c>.</summary>
    public static ReadResult<Authority> Read(string folder)
    {
        string certificatePath = Path.Combine(folder, CertificateFile);
        string keyPath = Path.Combine(folder, KeyFile);
        const string make = "Create an authority with nines guard init ca, or name the folder with --out.";
        var faults = new List<Diagnostic>();
        string? certificatePem = Text(certificatePath, "the certificate of an authority", make, faults);
        string? keyPem = Text(keyPath, "its private key", make, faults);
        if (certificatePem is null || keyPem is null)
        {
            return ReadResult.Failed<Authority>([.. faults]);
        }

        var trusted = new X509Certificate2Collection();
        if (!Try(() => trusted.ImportFromPem(certificatePem)) || trusted.Count is 0 or > MaxCertificates)
        {
            return Failed(certificatePath, $"contains {(trusted.Count == 0 ? "no certificate" : $"{trusted.Count} certificates")}; expected 1 to {MaxCertificates}, PEM.", make);
        }

        X509Certificate2? own = null;
        foreach (X509Certificate2 candidate in trusted)
        {
            _ = own is not null || Try(() => own = X509Certificate2.CreateFromPem(candidate.ExportCertificatePem(), keyPem));
        }

        if (own is null)
        {
            return Failed(keyPath, $"is not the private key of a certificate in {certificatePath}; expected it in PEM, ECDSA or RSA, not encrypted.", make);
        }

        X509BasicConstraintsExtension? constraints = own.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault();
        X509KeyUsageExtension? usage = own.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault();
        if (constraints is not { CertificateAuthority: true } || (usage is not null && (usage.KeyUsages & X509KeyUsageFlags.KeyCertSign) == X509KeyUsageFlags.None))
        {
            return Failed(certificatePath, "is not the certificate of an authority; expected one with CA:TRUE that may sign certificates.", make);
        }

        return ReadResult.Of(new Authority(own, [.. trusted], SecretPermissions.Check(keyPath)?.ToString()));
    }

    public void Dispose()
    {
        ECKey?.Dispose();
        RsaKey?.Dispose();
        Certificate.Dispose();
    }

    private static string? Text(string path, string what, string make, List<Diagnostic> faults)
    {
        var here = new SourcePosition(path, 0, 0);
        try
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.Length > MaxFileBytes)
            {
                faults.Add(new Diagnostic(here, $"has {stream.Length} bytes; expected {what}, at most {MaxFileBytes}."));
                return null;
            }

            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            faults.Add(new Diagnostic(here, $"does not exist; expected {what}.", make));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            faults.Add(new Diagnostic(here, $"cannot be read: {fault.Message}"));
        }

        return null;
    }

    private static ReadResult<Authority> Failed(string path, string fault, string hint) =>
        ReadResult.Failed<Authority>(new Diagnostic(new SourcePosition(path, 0, 0), fault, hint));

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
