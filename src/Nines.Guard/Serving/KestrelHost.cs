using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Nines.Guard.Configuration;
using Nines.Guard.Serving.Connections;

namespace Nines.Guard.Serving;

/// <summary>One Kestrel with nothing around it: no routing, no middleware, no logging of its own (bench/results/guard-floor.md says why).</summary>
internal sealed class KestrelHost : IAsyncDisposable
{
    private readonly WebApplication _container;

    public KestrelHost(ListenAddress address, Action<KestrelServerOptions> configure, Action<ListenOptions> listen)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Services.Configure<SocketTransportOptions>(AbruptEnd.Listen);
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            configure(kestrel);
            if (address.Address is { } ip)
            {
                kestrel.Listen(ip, address.Port, Configure);
            }
            else
            {
                kestrel.ListenAnyIP(address.Port, Configure);
            }
        });
        _container = builder.Build();
        Server = _container.Services.GetRequiredService<IServer>();

        void Configure(ListenOptions options)
        {
            options.Use(AbruptEnd.Follow);
            listen(options);
        }
    }

    public IServer Server { get; }

    /// <summary>Address that it listens on, once started.</summary>
    public string Address => Server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";

    public ValueTask DisposeAsync() => _container.DisposeAsync();
}
