using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Nines.Benchmarks.Guard.Pki;

namespace Nines.Benchmarks.Guard.Stub;

/// <summary>Kestrel with mutual TLS and an answer that costs nothing: the floor below which no webhook on Kestrel can come.</summary>
internal static class StubServer
{
    public static async Task RunAsync(StubOptions options, CancellationToken cancellation)
    {
        WebApplicationBuilder builder = options.Style == StubStyle.Slim ? WebApplication.CreateSlimBuilder() : WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        if (options.Quiet)
        {
            builder.Logging.ClearProviders();
        }

        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Services.Configure<SocketTransportOptions>(sockets => Sockets(sockets, options));
        using BenchPki pki = BenchPki.Open(options.Pki);
        builder.Services.Configure<KestrelServerOptions>(kestrel => Kestrel(kestrel, options, pki));
        await using WebApplication app = builder.Build();
        if (options.Style == StubStyle.Slim)
        {
            app.Run(async context =>
            {
                await StubAnswer.DrainAsync(context.Request.BodyReader);
                context.Response.ContentLength = StubAnswer.Body.Length;
                context.Response.ContentType = "application/json";
                await context.Response.BodyWriter.WriteAsync(StubAnswer.Body, context.RequestAborted);
            });
            await app.StartAsync(cancellation);
        }
        else
        {
            await app.Services.GetRequiredService<IServer>().StartAsync(new BareApplication(options), cancellation);
        }

        await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static void Sockets(SocketTransportOptions sockets, StubOptions options)
    {
        sockets.UnsafePreferInlineScheduling = options.Inline;
        sockets.IOQueueCount = options.Queues ?? sockets.IOQueueCount;
        sockets.WaitForDataBeforeAllocatingBuffer = !options.NoWaitForData;
    }

    private static void Kestrel(KestrelServerOptions kestrel, StubOptions options, BenchPki pki)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowResponseHeaderCompression = !options.NoCompression;
        kestrel.Limits.Http2.InitialConnectionWindowSize = options.ConnectionWindow ?? kestrel.Limits.Http2.InitialConnectionWindowSize;
        X509Certificate2 certificate = pki.WithKey("server");
        X509ChainPolicy policy = pki.Policy("1.3.6.1.5.5.7.3.2");
        SslStreamCertificateContext context = SslStreamCertificateContext.Create(certificate, null, offline: true);
        kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = context,
                    ClientCertificateRequired = true,
                    CertificateChainPolicy = policy,
                    AllowTlsResume = !options.NoResume,
                    EnabledSslProtocols = options.Tls ?? System.Security.Authentication.SslProtocols.None,
                    ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
                }),
            });
            if (options.Style == StubStyle.Raw)
            {
                listen.Run(RawConnection.RunAsync);
            }
        });
    }
}
