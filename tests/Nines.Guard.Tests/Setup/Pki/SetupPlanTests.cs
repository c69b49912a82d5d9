using System.Net;
using System.Security.Cryptography.X509Certificates;
using Nines.Guard.Files;
using Nines.Guard.Setup.Pki;
using Nines.Testing.Processes;
using Nines.Text;

namespace Nines.Guard.Tests.Setup.Pki;

public sealed class SetupPlanTests
{
    [Fact]
    public void Existing_files_are_replaced_only_by_force_and_copies_are_kept()
    {
        using var folder = new PkiFolder();
        folder.Ca();
        folder.Server();
        string key = File.ReadAllText(folder.At("ca.key"));
        folder.Ca().Diagnostics.Length.ShouldBe(2);
        folder.Ca().Diagnostics[^1].ToString().ShouldContain("--rotate");
        folder.Server().Diagnostics[^1].ToString().ShouldContain("--renew");
        File.ReadAllText(folder.At("ca.key")).ShouldBe(key);

        folder.Ca(replace: true).Diagnostics.ShouldBeEmpty();
        File.ReadAllText(folder.At("ca.key")).ShouldNotBe(key);
        File.ReadAllText(folder.At("ca.key.20300101T000000Z.old")).ShouldBe(key);

        // Twice within the same second: both copies are kept.
        folder.Ca(replace: true).Diagnostics.ShouldBeEmpty();
        Directory.GetFiles(folder.Path, "ca.key.*.old").Length.ShouldBe(2);
    }

    [Fact]
    public void A_renewed_certificate_has_the_same_names_and_another_key_and_the_earlier_one_is_still_good()
    {
        using var folder = new PkiFolder();
        folder.Ca();
        folder.Server(["guard.example.org", "*.peers.guard.svc"], ["10.0.200.10", "fd00::10"]);
        using X509Certificate2 before = folder.Certificate("server.crt");
        folder.Clock.Advance(TimeSpan.FromDays(200));
        ReadResult<SetupPlan> renewed = folder.Server(renew: true);
        using X509Certificate2 after = folder.Certificate("server.crt");

        LeafSetup.NamesOf(after).ToString().ShouldBe("guard.example.org, *.peers.guard.svc, 10.0.200.10, fd00::10");
        after.Subject.ShouldBe(before.Subject);
        after.GetPublicKeyString().ShouldNotBe(before.GetPublicKeyString());
        after.SerialNumber.ShouldNotBe(before.SerialNumber);
        new DateTimeOffset(after.NotAfter).ShouldBe(folder.Clock.GetUtcNow().AddDays(365));
        string.Join('\n', renewed.Value!.Facts).ShouldContain("the earlier one is valid until 2031-01-01 00:00 UTC");
        File.Exists(folder.At("server.key.20300720T000000Z.old")).ShouldBeTrue();
    }

    [Fact]
    public void Nothing_outlives_its_authority()
    {
        using var folder = new PkiFolder();
        folder.Ca(valid: TimeSpan.FromDays(400));
        folder.Server().Diagnostics.ShouldBeEmpty();
        folder.Clock.Advance(TimeSpan.FromDays(100));
        string told = folder.Server(renew: true).Diagnostics.Single().ToString();
        told.ShouldContain("ends 2031-02-05 00:00 UTC");
        told.ShouldContain("--valid 300d");
        told.ShouldContain("--rotate");
        folder.Server(renew: true, valid: TimeSpan.FromDays(300)).Diagnostics.ShouldBeEmpty();

        folder.Clock.Advance(TimeSpan.FromDays(400));
        folder.Server(renew: true).Diagnostics.Single().ToString().ShouldNotContain("--valid");
    }

    [Fact]
    public void An_authority_is_not_retired_while_something_needs_it_and_no_second_change_begins_before_the_end_of_the_first()
    {
        using var folder = new PkiFolder();
        folder.Ca();
        folder.Server();
        folder.Client();
        folder.Ca(AuthorityStep.Retire).Diagnostics.Single().ToString().ShouldContain("contains one authority");
        folder.Ca(AuthorityStep.Rotate);
        folder.Ca(AuthorityStep.Rotate).Diagnostics.Single().ToString().ShouldContain("--retire");

        folder.Ca(AuthorityStep.Retire).Diagnostics.Length.ShouldBe(2);
        string.Join('\n', folder.Server(renew: true).Value!.Facts).ShouldContain("both certificates of ca.crt first");
        folder.Ca(AuthorityStep.Retire).Diagnostics.Single().ToString().ShouldContain("nines guard init client");
        folder.Client(renew: true);
        folder.Ca(AuthorityStep.Retire).Diagnostics.ShouldBeEmpty();
        var left = new X509Certificate2Collection();
        left.ImportFromPemFile(folder.At("ca.crt"));
        left.Count.ShouldBe(1);
    }

    [Fact]
    public void All_missing_and_damaged_parts_are_reported_at_once()
    {
        using var folder = new PkiFolder();
        folder.Server().Diagnostics.Length.ShouldBe(2);
        folder.Server(renew: true).Diagnostics.Length.ShouldBe(3);
        folder.Ca();
        folder.Server();
        File.WriteAllText(folder.At("ca.key"), File.ReadAllText(folder.At("server.key")));
        folder.Client().Diagnostics.Single().ToString().ShouldContain("is not the private key");
        File.WriteAllText(folder.At("ca.crt"), "nothing");
        folder.Client().Diagnostics.Single().ToString().ShouldContain("no certificate");
        File.WriteAllText(folder.At("server.crt"), "nothing");
        folder.Server(renew: true).Diagnostics.ShouldContain(fault => fault.Message.Contains("no certificate", StringComparison.Ordinal));
    }

    [Fact]
    public void A_certificate_for_clients_is_not_renewed_as_one_for_servers()
    {
        using var folder = new PkiFolder();
        folder.Ca();
        folder.Client();
        File.Copy(folder.At("client.crt"), folder.At("server.crt"));
        folder.Server(renew: true).Diagnostics.Single().ToString().ShouldContain("is not for a server");
    }

    [Fact]
    public void Secrets_are_readable_by_their_owner_only()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no modes of files");
        using var folder = new PkiFolder();
        folder.Ca();
        folder.Server();
        folder.Server(renew: true);
        foreach (string path in Directory.GetFiles(folder.Path))
        {
#pragma warning disable CA1416 // Skipped above.
            bool isPublic = path.EndsWith(".crt", StringComparison.Ordinal);
            File.GetUnixFileMode(path).ShouldBe((UnixFileMode)Convert.ToInt32(isPublic ? "644" : "600", 8), path);
#pragma warning restore CA1416
        }
    }

    [Fact]
    public void When_one_file_cannot_be_written_none_is()
    {
        using var folder = new TempFolder();
        folder.Write("one", "before");
        Directory.CreateDirectory(Path.Combine(folder.Path, "two", "inside"));
        Should.Throw<Exception>(() => SecretFiles.Write(
            folder.Path, [new("one", "after", true), new("two", "after", true)], replace: true, new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero)))
            .ShouldBeAssignableTo<SystemException>();
        File.ReadAllText(Path.Combine(folder.Path, "one")).ShouldBe("before");
        Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Length.ShouldBe(1);

        Should.Throw<IOException>(() => SecretFiles.Write(
            folder.Path, [new("new", "after", true), new("one", "after", true)], replace: false, DateTimeOffset.UnixEpoch));
        Directory.GetFiles(folder.Path).Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("guard.example.org", true)]
    [InlineData("localhost", true)]
    [InlineData("*.peers.guard.svc", true)]
    [InlineData("xn--bcher-kva.example", true)]
    [InlineData("1.example", true)]
    [InlineData("", false)]
    [InlineData("*", false)]
    [InlineData("*.org", false)]
    [InlineData("a.*.org", false)]
    [InlineData("a*.example.org", false)]
    [InlineData("guard.example.org.", false)]
    [InlineData("-a.example.org", false)]
    [InlineData("a_b.example.org", false)]
    [InlineData("a..b", false)]
    [InlineData("b\u00fccher.example", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("https://guard", false)]
    [InlineData("guard\n", false)]
    public void Host_names_are_checked(string text, bool isGood) => CertificateNames.IsDnsName(text).ShouldBe(isGood);

    [Theory]
    [InlineData("10.0.200.10", true)]
    [InlineData("fd00::10", true)]
    [InlineData("::1", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1", false)]
    [InlineData("1", false)]
    [InlineData("010.0.0.1", false)]
    [InlineData("0x0a.0.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("fe80::1%eth0", false)]
    [InlineData("[::1]", false)]
    [InlineData("[::1]:80", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("10.0.0.0/8", false)]
    public void Addresses_are_checked(string text, bool isGood)
    {
        CertificateNames.TryParseAddress(text, out IPAddress address).ShouldBe(isGood);
        (isGood ? address.ToString() : "").ShouldBe(isGood ? text : "");
    }

    [Fact]
    public void A_service_has_all_of_its_names()
    {
        CertificateNames.OfService("guard.kube-system")!.Value.ShouldBe(
            ["guard.kube-system.svc", "guard.kube-system", "guard", "guard.kube-system.svc.cluster.local", "*.guard-peers.kube-system.svc"]);
        CertificateNames.OfService("guard")!.Value[0].ShouldBe("guard.guard.svc");
        CertificateNames.OfService("Guard").ShouldBeNull();
        CertificateNames.OfService("a.b.svc").ShouldBeNull();
    }

    [Fact]
    public void Names_of_maximum_length_are_accepted_in_certificates()
    {
        using var folder = new PkiFolder();
        folder.Ca();
        string longest = string.Join('.', Enumerable.Repeat(new string('a', 62), 4));
        CertificateNames.IsDnsName(longest).ShouldBeTrue();
        folder.Server([longest]).Diagnostics.ShouldBeEmpty();
        using X509Certificate2 server = folder.Certificate("server.crt");
        server.Subject.ShouldBe("CN=nines guard");
        folder.Client("O=x, CN=\"y\" #+;<>").Diagnostics.ShouldBeEmpty();
        using X509Certificate2 client = folder.Certificate("client.crt");
        client.GetNameInfo(X509NameType.SimpleName, forIssuer: false).ShouldBe("O=x, CN=\"y\" #+;<>");
    }
}
