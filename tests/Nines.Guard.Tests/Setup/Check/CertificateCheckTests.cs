using Nines.Guard.Setup.Check;
using Nines.Guard.Setup.Pki;
using Nines.Testing;

namespace Nines.Guard.Tests.Setup.Check;

public sealed class CertificateCheckTests : IDisposable
{
    private readonly CheckBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task What_init_made_is_fine()
    {
        (await _bench.RunAsync("certificate")).ShouldBeFine("is for guard.example.com", "signed by");
        (await _bench.RunAsync("clients")).ShouldBeFine("clients of", "of kube-apiserver is let in until");
    }

    [Fact]
    public async Task Files_that_are_missing_or_hold_no_certificate_are_told_for_each()
    {
        File.Delete(_bench.Pki.At("server.crt"));
        File.Delete(_bench.Pki.At("client.crt"));
        (await _bench.RunAsync("certificate")).ShouldTell(CheckSeverity.Problem, "is not there").Where.ShouldBe(_bench.Pki.At("server.crt"));
        (await _bench.RunAsync("clients")).ShouldTell(CheckSeverity.Problem, "is not there").Where.ShouldBe(_bench.Pki.At("client.crt"));
        _bench.Write("server.crt", "nothing");
        _bench.Write("ca.crt", "-----BEGIN CERTIFICATE-----\nbm90aGluZw==\n-----END CERTIFICATE-----\n");
        (await _bench.RunAsync("certificate")).Findings.Select(finding => finding.What).ShouldBe(["holds no certificate", "holds no certificate"]);
        (await _bench.RunAsync("clients")).ShouldTell(CheckSeverity.Problem, "holds no certificate").Where.ShouldBe(_bench.Pki.At("ca.crt"));
    }

    [Fact]
    public async Task A_key_of_another_certificate_or_none_or_one_that_others_can_read_is_told()
    {
        string key = _bench.Pki.At("server.key");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(key, File.GetUnixFileMode(key) | UnixFileMode.OtherRead);
            (await _bench.RunAsync("certificate")).ShouldTell(CheckSeverity.Warning, "has mode 0604").Where.ShouldBe(key);
        }

        _bench.Write("server.key", await File.ReadAllTextAsync(_bench.Pki.At("client.key"), TestContext.Current.CancellationToken));
        (await _bench.RunAsync("certificate")).ShouldTell(CheckSeverity.Problem, "is not the private key").Where.ShouldBe(key);
        _bench.Write("server.key", "nothing");
        (await _bench.RunAsync("certificate")).ShouldTell(CheckSeverity.Problem, "is not the private key");
        File.Delete(key);
        (await _bench.RunAsync("certificate")).ShouldTell(CheckSeverity.Problem, "is not there").Where.ShouldBe(key);
    }

    [Fact]
    public async Task Certificates_that_end_soon_or_ended_or_did_not_begin_are_told()
    {
        DateTimeOffset end = new(_bench.Pki.Certificate("server.crt").NotAfter);
        DateTimeOffset begin = new(_bench.Pki.Certificate("server.crt").NotBefore);
        await ExpectAsync(end.AddDays(-15), null, "");
        await ExpectAsync(end.AddDays(-13), CheckSeverity.Warning, "ends ");
        await ExpectAsync(end.AddDays(-2), CheckSeverity.Problem, "ends ");
        await ExpectAsync(end.AddSeconds(1), CheckSeverity.Problem, "ended ");
        await ExpectAsync(begin.AddSeconds(-1), CheckSeverity.Problem, "is valid only from ");

        async Task ExpectAsync(DateTimeOffset now, CheckSeverity? severity, string what)
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
    public async Task Weak_keys_and_signatures_are_told()
    {
        string odd = _bench.Odd("server.crt", rsaBits: 1024, isSha1: true);
        CheckResult result = await _bench.RunAsync("certificate", _bench.Request() with { Trust = odd });
        result.ShouldTell(CheckSeverity.Problem, "its RSA key has 1024 bits");
        result.ShouldTell(CheckSeverity.Problem, "it is signed with sha1");
    }

    [Fact]
    public async Task A_certificate_for_something_else_is_told()
    {
        string odd = _bench.Odd("server.crt", usages: [Purpose.Client.UsageOid()], isNamed: false);
        CheckResult server = await _bench.RunAsync("certificate", _bench.Request() with { Trust = odd });
        server.ShouldTell(CheckSeverity.Problem, "does not say that it is for servers");
        server.ShouldTell(CheckSeverity.Warning, "is for clients too");
        server.ShouldTell(CheckSeverity.Problem, "names no host");

        CheckResult client = await _bench.RunAsync("clients", _bench.Request() with { Client = _bench.Odd("other.crt") });
        client.ShouldTell(CheckSeverity.Problem, "does not say that it is for clients");
        client.ShouldTell(CheckSeverity.Problem, $"no authority of {_bench.Pki.At("ca.crt")} signed it");
    }

    [Fact]
    public async Task A_name_that_kube_apiserver_does_not_call_is_told()
    {
        CheckRequest request = _bench.Request();
        (await _bench.RunAsync("certificate", request with { Server = new Uri("https://10.0.0.1:8443") })).ShouldTell(CheckSeverity.Problem, "and not for 10.0.0.1");
        (await _bench.RunAsync("certificate", request with { Server = new Uri("https://10.0.0.1"), TlsServerName = CheckBench.Called })).ShouldBeFine();
        (await _bench.RunAsync("certificate", request with { TlsServerName = "other.example.com" })).ShouldTell(CheckSeverity.Problem, "and not for other.example.com");
        (await _bench.RunAsync("certificate", request with { Server = null })).ShouldTell(CheckSeverity.Unknown, "is for guard.example.com").Fix.ShouldContain("--server");
        (await _bench.RunAsync("clients", request with { Client = null })).ShouldTell(CheckSeverity.Unknown, "is not at hand").Fix.ShouldContain("--client");
    }

    [Fact]
    public async Task An_authority_that_signed_nothing_or_ends_first_or_is_none_is_told()
    {
        CheckResult other = await _bench.RunAsync("certificate", _bench.Request() with { Trust = _bench.Odd("other.crt", isAuthority: true) });
        other.ShouldTell(CheckSeverity.Problem, "no authority of").What.ShouldContain("its issuer is test CA");

        (await _bench.RunAsync("clients", $"tls.client-ca={_bench.Pki.At("client.crt")}")).ShouldTell(CheckSeverity.Problem, "kube-apiserver is no authority");

        string old = _bench.Odd("old.crt", days: 10, isAuthority: true);
        (await _bench.RunAsync("clients", $"tls.client-ca={old}")).ShouldTell(CheckSeverity.Warning, "ends ").Where.ShouldBe(old);

        DateTimeOffset late = new DateTimeOffset(_bench.Pki.Certificate("ca.crt").NotAfter).AddDays(-1);
        CheckResult ending = await _bench.RunAsync("certificate", _bench.Request(), new ManualClock(late));
        ending.Findings.ShouldContain(finding => finding.Where == _bench.Pki.At("ca.crt") && finding.Severity == CheckSeverity.Problem);
    }

    [Fact]
    public async Task Clients_whose_name_is_not_let_in_and_a_change_of_the_authority_are_told()
    {
        (await _bench.RunAsync("clients", "tls.client-names=someone")).ShouldTell(CheckSeverity.Problem, "is of kube-apiserver").Expected.ShouldContain("someone");
        (await _bench.RunAsync("clients", "tls.client-names=kube-apiserver")).ShouldBeFine();
        _bench.Pki.Ca(AuthorityStep.Rotate).IsValid.ShouldBeTrue();
        (await _bench.RunAsync("clients")).ShouldBeFine("a change of the authority is under way");
    }

    [Fact]
    public async Task An_authority_that_everybody_can_change_is_told()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("files have no modes there");
            return;
        }

        string ca = _bench.Pki.At("ca.crt");
        File.SetUnixFileMode(ca, File.GetUnixFileMode(ca) | UnixFileMode.OtherWrite);
        (await _bench.RunAsync("clients")).ShouldTell(CheckSeverity.Warning, "it decides who gets access").Where.ShouldBe(ca);
    }
}
