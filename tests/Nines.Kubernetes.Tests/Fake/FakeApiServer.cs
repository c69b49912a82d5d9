using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Nines.Kubernetes.Clients;
using Nines.Kubernetes.Kubeconfigs;
using Nines.Kubernetes.Transport;

namespace Nines.Kubernetes.Tests.Fake;

/// <summary>A server on a loopback port that answers as a test says, and remembers what it was asked.</summary>
internal sealed class FakeApiServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private FakeApiServer(WebApplication application) => _application = application;

    /// <summary>Path and query, in the order in which they came.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    public Func<HttpContext, Task> Answer { get; set; } = context => Status(context, 404, "NotFound", "not here");

    public Uri Address => new(_application.Urls.First() + "/");

    /// <summary>Whether a group is there whose server is gone.</summary>
    public bool HasGap { get; init; }

    /// <param name="tls">Null for none.</param>
    public static async Task<FakeApiServer> StartAsync(Func<HttpContext, Task>? answer = null, bool hasGap = false, TlsHandshakeCallbackOptions? tls = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (tls is not null)
            {
                listen.UseHttps(tls);
            }
        }));
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        WebApplication application = builder.Build();
        var server = new FakeApiServer(application) { HasGap = hasGap };
        server.Answer = answer ?? server.Answer;
        application.Run(async context =>
        {
            server.Asked.Enqueue(context.Request.Path + context.Request.QueryString.Value);
            if (!await server.DiscoveryAsync(context))
            {
                await server.Answer(context);
            }
        });
        await application.StartAsync(TestLimit.Token);
        return server;
    }

    public KubernetesClient Client(TransportOptions? options = null, TimeProvider? clock = null, Func<ClusterConnection, ClusterConnection>? change = null) => new(
        (change ?? (same => same))(new ClusterConnection("fake", Address) { Token = "s3cr3t-token" }),
        new KubeEnvironment(new Dictionary<string, string>()), clock ?? TimeProvider.System,
        options ?? new TransportOptions { FirstPause = TimeSpan.FromMilliseconds(1), MaxPause = TimeSpan.FromMilliseconds(20) });

    public static Task Json(HttpContext context, string json, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }

    public static Task Status(HttpContext context, int code, string reason, string message, string more = "") => Json(
        context, $$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"{{message}}","reason":"{{reason}}","code":{{code}}{{more}}}""", code);

    /// <summary>A page of nodes that are called n-from to n-to.</summary>
    public static string Page(int from, int to, string version, string? next)
    {
        var text = new StringBuilder($$"""{"kind":"NodeList","apiVersion":"v1","metadata":{"resourceVersion":"{{version}}"{{(next is null ? "" : $",\"continue\":\"{next}\"")}}},"items":[""");
        text.AppendJoin(',', Enumerable.Range(from, to - from + 1).Select(i => Node($"n-{i}", version)));
        return text.Append("]}\n").ToString();
    }

    public static string Node(string name, string version) => $$$"""{"metadata":{"name":"{{{name}}}","resourceVersion":"{{{version}}}"}}""";

    /// <summary>Ends the connection without an end of the answer.</summary>
    /// <param name="taken">What is sent may be lost with the connection until the client has taken it.</param>
    public static async Task Cut(HttpContext context, string begun, Task? taken = null)
    {
        await context.Response.WriteAsync(begun);
        await context.Response.Body.FlushAsync();
        await (taken ?? Task.CompletedTask);
        context.Abort();
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(new CancellationToken(canceled: true));
        await _application.DisposeAsync();
    }

    private async Task<bool> DiscoveryAsync(HttpContext context)
    {
        string? json = context.Request.Path.Value switch
        {
            "/api" => """{"kind":"APIVersions","versions":["v1"]}""",
            "/apis" => $$"""
                {"kind":"APIGroupList","groups":[{"name":"policy","versions":[{"groupVersion":"policy/v1beta1"}]},
                 {"name":"coordination.k8s.io","versions":[{"groupVersion":"coordination.k8s.io/v1"}]},
                 {{(HasGap ? """{"name":"broken","versions":[{"groupVersion":"discovery.k8s.io/v1"}]},""" : "")}}{"name":"x","versions":[{"groupVersion":"x/v1"}]}]}
                """,
            "/api/v1" => """
                {"kind":"APIResourceList","groupVersion":"v1","resources":[{"name":"nodes","verbs":["list","watch"]},{"name":"pods","verbs":["list"]},
                 {"name":"pods/eviction","group":"policy","version":"v1beta1","kind":"Eviction","verbs":["create"]}]}
                """,
            "/apis/policy/v1beta1" => """{"kind":"APIResourceList","resources":[{"name":"poddisruptionbudgets","verbs":["list"]}]}""",
            "/apis/coordination.k8s.io/v1" => """{"kind":"APIResourceList","resources":[{"name":"leases","verbs":["get"]}]}""",
            _ => null,
        };
        if (json is not null)
        {
            await Json(context, json);
            return true;
        }

        // A group whose server is gone, as an aggregated one may be: what the test answers is not for it.
        if (HasGap && context.Request.Path == "/apis/discovery.k8s.io/v1")
        {
            await Status(context, 503, "ServiceUnavailable", "the server is currently unable to handle the request");
            return true;
        }

        return false;
    }
}
