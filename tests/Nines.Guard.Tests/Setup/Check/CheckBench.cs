using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nines.Guard.Setup.Check;
using Nines.Guard.Tests.Serving;
using Nines.Guard.Tests.Setup.Pki;
using Nines.Text;

namespace Nines.Guard.Tests.Setup.Check;

/// <summary>A guard's files as <c>nines guard init</c> makes them, to be spoilt one at a time and looked at.</summary>
internal sealed class CheckBench : IDisposable
{
    public const string Called = "guard.example.com";

    public CheckBench()
    {
        Pki.Ca().IsValid.ShouldBeTrue();
        Pki.Server(dns: [Called]).IsValid.ShouldBeTrue();
        Pki.Client().IsValid.ShouldBeTrue();
    }

    public PkiFolder Pki { get; } = new();

    /// <param name="settings">Each <c>name=value</c>; goes before what is usual.</param>
    public CheckRequest Request(params string[] settings)
    {
        string[] usual = [$"tls.certificate={Pki.At("server.crt")}", $"tls.key={Pki.At("server.key")}", $"tls.client-ca={Pki.At("ca.crt")}"];
        return new CheckRequest(Configured.By([.. settings.Concat(usual).DistinctBy(setting => setting.Split('=')[0])]))
        {
            Server = new Uri($"https://{Called}"),
            Client = Pki.At("client.crt"),
        };
    }

    /// <summary>Runs one check by its name.</summary>
    public Task<CheckResult> RunAsync(string name, params string[] settings) => RunAsync(name, Request(settings));

    public async Task<CheckResult> RunAsync(string name, CheckRequest request, TimeProvider? time = null)
    {
        time ??= Pki.Clock;
        GuardCheck check = GuardChecks.All(request, time).Single(check => check.Name == name);
        CheckReport report = await CheckRunner.RunAsync([check], TimeSpan.FromMinutes(1), time, TestLimit.Token);
        CheckResult result = report.Checks.Single();
        result.Findings.ShouldAllBe(finding => finding.Where.Length > 0 && finding.What.Length > 0 && finding.Fix.Length > 0);
        return result;
    }

    /// <summary>Writes a file that only its owner can read.</summary>
    public string Write(string name, string text)
    {
        string path = Pki.At(name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return path;
    }

    /// <summary>Puts a certificate of its own making into the place of the guard's or a client's.</summary>
    /// <param name="days">Days of validity from now; it began a year ago.</param>
    /// <param name="usages">Extended key usages.</param>
    public string Odd(
        string name, double days = 90, int rsaBits = 2048, bool isSha1 = false, bool isAuthority = false, string[]? usages = null, bool isNamed = true)
    {
        using var key = RSA.Create(rsaBits);
        var request = new CertificateRequest($"CN={Called}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        var oids = new OidCollection();
        Array.ForEach(usages ?? ["1.3.6.1.5.5.7.3.1"], usage => oids.Add(new Oid(usage)));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(oids, critical: false));
        if (isNamed)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(Called);
            request.CertificateExtensions.Add(names.Build());
        }

        DateTimeOffset now = Pki.Clock.GetUtcNow();
        X509SignatureGenerator signer = isSha1 ? new Sha1Signer(key) : X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1);
        using X509Certificate2 made = request.Create(request.SubjectName, signer, now.AddDays(Math.Min(-365, days - 1)), now.AddDays(days), [1]);
        File.WriteAllText(Pki.At("server.key"), key.ExportPkcs8PrivateKeyPem());
        return Write(name, made.ExportCertificatePem());
    }

    public void Dispose() => Pki.Dispose();

    /// <summary>Signs as nobody should any more, which .NET refuses to do by itself.</summary>
    private sealed class Sha1Signer(RSA key) : X509SignatureGenerator
    {
        // sha1WithRSAEncryption without parameters.
        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) => Convert.FromHexString("300D06092A864886F70D0101050500");

#pragma warning disable CA5350 // That is what is to be found.
        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => key.SignData(data, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);
#pragma warning restore CA5350

        protected override PublicKey BuildPublicKey() => new(key);
    }
}

/// <summary>Common assertions about results.</summary>
internal static class CheckResults
{
    /// <summary>The one finding that says this, with how much it matters.</summary>
    public static CheckFinding ShouldTell(this CheckResult result, Severity severity, string what)
    {
        CheckFinding[] found = [.. result.Findings.Where(finding => finding.What.Contains(what, StringComparison.Ordinal))];
        found.Length.ShouldBe(1, $"'{what}' in: {string.Join(" | ", result.Findings)}");
        found[0].Severity.ShouldBe(severity);
        return found[0];
    }

    public static void ShouldBeFine(this CheckResult result, params string[] facts)
    {
        result.Findings.ShouldBeEmpty();
        Array.ForEach(facts, fact => result.Facts.ShouldContain(known => known.Contains(fact, StringComparison.Ordinal)));
    }
}
