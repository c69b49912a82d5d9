using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Nines.Guard.Decisions;
using Nines.Testing.Tls;

namespace Nines.Guard.Tests.Serving;

public sealed class TlsTests
{
    private static readonly Uri s_access = new("/subjectaccessreviews", UriKind.Relative);

    private static CancellationToken Cancel => TestLimit.Token;

    [Theory]
    [InlineData("none", "missing")]
    [InlineData("another authority", "untrusted")]
    [InlineData("expired", "untrusted")]
    [InlineData("for servers", "untrusted")]
    [InlineData("for nothing", "purpose")]
    public async Task A_caller_without_a_valid_certificate_gets_no_connection(string which, string why)
    {
        await using TestGuard guard = await TestGuard.StartAsync(Answering.Access(Verdict.Allow));
        using var other = new TestAuthority();
        (string? certificate, string? key) = which switch
        {
            "none" => (null, null),
            "another authority" => Issued(other.Issue("kube-apiserver", TestAuthority.ForClients)),
            "expired" => Issued(guard.Authority.Issue("kube-apiserver", TestAuthority.ForClients, expired: true)),
            "for servers" => Issued(guard.Authority.Issue("kube-apiserver", TestAuthority.ForServers)),
            _ => Issued(guard.Authority.Issue("kube-apiserver", purpose: null)),
        };
        foreach (Version version in (Version[])[HttpVersion.Version11, HttpVersion.Version20])
        {
            using HttpClient client = guard.ClientWith(certificate, key, version);
            await Should.ThrowAsync<HttpRequestException>(() => client.PostAsync(s_access, TestGuard.Access(), Cancel));
        }

        (await guard.OperationsAsync("/metrics")).Text.ShouldContain($"nines_guard_client_certificates_refused_total{{why=\"{why}\"}} 2");
    }

    [Fact]
    public async Task Client_names_can_be_required()
    {
        await using TestGuard guard = await TestGuard.StartAsync(Answering.Access(Verdict.Allow), null, "tls.client-names=kube-apiserver");
        using HttpClient named = guard.Client();
        using HttpResponseMessage response = await named.PostAsync(s_access, TestGuard.Access(), Cancel);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        using HttpClient unnamed = guard.Client(name: "somebody");
        await Should.ThrowAsync<HttpRequestException>(() => unnamed.PostAsync(s_access, TestGuard.Access(), Cancel));
    }

    [Fact]
    public async Task A_changed_certificate_serves_new_connections_and_faulty_files_change_nothing()
    {
        await using TestGuard guard = await TestGuard.StartAsync(Answering.Access(Verdict.Allow), null, "reload-interval=10m");
        string changed = guard.ChangeServerCertificate();
        (await ServedAsync(guard)).ShouldNotBe(changed);
        guard.Reload();
        (await ServedAsync(guard)).ShouldBe(changed);

        guard.WriteFile("tls.key", "not a key");
        guard.Reload();
        (await ServedAsync(guard)).ShouldBe(changed);
        (await guard.OperationsAsync("/metrics")).Text.ShouldContain("nines_guard_reloads_total{file=\"certificates\",outcome=\"failed\"} 1");
        string log = await guard.LogAsync();
        log.ShouldContain("reload-failed");
        log.ShouldNotContain("not a key");
    }

    [Fact]
    public async Task A_changed_authority_keeps_open_connections_and_applies_to_new_ones()
    {
        await using TestGuard guard = await TestGuard.StartAsync(Answering.Access(Verdict.Allow), null, "reload-interval=10m");
        using HttpClient before = guard.Client();
        using HttpResponseMessage first = await before.PostAsync(s_access, TestGuard.Access(), Cancel);
        using var next = new TestAuthority("another");
        guard.WriteFile("ca.crt", next.CertificatePem);
        guard.Reload();

        using HttpResponseMessage second = await before.PostAsync(s_access, TestGuard.Access(), Cancel);
        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        using HttpClient old = guard.Client();
        await Should.ThrowAsync<HttpRequestException>(() => old.PostAsync(s_access, TestGuard.Access(), Cancel));
        (string certificate, string key) = next.Issue("kube-apiserver", TestAuthority.ForClients);
        using HttpClient accepted = guard.ClientWith(certificate, key);
        using HttpResponseMessage third = await accepted.PostAsync(s_access, TestGuard.Access(), Cancel);
        third.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Versions_of_tls_before_1_2_are_refused()
    {
        await using TestGuard guard = await TestGuard.StartAsync(Answering.Access(Verdict.Allow));
        var address = new Uri(guard.Server.ReviewsAddress);
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(address.Host, address.Port, Cancel);
        await using var stream = new System.Net.Security.SslStream(socket.GetStream());
#pragma warning disable SYSLIB0039, CA5397 // The version is what is tested.
        await Should.ThrowAsync<Exception>(() => stream.AuthenticateAsClientAsync("localhost", null, SslProtocols.Tls11, checkCertificateRevocation: false));
#pragma warning restore SYSLIB0039, CA5397
    }

    private static (string? Certificate, string? Key) Issued((string Certificate, string Key) issued) => issued;

    private static async Task<string> ServedAsync(TestGuard guard)
    {
        var address = new Uri(guard.Server.ReviewsAddress);
        (string certificate, string key) = guard.Authority.Issue("kube-apiserver", TestAuthority.ForClients);
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(address.Host, address.Port, Cancel);
        await using var stream = new System.Net.Security.SslStream(socket.GetStream());
        await stream.AuthenticateAsClientAsync(
            new System.Net.Security.SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                ClientCertificates = [X509Certificate2.CreateFromPem(certificate, key)],
#pragma warning disable CA5359 // What is served is looked at here, not trusted.
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
            },
            Cancel);
        return stream.RemoteCertificate!.GetSerialNumberString();
    }
}
