using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Nines.Guard.Composition;
using Nines.Guard.Configuration;
using Nines.Guard.Files;
using Nines.Guard.Serving;
using Nines.Guard.Serving.Connections;
using Nines.Guard.Telemetry;
using Nines.Testing.Processes;
using Nines.Testing.Tls;

namespace Nines.Guard.Tests.Serving;

/// <summary>A guard on free loopback ports of this process, its files in a folder of its own, and clients that may or may not talk to it.</summary>
internal sealed class TestGuard : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Instruments _instruments = new();
    private readonly MemoryStream _output = new();
    private readonly GuardLog _log;
    private readonly WatchedFiles<TlsMaterial> _tls;

    private TestGuard(GuardParts parts, TimeProvider time, string[] settings)
    {
        string certificate = _folder.File("tls.crt"), key = _folder.File("tls.key"), ca = _folder.File("ca.crt");
        ChangeServerCertificate();
        File.WriteAllText(ca, Authority.CertificatePem);
        Settings = Configured.By([$"tls.certificate={certificate}", $"tls.key={key}", $"tls.client-ca={ca}", "listen=127.0.0.1:0", "operations-listen=127.0.0.1:0", .. settings]);
        _log = new GuardLog(_output, new LogFormat(hashUsers: false), time, _instruments.LogLost);
        _tls = WatchedFiles<TlsMaterial>.Open([certificate, key, ca], contents => TlsMaterial.Read(certificate, key, ca, contents)).Watched!;
        Server = new GuardServer(Settings, parts, _tls, _log, _instruments, time);
    }

    public TestAuthority Authority { get; } = new();

    public ConfiguredSettings Settings { get; }

    public GuardServer Server { get; }

    public static async Task<TestGuard> StartAsync(GuardParts parts, TimeProvider? time = null, params string[] settings)
    {
        var guard = new TestGuard(parts, time ?? TimeProvider.System, settings);
        await guard.Server.StartAsync(TestLimit.Token);
        return guard;
    }

    /// <summary>A client of this guard's authority.</summary>
    public HttpClient Client(Version? version = null, string name = "kube-apiserver")
    {
        (string certificate, string key) = Authority.Issue(name, TestAuthority.ForClients);
        return ClientWith(certificate, key, version);
    }

    /// <summary>A client with this certificate, or without one.</summary>
    public HttpClient ClientWith(string? certificate, string? key, Version? version = null)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(Authority.CertificatePem);
        policy.ApplicationPolicy.Add(new Oid(TestAuthority.ForServers));
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = policy,
                ClientCertificateContext = certificate is null ? null
                    : SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(certificate, key), null, offline: true),
            },
        };
        return new HttpClient(handler)
        {
            BaseAddress = new Uri(Server.ReviewsAddress),
            DefaultRequestVersion = version ?? HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    /// <summary>Puts another certificate of the same authority into the files.</summary>
    /// <returns>Its serial number.</returns>
    public string ChangeServerCertificate()
    {
        (string certificate, string key) = Authority.Issue("nines-guard", TestAuthority.ForServers);
        File.WriteAllText(_folder.File("tls.crt"), certificate);
        File.WriteAllText(_folder.File("tls.key"), key);
        using var read = X509Certificate2.CreateFromPem(certificate);
        return read.SerialNumber;
    }

    public void WriteFile(string name, string text) => File.WriteAllText(_folder.File(name), text);

    /// <summary>Looks at the files now.</summary>
    public void Reload() => _tls.Look("certificates", _log, _instruments);

    public async Task<(int Status, string Text)> OperationsAsync(string path)
    {
        using var client = new HttpClient { BaseAddress = new Uri(Server.OperationsAddress) };
        using HttpResponseMessage response = await client.GetAsync(new Uri(path, UriKind.Relative), TestLimit.Token);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestLimit.Token));
    }

    /// <summary>Ends the log, and answers with what it holds.</summary>
    public async Task<string> LogAsync()
    {
        await _log.DisposeAsync();
        return Encoding.UTF8.GetString(_output.ToArray());
    }

    public static ByteArrayContent Json(string text)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    public static ByteArrayContent Access(string user = "ada", string verb = "get", string ns = "dev", string version = "v1") => Json(
        $$$"""{"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/{{{version}}}","spec":{"user":"{{{user}}}","{{{(version == "v1" ? "groups" : "group")}}}":["developers"],"resourceAttributes":{"verb":"{{{verb}}}","version":"v1","resource":"pods","namespace":"{{{ns}}}"} } }""");

    public static ByteArrayContent Token(string token) =>
        Json($$$"""{"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1","spec":{"token":"{{{token}}}"}}""");

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await _tls.DisposeAsync();
        await _log.DisposeAsync();
        _instruments.Dispose();
        Authority.Dispose();
        _folder.Dispose();
    }
}
