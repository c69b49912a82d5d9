using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using Azure.Core.Pipeline;
using Nines.Azure.FailureDomains;
using Nines.Cli.Frame;
using Nines.Clouds;
using Nines.FakeAzure;
using Nines.FakeAzure.Tenants;
using Nines.FakeAzure.Tokens;

namespace Nines.Cli.Tests.Labelling;

/// <summary>A resource manager on the loopback with one scale set, and somebody who may read it.</summary>
internal sealed class AzureSite : IAsyncDisposable
{
    private const string Group = "/subscriptions/5a9d0000-0000-0000-0000-000000000001/resourceGroups/mc_shop";
    private const string Set = $"{Group}/providers/Microsoft.Compute/virtualMachineScaleSets/apps";
    private const string Auditor = "a0d10000-0000-0000-0000-000000000001";
    private readonly FakeAzureServer _server;
    private readonly X509Certificate2 _certificate;
    private readonly SocketsHttpHandler _handler = new();

    private AzureSite(FakeAzureServer server, X509Certificate2 certificate)
    {
        (_server, _certificate) = (server, certificate);
        _handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString();
    }

    /// <summary>The provider id of an instance.</summary>
    public static string ProviderId(int instance) => $"azure://{Set}/virtualMachines/{instance}";

    /// <param name="instances">Instance n is in fault domain n mod 2 and update domain n mod 3.</param>
    /// <param name="mayRead">Whether the auditor has the role.</param>
    public static async Task<AzureSite> StartAsync(int instances, bool mayRead = true)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var wanted = new CertificateRequest("CN=fake", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        wanted.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        X509Certificate2 certificate = wanted.CreateSelfSigned(now.AddMinutes(-5), now.AddHours(1));
        FakeAzureServer server = await FakeAzureServer.StartAsync(new FakeAzureOptions { Certificate = certificate, Algorithm = "ES256" });
        server.Tenant.Put(new FakeServicePrincipal(Auditor, "a0d10000-0000-0000-0000-0000000000a1"));
        server.Tenant.Put(new FakeRoleAssignment("a0000000-0000-0000-0000-000000000001", Auditor, new FakeRole(Actions: [mayRead ? "*/read" : "nothing/read"]), Group));
        server.Compute.Put(new FakeScaleSet(Set, 5, Instances: [.. Enumerable.Range(0, instances).Select(n => new FakeInstance($"{n}", n % 2, n % 3, null))]));
        return new AzureSite(server, certificate);
    }

    /// <summary>A world whose Azure is this one.</summary>
    public CommandHost World(CommandHost host) => host with
    {
        ScaleSets = _ => new ScaleSetReader(new Token(_server), new ArmOptions
        {
            Cloud = new AzureCloud("fake", _server.BaseAddress, _server.BaseAddress),
            Transport = new HttpClientTransport(new HttpClient(_handler, disposeHandler: false)),
        }),
    };

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _handler.Dispose();
        _certificate.Dispose();
    }

    private sealed class Token(FakeAzureServer server) : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(server.Tokens.Issue(new TokenRequest(Auditor, requestContext.Scopes[0][..^"/.default".Length])), TimeProvider.System.GetUtcNow().AddHours(1));

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
