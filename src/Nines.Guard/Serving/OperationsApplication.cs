using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Nines.Guard.Telemetry;

namespace Nines.Guard.Serving;

/// <summary>
/// <c>/livez</c>, <c>/readyz</c> and <c>/metrics</c>, on a port without TLS: the kubelet has no client certificate. Alive means that the process
/// answers, ready that callers should be sent here.
/// </summary>
internal sealed class OperationsApplication(Readiness readiness, PrometheusText metrics) : IHttpApplication<IFeatureCollection>
{
    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        IHttpRequestFeature request = context.GetRequiredFeature<IHttpRequestFeature>();
        IHttpResponseFeature response = context.GetRequiredFeature<IHttpResponseFeature>();
        (int status, string text) = request.Method is "GET" or "HEAD" ? Answer(request.Path) : (405, "Expected GET.\n");
        byte[] body = Encoding.UTF8.GetBytes(text);
        response.StatusCode = status;
        response.Headers.ContentType = request.Path == "/metrics" ? "text/plain; version=0.0.4; charset=utf-8" : "text/plain; charset=utf-8";
        response.Headers.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        if (request.Method != "HEAD")
        {
            await context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(body, context.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted);
        }
    }

    private (int Status, string Text) Answer(string path)
    {
        switch (path)
        {
            case "/livez":
                return (200, "ok\n");
            case "/readyz":
                string[] reasons = [.. readiness.Reasons()];
                return reasons.Length == 0 ? (200, "ok\n") : (503, string.Join('\n', reasons) + "\n");
            case "/metrics":
                return (200, metrics.Write());
            default:
                return (404, "Expected /livez, /readyz or /metrics.\n");
        }
    }
}
