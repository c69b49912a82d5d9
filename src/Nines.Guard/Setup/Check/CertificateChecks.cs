using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nines.Guard.Setup.Pki;
using Nines.Text;

namespace Nines.Guard.Setup.Check;

/// <summary>Reads PEM files, and checks what is required of every certificate.</summary>
internal static class CertificateChecks
{
    public static readonly TimeSpan Soon = TimeSpan.FromDays(14);
    public static readonly TimeSpan VerySoon = TimeSpan.FromDays(3);
    private const int MinRsaBits = 2048;
    private const int MaxBytes = 1 << 20;

    /// <summary>md5WithRSA, sha1WithRSA, ecdsa-with-SHA1: neither Go nor .NET takes them from others.</summary>
    private static readonly string[] s_brokenSignatures = ["1.2.840.113549.1.1.4", "1.2.840.113549.1.1.5", "1.2.840.10045.4.1"];

    public static string NameOf(X509Certificate2 certificate) => certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);

    public static bool IsFor(X509Certificate2 certificate, Purpose purpose) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().SelectMany(usage => usage.EnhancedKeyUsages.Cast<Oid>()).Any(oid => oid.Value == purpose.UsageOid());

    /// <param name="fix">Command that creates a new one.</param>
    public static void CheckDates(CheckNotes notes, string where, X509Certificate2 certificate, DateTimeOffset now, string fix)
    {
        var (from, until) = (new DateTimeOffset(certificate.NotBefore), new DateTimeOffset(certificate.NotAfter));
        string name = NameOf(certificate);
        if (from > now)
        {
            notes.Error(where, $"{name} is valid only from {SetupPlan.Time(from)}", "a certificate that is valid now", "check the clock of this machine, and of the one that created it");
        }
        else if (until <= now)
        {
            notes.Error(where, $"{name} ended {SetupPlan.Time(until)}", "a certificate that is valid now", fix);
        }
        else if (until - now < Soon)
        {
            notes.Add(new CheckFinding(
                until - now < VerySoon ? Severity.Error : Severity.Warning, where, $"{name} ends {SetupPlan.Time(until)}", $"more than {Soon.TotalDays:0} days", fix));
        }
    }

    public static void CheckStrength(CheckNotes notes, string where, X509Certificate2 certificate, string fix)
    {
        using RSA? rsa = certificate.GetRSAPublicKey();
        if (rsa is { KeySize: < MinRsaBits })
        {
            notes.Error(where, $"its RSA key has {rsa.KeySize} bits", $"{MinRsaBits} or more, or ECDSA", fix);
        }

        if (s_brokenSignatures.Contains(certificate.SignatureAlgorithm.Value))
        {
            notes.Error(where, $"it is signed with {certificate.SignatureAlgorithm.FriendlyName}", "SHA-256 or better; kube-apiserver refuses it", fix);
        }
    }

    /// <summary>The authority at the end of the chain; null when there is none. Time is judged apart.</summary>
    public static X509Certificate2? RootOf(X509Certificate2 certificate, X509Certificate2Collection between, X509Certificate2Collection roots)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.ExtraStore.AddRange(between);
        return chain.Build(certificate) ? X509CertificateLoader.LoadCertificate(chain.ChainElements[^1].Certificate.RawData) : null;
    }

    /// <summary>The certificates of a file; null, with a finding, when there are none.</summary>
    public static X509Certificate2Collection? Read(CheckNotes notes, string path, string what)
    {
        if (Text(notes, path, what) is not { } text)
        {
            return null;
        }

        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
        }
        catch (CryptographicException)
        {
            certificates.Clear();
        }

        if (certificates.Count > 0)
        {
            return certificates;
        }

        notes.Error(path, "contains no certificate", what + ", PEM", "create one with nines guard init, or check that it is complete PEM");
        return null;
    }

    /// <summary>A file as text; null, with a finding, when it cannot be read.</summary>
    public static string? Text(CheckNotes notes, string path, string what)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.Length > MaxBytes)
            {
                notes.Error(path, $"has {stream.Length} bytes", what, "name another file");
                return null;
            }

            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            string why = fault is FileNotFoundException or DirectoryNotFoundException ? "does not exist" : $"cannot be read ({fault.GetType().Name})";
            notes.Error(path, why, what, "create it, or name another file; in a pod, check that the Secret is mounted");
            return null;
        }
    }
}
