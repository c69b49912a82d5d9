using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nines.Text;

namespace Nines.Guard.Setup.Pki;

/// <param name="Folder">Folder of the authority and of the certificate.</param>
/// <param name="Name">The common name; null to take it from the names.</param>
/// <param name="Names">Empty when it is a renewal.</param>
/// <param name="Renew">A new key and certificate for the same names; the earlier one stays good until its end.</param>
/// <param name="Replace">True when an existing certificate may be replaced.</param>
internal sealed record LeafRequest(
    string Folder, Purpose Purpose, string? Name, CertificateNames Names, Curve Curve, TimeSpan Valid, bool Renew, bool Replace);

/// <summary>Certificates of the guard and of kube-apiserver.</summary>
internal static class LeafSetup
{
    /// <summary>Source: RFC 5280, ub-common-name.</summary>
    public const int MaxNameLength = 64;

    public static ReadResult<SetupPlan> Plan(LeafRequest request, DateTimeOffset now)
    {
        string path = Path.Combine(request.Folder, request.Purpose.CertificateFile());
        ReadResult<Authority> read = Authority.Read(request.Folder);
        var faults = ImmutableArray.CreateBuilder<Diagnostic>();
        faults.AddRange(read.Diagnostics);
        X509Certificate2? earlier = Earlier(request, path, faults);
        if (!read.IsValid)
        {
            return ReadResult.Failed<SetupPlan>(faults.ToImmutable());
        }

        using Authority authority = read.Value;
        Lifetime lifetime = Lifetime.Create(now, request.Valid, Lifetime.MaxLeafLifetime);
        CheckEnd(request, authority, lifetime, now, faults);
        if (faults.Count > 0)
        {
            return ReadResult.Failed<SetupPlan>(faults.ToImmutable());
        }

        CertificateNames names = earlier is null ? request.Names : NamesOf(earlier);
        string name = request.Name ?? (earlier is null ? CommonNameFor(names) : SimpleName(earlier));
        IssuedCertificate issued = CertificateIssuer.CreateLeaf(authority, request.Purpose, name, names, request.Curve, lifetime);
        return ReadResult.Of(new SetupPlan(
            [new(request.Purpose.KeyFile(), issued.Key, IsSecret: true), new(request.Purpose.CertificateFile(), issued.Pem, IsSecret: false)],
            request.Replace || request.Renew,
            Facts(authority, issued.Certificate, earlier, name, names, now),
            Next(request, authority, lifetime)));
    }

    /// <summary>The names in a certificate.</summary>
    public static CertificateNames NamesOf(X509Certificate2 certificate)
    {
        X509SubjectAlternativeNameExtension[] lists = [.. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()];
        return new CertificateNames([.. lists.SelectMany(list => list.EnumerateDnsNames())], [.. lists.SelectMany(list => list.EnumerateIPAddresses())]);
    }

    private static X509Certificate2? Earlier(LeafRequest request, string path, ImmutableArray<Diagnostic>.Builder faults)
    {
        string keyPath = Path.Combine(request.Folder, request.Purpose.KeyFile());
        if (!request.Renew)
        {
            string[] there = [.. ((string[])[path, keyPath]).Where(File.Exists)];
            if (!request.Replace)
            {
                faults.AddRange(there.Select(file => new Diagnostic(
                    new SourcePosition(file, 0, 0), "exists already.",
                    file == there[^1] ? "--renew creates a new one for the same names; --force replaces it and keeps a copy." : null)));
            }

            return null;
        }

        if (!File.Exists(path))
        {
            faults.Add(new Diagnostic(
                new SourcePosition(path, 0, 0), "does not exist, so there is nothing to renew.", $"Create one with {request.Purpose.Verb()} --out {request.Folder}."));
            return null;
        }

        try
        {
            X509Certificate2 earlier = X509Certificate2.CreateFromPem(File.ReadAllText(path));
            if (!earlier.Extensions.OfType<X509EnhancedKeyUsageExtension>()
                    .Any(usage => usage.EnhancedKeyUsages.Cast<Oid>().Any(oid => oid.Value == request.Purpose.UsageOid())))
            {
                faults.Add(new Diagnostic(new SourcePosition(path, 0, 0), $"is not for a {request.Purpose.ToString().ToLowerInvariant()}; expected a certificate with that key usage."));
            }

            return earlier;
        }
        catch (CryptographicException)
        {
            faults.Add(new Diagnostic(new SourcePosition(path, 0, 0), "contains no certificate; expected one in PEM.", "--force creates one for given names."));
            return null;
        }
    }

    private static void CheckEnd(LeafRequest request, Authority authority, Lifetime lifetime, DateTimeOffset now, ImmutableArray<Diagnostic>.Builder faults)
    {
        if (lifetime.Until <= authority.Until)
        {
            return;
        }

        TimeSpan left = authority.Until - now;
        string shorter = left > Lifetime.MinLeafLifetime
            ? $"Ask for less with --valid {(left.TotalDays >= 2 ? $"{Math.Floor(left.TotalDays):0}d" : $"{Math.Floor(left.TotalHours):0}h")}, or change"
            : "Change";
        faults.Add(new Diagnostic(
            new SourcePosition(Path.Combine(request.Folder, Authority.CertificateFile), 0, 0),
            $"ends {SetupPlan.Time(authority.Until)}, before the certificate would, {SetupPlan.Time(lifetime.Until)}; expected an authority that outlives what it signs.",
            $"{shorter} the authority: nines guard init ca --out {request.Folder} --rotate."));
    }

    private static ImmutableArray<string> Facts(
        Authority authority, X509Certificate2 issued, X509Certificate2? earlier, string name, CertificateNames names, DateTimeOffset now)
    {
        var facts = ImmutableArray.CreateBuilder<string>();
        facts.Add($"the certificate {name}{(names.Count > 0 ? $" for {names}" : "")} ends {SetupPlan.Time(new DateTimeOffset(issued.NotAfter))}");
        if (earlier is not null)
        {
            var end = new DateTimeOffset(earlier.NotAfter);
            facts.Add(end > now
                ? $"the earlier one is valid until {SetupPlan.Time(end)}; distribute the new one before then"
                : $"the earlier one ended {SetupPlan.Time(end)}");
            if (authority.Trusted.Length > 1 && !Authority.Signed(authority.Certificate, earlier))
            {
                facts.Add($"it is signed by the new authority: every verifier needs both certificates of {Authority.CertificateFile} first");
            }
        }

        if (authority.Warning is { } warning)
        {
            facts.Add(warning);
        }

        return facts.ToImmutable();
    }

    private static ImmutableArray<string> Next(LeafRequest request, Authority authority, Lifetime lifetime)
    {
        string folder = request.Folder;
        string put = request.Purpose == Purpose.Server
            ? $"kubectl -n NAMESPACE create secret generic NAME-tls --from-file={folder}/{Authority.CertificateFile} --from-file={folder}/server.crt "
              + $"--from-file={folder}/server.key --dry-run=client -o yaml | kubectl apply -f -"
            : $"copy {Authority.CertificateFile}, client.crt and client.key to the folder on the control plane that nines guard apiserver-config named";
        string again = request.Purpose == Purpose.Server
            ? "the guards reload it without a restart"
            : "kube-apiserver reloads it within five minutes, without a restart";
        DateTimeOffset due = lifetime.Until - ((lifetime.Until - lifetime.From) / 3);
        DateTimeOffset by = due < authority.Until ? due : authority.Until;
        return
        [
            $"{put}{(request.Renew || request.Replace ? $"; {again}" : "")}",
            $"renew it before {SetupPlan.Time(by)}: {request.Purpose.Verb()} --out {folder} --renew",
        ];
    }

    private static string CommonNameFor(CertificateNames names) =>
        names.Dns.FirstOrDefault(dns => dns.Length <= MaxNameLength && !dns.StartsWith('*')) ?? (names.Addresses.IsEmpty ? "nines guard" : names.Addresses[0].ToString());

    private static string SimpleName(X509Certificate2 certificate) =>
        certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is { Length: > 0 and <= MaxNameLength } name ? name : "nines guard";
}
