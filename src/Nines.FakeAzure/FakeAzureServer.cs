using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Nines.FakeAzure.Endpoints;
using Nines.FakeAzure.Faults;
using Nines.FakeAzure.Tenants;
using Nines.FakeAzure.Tokens;

namespace Nines.FakeAzure;

/// <summary>
/// Entra ID, Graph, Azure RBAC and scale sets on one loopback address. What it answers follows from <see cref="Tenant"/> and <see cref="Compute"/> at the moment of the call;
/// it can be changed, slowed and broken while it runs. It is no safe thing to reach from elsewhere.
/// </summary>
internal sealed class FakeAzureServer : IAsyncDisposable
{
    private const int MaxBodyBytes = 1 << 20;

    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stopping;
    private int _isGone;

    private FakeAzureServer(FakeAzureOptions options)
    {
        _stopping = new CancellationTokenSource();
        Tenant = new FakeTenant(options.TenantId);
        Keys = new SigningKeys(options.Algorithm);
        Tokens = new TokenIssuer(Tenant, Keys, options.Time, options.IssuerV1, options.IssuerV2);
        Faults = new FaultBoard(options.Seed);
        Throttle = new TokenBuckets(options.Time);
        Answers = new AnswerLog(options.MaxAnswers, options.AnswerFile);
        var callers = new CallerCheck(Keys, Tokens, options.Time);
        var routes = new Routes(
            new OidcEndpoint(Tenant.Id, Keys, Tokens), new TokenEndpoint(Tenant, Keys, Tokens, options.Time), new IdentityEndpoints(Tenant, Keys, Tokens, options.Time),
            new GraphEndpoint(Tenant, callers), new CheckAccessEndpoint(Tenant, callers, Throttle),
            new ComputeEndpoint(Tenant, Compute, callers, Throttle));
        var desk = new CallDesk(routes, options.HasAdmin ? new AdminEndpoint(this) : null, Faults, Answers, options.Time);

        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
            {
                if (options.Certificate is { } certificate)
                {
                    listen.UseHttps(certificate);
                }
            });
        });
        _app = builder.Build();
        _app.Run(http => desk.HandleAsync(http, _stopping.Token));
    }

    public FakeTenant Tenant { get; }

    public FakeCompute Compute { get; } = new();

    public SigningKeys Keys { get; }

    public TokenIssuer Tokens { get; }

    public FaultBoard Faults { get; }

    public TokenBuckets Throttle { get; }

    public AnswerLog Answers { get; }

    /// <summary>Base address without a slash at the end of its path: the authority, the resource manager and Graph at once.</summary>
    public Uri BaseAddress { get; private set; } = null!;

    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<FakeAzureServer> StartAsync(FakeAzureOptions? options = null, CancellationToken cancellation = default)
    {
        var server = new FakeAzureServer(options ?? new FakeAzureOptions());
        try
        {
            await server._app.StartAsync(cancellation);
            server.BaseAddress = new Uri(server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Cuts what is in flight and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isGone, 1) != 0)
        {
            return;
        }

        await _stopping.CancelAsync();
        await _app.DisposeAsync();
        Answers.Dispose();
        Keys.Dispose();
        _stopping.Dispose();
    }
}
