using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Nines.Testing;

namespace Nines.Guard.Tests.Upstream;

/// <summary>An Azure of which a test says what it does with each request; it keeps what it was sent.</summary>
internal sealed class ScriptedAzure(ManualClock clock) : HttpMessageHandler
{
    private readonly ConcurrentQueue<SeenRequest> _seen = new();
    private int _underWay;

    /// <summary>Answers the request with this number, from 1.</summary>
    public Func<SeenRequest, CancellationToken, Task<HttpResponseMessage>> Behaviour { get; set; } = (_, _) => Task.FromResult(Json("[]"));

    public SeenRequest[] Seen => [.. _seen];

    public int Count => _seen.Count;

    public int UnderWay => Volatile.Read(ref _underWay);

    public static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Throttled(double? retryAfterSeconds)
    {
        HttpResponseMessage response = new(HttpStatusCode.TooManyRequests);
        if (retryAfterSeconds is { } seconds)
        {
            response.Headers.TryAddWithoutValidation("Retry-After", seconds.ToString("0", CultureInfo.InvariantCulture));
        }

        return response;
    }

    /// <summary>The same for every request.</summary>
    public void Always(HttpStatusCode status, string body = "{}") => Behaviour = (_, _) => Task.FromResult(Json(body, status));

    /// <summary>By the number of the request, from 1.</summary>
    public void ByNumber(Func<int, HttpResponseMessage> answer) => Behaviour = (seen, _) => Task.FromResult(answer(seen.Number));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        SeenRequest seen;
        lock (_seen)
        {
            seen = new SeenRequest(
                _seen.Count + 1,
                request.Method.Method,
                request.RequestUri!,
                Encoding.UTF8.GetString(body),
                request.Headers.Authorization?.Parameter,
                request.Headers.TryGetValues("Metadata", out IEnumerable<string>? metadata) ? metadata.Single() : null,
                clock.Passed);
            _seen.Enqueue(seen);
        }

        Interlocked.Increment(ref _underWay);
        try
        {
            return await Behaviour(seen, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}

/// <param name="Number">From 1.</param>
/// <param name="At">Time of the call, on the clock of the test.</param>
internal sealed record SeenRequest(int Number, string Method, Uri Address, string Body, string? Bearer, string? Metadata, TimeSpan At);
