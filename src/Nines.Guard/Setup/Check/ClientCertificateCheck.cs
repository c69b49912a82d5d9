using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Nines.Guard.Configuration;
using Nines.Guard.Serving.Connections;
using Nines.Guard.Setup.Pki;

namespace Nines.Guard.Setup.Check;

/// <summary>Checks the accepted clients: the authorities of the guard, and the certificate of kube-apiserver when it is given.</summary>
internal static class ClientCertificateCheck
{
    private const string Fix = "nines guard init client --renew, or make a new one with nines guard init client";

    public static void Run(CheckNotes notes, CheckRequest request, DateTimeOffset now)
    {
        string path = request.Settings.Get(GuardSettings.ClientCa);
        if (CertificateChecks.Read(notes, path, "the authorities of the clients' certificates") is not { } authorities)
        {
            return;
        }

        notes.CheckTrusted(path);
        foreach (X509Certificate2 authority in authorities)
        {
            if (authority.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is not { CertificateAuthority: true })
            {
                notes.Error(path, $"{CertificateChecks.NameOf(authority)} is not an authority", "certificates with CA:TRUE", "put ca.crt there");
            }

            CertificateChecks.CheckDates(notes, path, authority, now, "nines guard init ca --rotate; remove an unneeded authority with --retire");
            CertificateChecks.CheckStrength(notes, path, authority, "nines guard init ca --rotate");
        }

        string names = string.Join(", ", authorities.Select(CertificateChecks.NameOf));
        notes.Fact($"clients of {names} are let in");
        if (authorities.Count > 1)
        {
            notes.Fact("a change of the authority is under way; nines guard init ca --retire ends it");
        }

        if (request.Client is { } client)
        {
            CheckClient(notes, request, client, path, authorities, now);
        }
        else
        {
            notes.Note(GuardSettings.ClientCa.Name, "the certificate of kube-apiserver is not at hand", "one that these authorities signed", "give it, without its key: --client client.crt");
        }
    }

    private static void CheckClient(
        CheckNotes notes, CheckRequest request, string client, string path, X509Certificate2Collection authorities, DateTimeOffset now)
    {
        if (CertificateChecks.Read(notes, client, "the certificate that kube-apiserver shows") is not { } shown)
        {
            return;
        }

        X509Certificate2 own = shown[0];
        CertificateChecks.CheckDates(notes, client, own, now, Fix);
        CertificateChecks.CheckStrength(notes, client, own, Fix);
        if (!CertificateChecks.IsFor(own, Purpose.Client))
        {
            notes.Error(client, "does not say that it is for clients", "the extended key usage clientAuth", Fix);
        }

        using X509Certificate2? root = CertificateChecks.RootOf(own, shown, authorities);
        if (root is null)
        {
            notes.Error(client, $"no authority of {path} signed it", "a certificate that the guard trusts", Fix);
        }

        ImmutableArray<string> allowed = request.Settings.Get(GuardSettings.ClientNames);
        string[] names = [.. TlsMaterial.NamesOf(own).Distinct()];
        if (!allowed.IsEmpty && !names.Any(name => allowed.Contains(name)))
        {
            notes.Error(client, $"is of {string.Join(", ", names)}", $"one of {string.Join(", ", allowed)}, which {GuardSettings.ClientNames.Name} lets in", "add its name there, or make one with nines guard init client --name NAME");
        }
        else if (root is not null)
        {
            notes.Fact($"{client} of {CertificateChecks.NameOf(own)} is let in until {SetupPlan.Time(new DateTimeOffset(own.NotAfter))}");
        }
    }
}
