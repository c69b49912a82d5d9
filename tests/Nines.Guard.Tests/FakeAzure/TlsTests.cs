using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nines.FakeAzure;

namespace Nines.Guard.Tests.FakeAzure;

public sealed class TlsTests
{
    [Fact]
    public async Task With_a_certificate_it_speaks_tls_and_http_2()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var wanted = new CertificateRequest("CN=fake", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        wanted.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = wanted.CreateSelfSigned(now.AddMinutes(-5), now.AddHours(1));
        await using FakeAzureServer server = await FakeAzureServer.StartAsync(new FakeAzureOptions { Certificate = certificate, Algorithm = "ES256" });
        server.BaseAddress.Scheme.ShouldBe("https");
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString();
        using var http = new HttpClient(handler) { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using HttpResponseMessage reply = await http.GetAsync(new Uri(server.BaseAddress, $"/{FakeAzureOptions.UsualTenant}/discovery/v2.0/keys"));
        reply.StatusCode.ShouldBe(HttpStatusCode.OK);
        reply.Version.ShouldBe(HttpVersion.Version20);
    }
}
