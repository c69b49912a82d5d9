using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Nines.Kubernetes.Clients;
using Nines.Kubernetes.Kubeconfigs;
using Nines.Kubernetes.Tests.Fake;
using Nines.Kubernetes.Transport;

namespace Nines.Kubernetes.Tests.Transport;

/// <summary>Who is trusted, who is shown, and what is spoken, over real TLS.</summary>
public sealed class TlsTests : IDisposable
{
    private static readonly KubernetesRequest s_ask = new(HttpMethod.Get, "api", "get", "/api");

    private readonly CertificateChain _chain = new();

    private static CancellationToken Cancel => TestLimit.Token;

    public void Dispose() => _chain.Dispose();

    [Theory]
    [InlineData("root", true)]
    [InlineData("middle", true)]
    [InlineData("middle", false)]
    [InlineData("both", false)]
    [InlineData("leaf", false)]
    [InlineData("other and middle", true)]
    [InlineData("other and root", true)]
    public async Task A_server_is_trusted_whose_chain_leads_to_an_authority_of_the_kubeconfig(string trusted, bool sendsMiddle)
    {
        using var other = new CertificateChain();
        string pem = trusted switch
        {
            "root" => _chain.RootPem,
            "middle" => _chain.MiddlePem,
            "both" => _chain.RootPem + "\n" + _chain.MiddlePem,
            "leaf" => _chain.Leaf.ExportCertificatePem(),
            "other and root" => other.RootPem + "\n" + _chain.RootPem,
            _ => other.RootPem + "\n" + _chain.MiddlePem,
        };

        (await AskAsync(_chain.Server(sendsMiddle: sendsMiddle), connection => connection with { CertificateAuthority = pem })).ShouldBeNull();
    }

    [Theory]
    [InlineData("forged")]
    [InlineData("another authority")]
    [InlineData("another authority of the same name")]
    [InlineData("for clients")]
    [InlineData("over")]
    [InlineData("another name")]
    [InlineData("no authority")]
    [InlineData("nothing to the root")]
    public async Task Any_other_server_is_not(string fault)
    {
        using var other = new CertificateChain();
        TlsHandshakeCallbackOptions server = _chain.Server(
            fault switch
        {
            "forged" => _chain.Forged(),
            "for clients" => _chain.Issue("server", isForServers: false),
            "over" => _chain.Issue("server", ends: TimeSpan.FromMinutes(-1)),
            _ => _chain.Leaf,
        },
            fault != "nothing to the root");
        ClusterConnection With(ClusterConnection connection) => fault switch
        {
            "another authority" => connection with { CertificateAuthority = other.RootPem },
            "another authority of the same name" => connection with { CertificateAuthority = other.MiddlePem },
            "another name" => connection with { CertificateAuthority = _chain.MiddlePem, TlsServerName = "elsewhere" },
            "no authority" => connection,
            "nothing to the root" => connection with { CertificateAuthority = _chain.RootPem },
            _ => connection with { CertificateAuthority = _chain.MiddlePem },
        };

        KubernetesException failure = (await AskAsync(server, With)).ShouldNotBeNull();

        failure.Kind.ShouldBe(KubernetesErrorKind.Untrusted);
        failure.Message.ShouldContain("no TLS connection");
        failure.Hint.ShouldBe("Check certificate-authority, tls-server-name and the client certificate of this context.");
        (await AskAsync(server, connection => connection with { InsecureSkipTlsVerify = true })).ShouldBeNull();
    }

    [Fact]
    public async Task The_certificate_of_the_user_is_shown_and_the_protocol_is_HTTP_2()
    {
        X509Certificate2 anna = _chain.Issue("anna", isForServers: false);
        string? seen = null;
        await using FakeApiServer server = await FakeApiServer.StartAsync(
            context =>
            {
                seen = $"{context.Connection.ClientCertificate?.Subject} over {context.Request.Protocol}";
                return FakeApiServer.Json(context, "{}");
            },
            tls: _chain.Server());
        using KubernetesClient client = server.Client(change: connection => connection with
        {
            Server = new Uri($"https://localhost:{server.Address.Port}/"),
            CertificateAuthority = _chain.RootPem,
            Token = null,
            ClientCertificate = new ClientCertificatePem(anna.ExportCertificatePem(), anna.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()),
        });

        await client.Transport.ReadAsync(s_ask with { Path = "x" }, Cancel);

        seen.ShouldBe("CN=anna over HTTP/2");
    }

    [Fact]
    public async Task A_server_that_offers_only_HTTP_1_is_spoken_with_as_well()
    {
        string? seen = null;
        await using FakeApiServer server = await FakeApiServer.StartAsync(context =>
        {
            seen = context.Request.Protocol;
            return FakeApiServer.Json(context, "{}");
        });
        using KubernetesClient client = server.Client();

        await client.Transport.ReadAsync(s_ask with { Path = "x" }, Cancel);

        seen.ShouldBe("HTTP/1.1");
    }

    private static async Task<KubernetesException?> AskAsync(TlsHandshakeCallbackOptions tls, Func<ClusterConnection, ClusterConnection> change)
    {
        await using FakeApiServer server = await FakeApiServer.StartAsync(tls: tls);
        using KubernetesClient client = server.Client(new TransportOptions { Attempts = 1 }, change: connection => change(connection with { Server = new Uri($"https://127.0.0.1:{server.Address.Port}/") }));
        try
        {
            await client.Transport.ReadAsync(s_ask, Cancel);
            return null;
        }
        catch (KubernetesException exception)
        {
            return exception;
        }
    }
}
