using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nines.Guard.Setup.Pki;

namespace Nines.Guard.Tests.Setup.Pki;

/// <summary>Certificates as openssl, an independent program, reads them.</summary>
public sealed class CertificateProfileTests
{
    // openssl checks against the clock of this machine.
    private static readonly DateTimeOffset s_today = TimeProvider.System.GetUtcNow();

    [Theory]
    [InlineData("P256", "P256")]
    [InlineData("P384", "P256")]
    [InlineData("P256", "P384")]
    [InlineData("P384", "P384")]
    public void Openssl_accepts_each_chain_for_its_purpose_and_for_no_other(string authority, string leaf)
    {
        using var folder = new PkiFolder(s_today);
        folder.Ca(curve: Enum.Parse<Curve>(authority)).Diagnostics.ShouldBeEmpty();
        folder.Server(["guard.example.org", "*.peers.guard.svc"], ["10.0.200.10", "fd00::10"], Enum.Parse<Curve>(leaf)).Diagnostics.ShouldBeEmpty();
        folder.Client().Diagnostics.ShouldBeEmpty();

        Verify(folder, "server.crt", "sslserver").ShouldBe(0);
        Verify(folder, "client.crt", "sslclient").ShouldBe(0);
        Verify(folder, "server.crt", "sslclient").ShouldNotBe(0);
        Verify(folder, "client.crt", "sslserver").ShouldNotBe(0);
        Verify(folder, "server.crt", "sslserver", "-verify_hostname", "guard.example.org").ShouldBe(0);
        Verify(folder, "server.crt", "sslserver", "-verify_hostname", "pod-0.peers.guard.svc").ShouldBe(0);
        Verify(folder, "server.crt", "sslserver", "-verify_hostname", "other.example.org").ShouldNotBe(0);
        Verify(folder, "server.crt", "sslserver", "-verify_ip", "10.0.200.10").ShouldBe(0);
        Verify(folder, "server.crt", "sslserver", "-verify_ip", "fd00::10").ShouldBe(0);
        Verify(folder, "server.crt", "sslserver", "-verify_ip", "10.0.200.11").ShouldNotBe(0);
    }

    [Fact]
    public void Openssl_finds_the_authority_valid_by_RFC_5280()
    {
        using var folder = new PkiFolder(s_today);
        folder.Ca();
        folder.Server();
        string ca = OpenSsl.Run(folder.Path, "x509", "-in", "ca.crt", "-noout", "-text").Output;
        ca.ShouldContain("CA:TRUE, pathlen:0");
        ca.ShouldContain("Certificate Sign, CRL Sign");
        ca.ShouldContain("ecdsa-with-SHA384");
        string server = OpenSsl.Run(folder.Path, "x509", "-in", "server.crt", "-noout", "-text").Output;
        server.ShouldContain("CA:FALSE");
        server.ShouldContain("X509v3 Key Usage: critical\n                Digital Signature\n");
        server.ShouldContain("X509v3 Extended Key Usage: \n                TLS Web Server Authentication\n");

        string Identifier(string text, string title) => text[text.IndexOf(title, StringComparison.Ordinal)..].Split('\n')[1].Trim();
        Identifier(server, "X509v3 Authority Key Identifier").ShouldBe(Identifier(ca, "X509v3 Subject Key Identifier"));
        Identifier(server, "X509v3 Subject Key Identifier").ShouldNotBe(Identifier(ca, "X509v3 Subject Key Identifier"));
    }

    [Fact]
    public void A_leaf_cannot_sign_another_certificate()
    {
        using var folder = new PkiFolder(s_today);
        folder.Ca();
        folder.Server();
        File.Copy(folder.At("ca.crt"), folder.At("root.crt"));

        // Whoever stole the guard's key names it as an authority.
        File.Copy(folder.At("server.crt"), folder.At("ca.crt"), overwrite: true);
        File.Copy(folder.At("server.key"), folder.At("ca.key"), overwrite: true);
        folder.Client().Diagnostics.Single().ToString().ShouldContain("CA:TRUE");
    }

    [Fact]
    public void Serial_numbers_have_128_random_bits()
    {
        using var folder = new PkiFolder();
        folder.Ca();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        int bits = 0;
        const int rounds = 32;
        for (int round = 0; round < rounds; round++)
        {
            folder.Server(replace: true);
            using X509Certificate2 certificate = folder.Certificate("server.crt");
            string serial = certificate.SerialNumber;
            seen.Add(serial).ShouldBeTrue();
            bits += serial.Sum(digit => int.PopCount(int.Parse(digit.ToString(), NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
        }

        // Of 4,096 fair bits; ten standard deviations either way.
        bits.ShouldBeInRange((64 * rounds) - 320, (64 * rounds) + 320);
    }

    [Fact]
    public void Validity_is_as_requested_begins_five_minutes_early_and_never_exceeds_what_platforms_accept()
    {
        using var folder = new PkiFolder();
        DateTimeOffset now = folder.Clock.GetUtcNow();
        folder.Ca();
        using X509Certificate2 ca = folder.Certificate("ca.crt");
        new DateTimeOffset(ca.NotBefore).ShouldBe(now.AddMinutes(-5));
        new DateTimeOffset(ca.NotAfter).ShouldBe(now.AddDays(3650));

        folder.Clock.Advance(TimeSpan.FromDays(1));
        now = folder.Clock.GetUtcNow();
        folder.Server(valid: Lifetime.MaxLeafLifetime);
        using X509Certificate2 server = folder.Certificate("server.crt");
        new DateTimeOffset(server.NotBefore).ShouldBe(now.AddMinutes(-5));
        (server.NotAfter - server.NotBefore).ShouldBe(TimeSpan.FromDays(825));

        folder.Server(valid: TimeSpan.FromHours(1), replace: true);
        using X509Certificate2 brief = folder.Certificate("server.crt");
        new DateTimeOffset(brief.NotAfter).ShouldBe(now.AddHours(1));
    }

    [Fact]
    public void An_external_RSA_authority_signs_too()
    {
        using var folder = new PkiFolder(s_today);
        Directory.CreateDirectory(folder.Path);
        OpenSsl.Run(
            folder.Path, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.crt", "-days", "400", "-subj", "/O=Example/CN=corporate",
            "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign").Code.ShouldBe(0);
        folder.Server().Diagnostics.ShouldBeEmpty();
        Verify(folder, "server.crt", "sslserver", "-verify_hostname", "localhost").ShouldBe(0);
        using X509Certificate2 server = folder.Certificate("server.crt");
        using ECDsa? key = server.GetECDsaPublicKey();
        key.ShouldNotBeNull();
    }

    private static int Verify(PkiFolder folder, string certificate, string purpose, params string[] more) => OpenSsl.Run(
        folder.Path, ["verify", "-x509_strict", "-check_ss_sig", "-CAfile", "ca.crt", "-purpose", purpose, .. more, certificate]).Code;
}
