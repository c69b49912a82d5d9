using Nines.Guard.Setup.Check;
using Nines.Guard.Setup.Pki;
using Nines.Testing;
using Nines.Text;

namespace Nines.Guard.Tests.Setup.Check;

public sealed class CertificateCheckTests : IDisposable
{
    private readonly CheckBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Files_of_init_pass_all_checks()
    {
        (await _bench.RunAsync("certificate")).ShouldBeFine("is for guard.example.com", "signed by");
        (await _bench.RunAsync("clients")).ShouldBeFine("clients of", "of kube-apiserver is let in until");
    }

    [Fact]
    public async Task Missing_files_and_files_without_a_certificate_are_reported()
    {
        File.Delete(_bench.Pki.At("server.crt"));
        File.Delete(_bench.Pki.At("client.crt"));
        (await _bench.RunAsync("certificate")).ShouldTell(Severity.Error, "does not exist").Where.ShouldBe(_bench.Pki.At("server.crt"));
        (await _bench.RunAsync("clients")).ShouldTell(Severity.Error, "does not exist").Where.ShouldBe(_bench.Pki.At("client.crt"));
        _bench.Write("server.crt", "nothing");
        _bench.Write("ca.crt", "-----BEGIN CERTIFICATE-----\nbm90aGluZw==\n-----END CERTIFICATE-----\n");
        (await _bench.RunAsync("certificate")).Findings.Select(finding => finding.What).ShouldBe(["contains no certificate", "contains no certificate"]);
        (await _bench.RunAsync("clients")).ShouldTell(Severity.Error, "contains no certificate").Where.ShouldBe(_bench.Pki.At("ca.crt"));
    }

    [Fact]
    public async Task A_wrong_missing_or_readable_key_is_reported()
    {
        string key = _bench.Pki.At("server.key");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(key, File.GetUnixFileMode(key) | UnixFileMode.OtherRead);
            (await _bench.RunAsync("certificate")).ShouldTell(Severity.Warning, "has mode 0604").Where.ShouldBe(key);
        }

        _bench.Write("server.key", await File.ReadAllTextAsync(_bench.Pki.At("client.key"), TestLimit.Token));
        (await _bench.RunAsync("certificate")).ShouldTell(Severity.Error, "is not the private key").Where.ShouldBe(key);
        _bench.Write("server.key", "nothing");
        (await _bench.RunAsync("certificate")).ShouldTell(Severity.Error, "is not the private key");
        File.Delete(key);
        (await _bench.RunAsync("certificate")).ShouldTell(Severity.Error, "does not exist").Where.ShouldBe(key);
    }

    [Fact]
    public async Task Expiring_expired_and_future_certificates_are_reported()
    {
        DateTimeOffset end = new(_bench.Pki.Certificate("server.crt").NotAfter);
        DateTimeOffset begin = new(_bench.Pki.Certificate("server.crt").NotBefore);
        await ExpectAsync(end.AddDays(-15), null, "");
        await ExpectAsync(end.AddDays(-13), Severity.Warning, "ends ");
        await ExpectAsync(end.AddDays(-2), Severity.Error, "ends ");
        await ExpectAsync(end.AddSeconds(1), Severity.Error, "ended ");
        await ExpectAsync(begin.AddSeconds(-1), Severity.Error, "is valid only from ");

        async Task ExpectAsync(DateTimeOffset now, Severity? severity, string what)
        {
            foreach ((string check, string file) in new[] { ("certificate", "server.crt"), ("clients", "client.crt") })
            {
                CheckResult result = await _bench.RunAsync(check, _bench.Request(), new ManualClock(now));
                CheckFinding? own = result.Findings.SingleOrDefault(finding => finding.Where == _bench.Pki.At(file));
                own?.What.ShouldContain(what);
                own?.Severity.ShouldBe(severity!.Value);
                (own is null).ShouldBe(severity is null);
            }
        }
    }

    [Fact]
    public async Task Weak_keys_and_signatures_are_reported()
    {
        string odd = _bench.Odd("server.crt", rsaBits: 1024, isSha1: true);
        CheckResult result = await _bench.RunAsync("certificate", _bench.Request() with { Trust = odd });
        result.ShouldTell(Severity.Error, "its RSA key has 1024 bits");
        result.ShouldTell(Severity.Error, "it is signed with sha1");
    }

    [Fact]
    public async Task A_certificate_for_another_purpose_is_reported()
    {
        string odd = _bench.Odd("server.crt", usages: [Purpose.Client.UsageOid()], isNamed: false);
        CheckResult server = await _bench.RunAsync("certificate", _bench.Request() with { Trust = odd });
        server.ShouldTell(Severity.Error, "does not say that it is for servers");
        server.ShouldTell(Severity.Warning, "is for clients too");
        server.ShouldTell(Severity.Error, "names no host");

        CheckResult client = await _bench.RunAsync("clients", _bench.Request() with { Client = _bench.Odd("other.crt") });
        client.ShouldTell(Severity.Error, "does not say that it is for clients");
        client.ShouldTell(Severity.Error, $"no authority of {_bench.Pki.At("ca.crt")} signed it");
    }

    [Fact]
    public async Task A_name_that_kube_apiserver_does_not_call_is_reported()
    {
        CheckRequest request = _bench.Request();
        (await _bench.RunAsync("certificate", request with { Server = new Uri("https://10.0.0.1:8443") })).ShouldTell(Severity.Error, "and not for 10.0.0.1");
        (await _bench.RunAsync("certificate", request with { Server = new Uri("https://10.0.0.1"), TlsServerName = CheckBench.Called })).ShouldBeFine();
        (await _bench.RunAsync("certificate", request with { TlsServerName = "other.example.com" })).ShouldTell(Severity.Error, "and not for other.example.com");
        (await _bench.RunAsync("certificate", request with { Server = null })).ShouldTell(Severity.Note, "is for guard.example.com").Fix.ShouldContain("--server");
        (await _bench.RunAsync("clients", request with { Client = null })).ShouldTell(Severity.Note, "is not at hand").Fix.ShouldContain("--client");
    }

    [Fact]
    public async Task A_wrong_or_expiring_authority_is_reported()
    {
        CheckResult other = await _bench.RunAsync("certificate", _bench.Request() with { Trust = _bench.Odd("other.crt", isAuthority: true) });
        other.ShouldTell(Severity.Error, "no authority of").What.ShouldContain("its issuer is test CA");

        (await _bench.RunAsync("clients", $"tls.client-ca={_bench.Pki.At("client.crt")}")).ShouldTell(Severity.Error, "kube-apiserver is not an authority");

        string old = _bench.Odd("old.crt", days: 10, isAuthority: true);
        (await _bench.RunAsync("clients", $"tls.client-ca={old}")).ShouldTell(Severity.Warning, "ends ").Where.ShouldBe(old);

        DateTimeOffset late = new DateTimeOffset(_bench.Pki.Certificate("ca.crt").NotAfter).AddDays(-1);
        CheckResult ending = await _bench.RunAsync("certificate", _bench.Request(), new ManualClock(late));
        ending.Findings.ShouldContain(finding => finding.Where == _bench.Pki.At("ca.crt") && finding.Severity == Severity.Error);
    }

    [Fact]
    public async Task Refused_client_names_and_a_change_of_the_authority_are_reported()
    {
        (await _bench.RunAsync("clients", "tls.client-names=someone")).ShouldTell(Severity.Error, "is of kube-apiserver").Expected.ShouldContain("someone");
        (await _bench.RunAsync("clients", "tls.client-names=kube-apiserver")).ShouldBeFine();
        _bench.Pki.Ca(AuthorityStep.Rotate).IsValid.ShouldBeTrue();
        (await _bench.RunAsync("clients")).ShouldBeFine("a change of the authority is under way");
    }

    [Fact]
    public async Task An_authority_that_all_users_can_change_is_reported()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("files have no modes there");
            return;
        }

        string ca = _bench.Pki.At("ca.crt");
        File.SetUnixFileMode(ca, File.GetUnixFileMode(ca) | UnixFileMode.OtherWrite);
        (await _bench.RunAsync("clients")).ShouldTell(Severity.Warning, "it decides who gets access").Where.ShouldBe(ca);
    }
}
