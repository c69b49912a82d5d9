using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Nines.Testing.Processes;

namespace Nines.Testing.Otlp;

/// <summary>Takes spans and metrics by OTLP over HTTP, on a loopback port of its own, and reads them (opentelemetry-proto 1.x).</summary>
public sealed class OtlpCollector : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<byte[]> _bodies = new();
    private readonly ConcurrentQueue<OtlpSpan> _spans = new();
    private readonly ConcurrentQueue<OtlpMetric> _metrics = new();
    private readonly Task _serving;

    public OtlpCollector()
    {
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePorts.Next()}"));
        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address { get; }

    /// <summary>Every span so far.</summary>
    public ImmutableArray<OtlpSpan> Spans => [.. _spans];

    /// <summary>The latest of each metric.</summary>
    public ImmutableDictionary<string, OtlpMetric> Metrics =>
        _metrics.GroupBy(metric => metric.Name).ToImmutableDictionary(group => group.Key, group => group.Last());

    /// <summary>All that came, as it came: to look for what must not be there.</summary>
    public ImmutableArray<byte[]> Bodies => [.. _bodies];

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            using MemoryStream body = new();
            await context.Request.InputStream.CopyToAsync(body);
            context.Response.StatusCode = Take(context.Request, body.ToArray());
            context.Response.ContentType = "application/x-protobuf";
            context.Response.Close();
        }
    }

    private int Take(HttpListenerRequest request, byte[] body)
    {
        if (request.HttpMethod != "POST" || request.ContentType != "application/x-protobuf")
        {
            return 415;
        }

        _bodies.Enqueue(body);
        ProtoMessage message = ProtoMessage.Read(body);
        switch (request.Url!.AbsolutePath)
        {
            case "/v1/traces":
                foreach (ProtoMessage resource in message.Messages(1))
                {
                    foreach (ProtoMessage span in resource.Messages(2, 2))
                    {
                        _spans.Enqueue(OtlpSpan.Read(span, OtlpAttributes.Read(resource.Messages(1, 1))));
                    }
                }

                return 200;
            case "/v1/metrics":
                foreach (ProtoMessage metric in message.Messages(1, 2, 2))
                {
                    _metrics.Enqueue(OtlpMetric.Read(metric));
                }

                return 200;
            default:
                return 404;
        }
    }
}
