using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using Azure.Core.Pipeline;
using Nines.Azure.FailureDomains;
using Nines.Clouds;
using Nines.FakeAzure;
using Nines.FakeAzure.Faults;
using Nines.FakeAzure.Tenants;
using Nines.FakeAzure.Tokens;

namespace Nines.Azure.Tests.FailureDomains;

/// <summary>A resource manager on the loopback, an auditor who may read one resource group, and a reader that asks it over TLS.</summary>
internal sealed class ArmSite : IAsyncDisposable
{
    public const string Subscription = "5a9d0000-0000-0000-0000-000000000001";
    public const string Group = $"/subscriptions/{Subscription}/resourceGroups/mc_shop";
    public const string Compute = $"{Group}/providers/Microsoft.Compute";
    public const string Auditor = "a0d10000-0000-0000-0000-000000000001";
    public static readonly FakeRole Reader = new(Actions: ["*/read"]);

    private readonly X509Certificate2 _certificate;
    private readonly SocketsHttpHandler _handler = new();

    private ArmSite(FakeAzureServer server, X509Certificate2 certificate, EagerClock clock)
    {
        (Server, _certificate, Clock) = (server, certificate, clock);
        _handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString();
        Options = new ArmOptions
        {
            Cloud = new AzureCloud("fake", server.BaseAddress, server.BaseAddress),
            Time = clock,
            Transport = new HttpClientTransport(new HttpClient(_handler, disposeHandler: false)),
        };
        Credential = new Credentials(context => server.Tokens.Issue(new TokenRequest(Auditor, context.Scopes[0][..^"/.default".Length])));
    }

    public FakeAzureServer Server { get; }

    public EagerClock Clock { get; }

    public ArmOptions Options { get; set; }

    public Credentials Credential { get; set; }

    /// <summary>A client that trusts the site.</summary>
    public HttpClient Http() => new(_handler, disposeHandler: false) { BaseAddress = Server.BaseAddress };

    public static async Task<ArmSite> StartAsync(EagerClock? clock = null, string scope = Group, FakeRole? role = null)
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
        server.Tenant.Put(new FakeRoleAssignment("a0000000-0000-0000-0000-000000000001", Auditor, role ?? Reader, scope));
        var options = new ArmOptions();
        return new ArmSite(server, certificate, clock ?? new EagerClock(options.Try, options.Whole));
    }

    public static string SetId(string name) => $"{Compute}/virtualMachineScaleSets/{name}";

    public static NodeProvider Node(string set, string instance) => new($"{set}-{instance}", $"azure://{SetId(set)}/virtualMachines/{instance}");

    public static NodeProvider Machine(string name) => new(name, $"azure://{Compute}/virtualMachines/{name}");

    /// <summary>A Uniform set whose instance n is in fault domain n mod 2, update domain n mod 3 and zone n mod 3 + 1.</summary>
    public void PutSet(string name, int instances, int? count = 5, Func<FakeInstance, FakeInstance>? change = null) =>
        Server.Compute.Put(new FakeScaleSet(SetId(name), count, Instances:
            [.. Enumerable.Range(0, instances).Select(n => (change ?? (same => same))(new FakeInstance($"{n}", n % 2, n % 3, $"{(n % 3) + 1}")))]));

    public Task<DomainReading> ReadAsync(params NodeProvider[] nodes) => new ScaleSetReader(Credential, Options).ReadAsync(nodes);

    public Task<DomainReading> ReadSetAsync(string name, int instances) => ReadAsync([.. Enumerable.Range(0, instances).Select(n => Node(name, $"{n}"))]);

    public int Asked(PathKind kind) => Server.Answers.Read().Count(answer => answer.Kind == kind);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _handler.Dispose();
        _certificate.Dispose();
    }

    /// <summary>Gives what it is told to, and counts.</summary>
    internal sealed class Credentials(Func<TokenRequestContext, string> give) : TokenCredential
    {
        private int _asked;

        public int Asked => _asked;

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            return new AccessToken(give(requestContext), TimeProvider.System.GetUtcNow().AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
