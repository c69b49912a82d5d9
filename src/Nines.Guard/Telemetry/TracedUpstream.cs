using System.Diagnostics;
using Nines.Guard.Upstream;

namespace Nines.Guard.Telemetry;

/// <summary>A span for each call to Azure, its retries included, that belongs to a traced review. No path and no body: they name users.</summary>
internal sealed class TracedUpstream(IUpstream inner, ReviewTraces traces) : IUpstream
{
    /// <inheritdoc/>
    public ValueTask<UpstreamAnswer> SendAsync(UpstreamRequest request, CancellationToken cancellation) =>
        traces.IsTracing ? TraceAsync(request, cancellation) : inner.SendAsync(request, cancellation);

    private async ValueTask<UpstreamAnswer> TraceAsync(UpstreamRequest request, CancellationToken cancellation)
    {
        using Activity? span = traces.BeginPart($"azure {request.Part}", ActivityKind.Client);
        span?.SetTag("nines.upstream.part", request.Part);
        span?.SetTag("http.request.method", request.Method.Method);
        span?.SetTag("server.address", request.Address.Host);
        try
        {
            UpstreamAnswer answer = await inner.SendAsync(request, cancellation);
            span?.SetTag("http.response.status_code", answer.Status);
            span?.SetTag("nines.upstream.request_id", answer.RequestId);
            return answer;
        }
        catch (GuardUnavailableException why)
        {
            span?.SetStatus(ActivityStatusCode.Error, why.Message);
            throw;
        }
        catch
        {
            span?.SetStatus(ActivityStatusCode.Error);
            throw;
        }
    }
}
