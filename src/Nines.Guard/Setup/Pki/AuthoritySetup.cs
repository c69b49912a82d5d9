using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nines.Guard.Files;
using Nines.Text;

namespace Nines.Guard.Setup.Pki;

/// <summary>Request for a change of the authority in a folder.</summary>
internal enum AuthorityStep
{
    /// <summary>A first one.</summary>
    Create,

    /// <summary>Another one beside it, which signs from now on; both are trusted.</summary>
    Rotate,

    /// <summary>The end of a rotation: the earlier one is no longer trusted.</summary>
    Retire,
}

/// <param name="Folder">Folder of <c>ca.crt</c> and <c>ca.key</c>.</param>
/// <param name="Name">Begins the common name; at most 48 characters.</param>
/// <param name="Replace">True when a new authority may replace an existing one.</param>
internal sealed record AuthorityRequest(string Folder, AuthorityStep Step, string Name, Curve Curve, TimeSpan Valid, bool Replace);

/// <summary>
/// Authorities are replaced without a moment in which a part trusts none: first both are trusted everywhere, then the new one signs
/// all certificates again, then the earlier one is removed.
/// </summary>
internal static class AuthoritySetup
{
    public static ReadResult<SetupPlan> Plan(AuthorityRequest request, DateTimeOffset now) => request.Step switch
    {
        AuthorityStep.Create => Create(request, now),
        AuthorityStep.Rotate => WithAuthority(request, authority => Rotate(request, authority, now)),
        _ => WithAuthority(request, authority => Retire(request, authority)),
    };

    private static ReadResult<SetupPlan> Create(AuthorityRequest request, DateTimeOffset now)
    {
        Diagnostic[] there = [.. ((string[])[Authority.CertificateFile, Authority.KeyFile])
            .Select(name => Path.Combine(request.Folder, name))
            .Where(File.Exists)
            .Select(path => new Diagnostic(new SourcePosition(path, 0, 0), "exists already."))];
        if (there.Length > 0 && !request.Replace)
        {
            there[^1] = there[^1] with
            {
                Hint = "--rotate adds a new authority; --force replaces it and invalidates the certificates that it signed.",
            };
            return ReadResult.Failed<SetupPlan>([.. there]);
        }

        IssuedCertificate issued = Issue(request, now);
        return ReadResult.Of(new SetupPlan(
            Files(issued.Pem, issued.Key),
            request.Replace,
            [Fact(issued)],
            [
                $"nines guard init server --out {request.Folder} --service NAME.NAMESPACE --ip ADDRESS",
                $"nines guard init client --out {request.Folder}",
                $"keep {Path.Combine(request.Folder, Authority.KeyFile)} off the cluster: it can sign certificates that the guard trusts",
            ]));
    }

    private static ReadResult<SetupPlan> Rotate(AuthorityRequest request, Authority authority, DateTimeOffset now)
    {
        if (authority.Trusted.Length > 1)
        {
            return Failed(
                request, $"contains {authority.Trusted.Length} authorities; expected one: the last rotation has not ended.",
                $"End it with nines guard init ca --out {request.Folder} --retire.");
        }

        IssuedCertificate issued = Issue(request, now);
        return ReadResult.Of(new SetupPlan(
            Files(issued.Pem + string.Concat(authority.Trusted.Select(Pem)), issued.Key),
            Replaces: true,
            [
                Fact(issued),
                $"the earlier authority {CommonName(authority.Certificate)} ends {SetupPlan.Time(authority.Until)}; {Authority.CertificateFile} contains both",
            ],
            [
                $"give {Authority.CertificateFile} to all guards (in their Secret) and to kube-apiserver (in its folder; it reads {Authority.CertificateFile} when it starts), and wait until all have it",
                $"then nines guard init server --out {request.Folder} --renew and nines guard init client --out {request.Folder} --renew, and give those out",
                $"then nines guard init ca --out {request.Folder} --retire",
            ]));
    }

    private static ReadResult<SetupPlan> Retire(AuthorityRequest request, Authority authority)
    {
        X509Certificate2[] earlier = [.. authority.Trusted.Where(other => !other.RawDataMemory.Span.SequenceEqual(authority.Certificate.RawDataMemory.Span))];
        if (earlier.Length == 0)
        {
            return Failed(request, "contains one authority, the one that signs; expected an earlier one beside it.", "A rotation begins with --rotate.");
        }

        var faults = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (Purpose purpose in Enum.GetValues<Purpose>())
        {
            string path = Path.Combine(request.Folder, purpose.CertificateFile());
            if (File.Exists(path) && !IsSignedBy(authority, path))
            {
                faults.Add(new Diagnostic(
                    new SourcePosition(path, 0, 0), "is not signed by the new authority, and would no longer be trusted.",
                    $"First {purpose.Verb()} --out {request.Folder} --renew, and distribute it."));
            }
        }

        return faults.Count > 0 ? ReadResult.Failed<SetupPlan>(faults.ToImmutable()) : ReadResult.Of(new SetupPlan(
            [new OwnedFile(Authority.CertificateFile, Pem(authority.Certificate), IsSecret: false)],
            Replaces: true,
            [.. earlier.Select(other => $"{CommonName(other)} is no longer trusted")],
            [
                $"give {Authority.CertificateFile} to all guards and to kube-apiserver, after all of them show their new certificates",
                "then delete the .old copies with the earlier key",
            ]));
    }

    private static ReadResult<SetupPlan> WithAuthority(AuthorityRequest request, Func<Authority, ReadResult<SetupPlan>> plan)
    {
        ReadResult<Authority> read = Authority.Read(request.Folder);
        if (!read.IsValid)
        {
            return ReadResult.Failed<SetupPlan>(read.Diagnostics);
        }

        using Authority authority = read.Value;
        return plan(authority);
    }

    private static IssuedCertificate Issue(AuthorityRequest request, DateTimeOffset now) =>
        CertificateIssuer.CreateAuthority(request.Name, request.Curve, Lifetime.Create(now, request.Valid, Lifetime.MaxAuthorityLifetime));

    private static bool IsSignedBy(Authority authority, string path)
    {
        try
        {
            using X509Certificate2 certificate = X509Certificate2.CreateFromPem(File.ReadAllText(path));
            return Authority.Signed(authority.Certificate, certificate);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static ImmutableArray<OwnedFile> Files(string certificates, string key) =>
        [new(Authority.KeyFile, key, IsSecret: true), new(Authority.CertificateFile, certificates, IsSecret: false)];

    private static string Fact(IssuedCertificate issued) =>
        $"the authority {CommonName(issued.Certificate)} ends {SetupPlan.Time(new DateTimeOffset(issued.Certificate.NotAfter))}";

    private static string CommonName(X509Certificate2 certificate) => certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);

    private static string Pem(X509Certificate2 certificate) => certificate.ExportCertificatePem() + "\n";

    private static ReadResult<SetupPlan> Failed(AuthorityRequest request, string fault, string hint) => ReadResult.Failed<SetupPlan>(
        new Diagnostic(new SourcePosition(Path.Combine(request.Folder, Authority.CertificateFile), 0, 0), fault, hint));
}
