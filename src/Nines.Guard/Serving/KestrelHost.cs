using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Nines.Guard.Configuration;

namespace Nines.Guard.Serving;

/// <summary>One Kestrel with nothing around it: no routing, no middleware, no logging of its own (bench/results/guard-floor.md says why).</summary>
internal sealed class KestrelHost : IAsyncDisposable
{
    private readonly WebApplication _container;

    public KestrelHost(ListenAddress address, Action<KestrelServerOptions> configure, Action<ListenOptions> listen)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            configure(kestrel);
            if (address.Address is { } ip)
            {
                kestrel.Listen(ip, address.Port, listen);
            }
            else
            {
                kestrel.ListenAnyIP(address.Port, listen);
            }
        });
        _container = builder.Build();
        Server = _container.Services.GetRequiredService<IServer>();
    }

    public IServer Server { get; }

    /// <summary>Where it listens, once started.</summary>
    public string Address => Server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";

    public ValueTask DisposeAsync() => _container.DisposeAsync();
}
