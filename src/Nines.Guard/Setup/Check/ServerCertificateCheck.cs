using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nines.Guard.Configuration;
using Nines.Guard.Setup.Pki;

namespace Nines.Guard.Setup.Check;

/// <summary>Checks that kube-apiserver will accept the guard: key, chain, purpose, names and dates of its certificate.</summary>
internal static class ServerCertificateCheck
{
    private const string Fix = "nines guard init server --renew, or make a new one with nines guard init server";

    public static void Run(CheckNotes notes, CheckRequest request, DateTimeOffset now)
    {
        string path = request.Settings.Get(GuardSettings.Certificate);
        string trustPath = request.Trust ?? request.Settings.Get(GuardSettings.ClientCa);
        X509Certificate2Collection? shown = CertificateChecks.Read(notes, path, "the guard's certificate");
        X509Certificate2Collection? trust = CertificateChecks.Read(notes, trustPath, "the authorities of kube-apiserver's certificate-authority");
        if (shown is null)
        {
            return;
        }

        X509Certificate2 own = shown[0];
        CheckKey(notes, request, path, own);
        CertificateChecks.CheckDates(notes, path, own, now, Fix);
        CertificateChecks.CheckStrength(notes, path, own, Fix);
        CheckPurpose(notes, path, own);
        CheckNames(notes, request, path, own);
        if (trust is not null)
        {
            CheckChain(notes, path, trustPath, shown, trust, now);
        }
    }

    private static void CheckKey(CheckNotes notes, CheckRequest request, string path, X509Certificate2 own)
    {
        string keyPath = request.Settings.Get(GuardSettings.Key);
        if (CertificateChecks.Text(notes, keyPath, "the key of the guard's certificate") is not { } key)
        {
            return;
        }

        try
        {
            using var both = X509Certificate2.CreateFromPem(own.ExportCertificatePem(), key);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            notes.Error(keyPath, $"is not the private key of {path}", "its key, PEM, not encrypted", "take both files from the same run of nines guard init server");
        }

        notes.CheckSecret(keyPath);
    }

    private static void CheckPurpose(CheckNotes notes, string path, X509Certificate2 own)
    {
        if (!CertificateChecks.IsFor(own, Purpose.Server))
        {
            notes.Error(path, "does not say that it is for servers", "the extended key usage serverAuth", Fix);
        }

        if (CertificateChecks.IsFor(own, Purpose.Client))
        {
            notes.Warning(path, "is for clients too", "serverAuth alone: with the key of one guard an attacker could ask the others", Fix);
        }
    }

    private static void CheckNames(CheckNotes notes, CheckRequest request, string path, X509Certificate2 own)
    {
        CertificateNames names = LeafSetup.NamesOf(own);
        if (names.Count == 0)
        {
            notes.Error(path, "names no host", "names or addresses in the subject alternative name; the common name does not count", Fix);
            return;
        }

        string? called = request.TlsServerName ?? request.Server?.IdnHost.Trim('[', ']');
        if (called is null)
        {
            notes.Note(
                path, $"is for {names}", "the address that kube-apiserver calls", "say where it calls: --server https://ADDRESS, as for nines guard apiserver-config");
        }
        else if (!own.MatchesHostname(called, allowWildcards: true, allowCommonName: false))
        {
            notes.Error(
                path, $"is for {names}, and not for {called}", "the address that kube-apiserver calls",
                "make one for it: nines guard init server --force --ip ADDRESS or --dns NAME; or give kube-apiserver tls-server-name");
        }
        else
        {
            notes.Fact($"{path} is for {called}");
        }
    }

    private static void CheckChain(
        CheckNotes notes, string path, string trustPath, X509Certificate2Collection shown, X509Certificate2Collection trust, DateTimeOffset now)
    {
        X509Certificate2 own = shown[0];
        using X509Certificate2? root = CertificateChecks.RootOf(own, shown, trust);
        if (root is null)
        {
            notes.Error(
                path, $"no authority of {trustPath} signed it; its issuer is {own.GetNameInfo(X509NameType.SimpleName, forIssuer: true)}",
                "a certificate that kube-apiserver trusts", $"{Fix}; or name the authorities that kube-apiserver has: --trust FILE");
            return;
        }

        notes.Fact($"{path} ends {SetupPlan.Time(new DateTimeOffset(own.NotAfter))}, signed by {CertificateChecks.NameOf(root)}");
        if (root.NotAfter < own.NotAfter)
        {
            notes.Warning(
                trustPath, $"{CertificateChecks.NameOf(root)} ends {SetupPlan.Time(new DateTimeOffset(root.NotAfter))}, before the certificate that it signed",
                "an authority that outlives what it signs", "nines guard init ca --rotate");
        }

        CertificateChecks.CheckDates(notes, trustPath, root, now, "nines guard init ca --rotate");
    }
}
