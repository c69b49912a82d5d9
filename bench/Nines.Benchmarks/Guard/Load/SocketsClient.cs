using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;

namespace Nines.Benchmarks.Guard.Load;

/// <summary>One caller on the framework's HTTP client: HTTP/1.1 with a connection for each caller, or HTTP/2 with one for all.</summary>
internal sealed class SocketsClient : ReviewClient
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly HttpMessageInvoker invoker;
    private readonly Version version;
    private readonly LoadTarget target;
    private readonly Uri address;
    private readonly byte[] body;

    public SocketsClient(LoadTarget target, HttpMessageInvoker invoker, Version version)
    {
        (this.target, this.invoker, this.version) = (target, invoker, version);
        address = new Uri($"https://localhost:{target.Port}{target.Questions.Path}");
        body = new byte[target.Questions.Length];
    }

    /// <param name="reconnects">Open a connection, and so shake hands, for each review.</param>
    public static HttpMessageInvoker Invoker(LoadTarget target, bool two, bool reconnects)
    {
        SslClientAuthenticationOptions options = target.Pki.Client(two ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11);
        return new HttpMessageInvoker(new SocketsHttpHandler
        {
            SslOptions = options,
            UseCookies = false,
            UseProxy = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = reconnects ? TimeSpan.Zero : Timeout.InfiniteTimeSpan,
        });
    }

    public override async ValueTask<ReviewReply> AskAsync(long number, CancellationToken cancellation)
    {
        try
        {
            target.Questions.Write(body, number);
            using HttpRequestMessage request = new(HttpMethod.Post, address)
            {
                Version = version,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new ByteArrayContent(body),
            };
            request.Content.Headers.ContentType = Json;
            using HttpResponseMessage response = await invoker.SendAsync(request, cancellation);
            byte[] answer = await response.Content.ReadAsByteArrayAsync(cancellation);
            long arrived = TimeProvider.System.GetTimestamp();
            return new ReviewReply(
                response.StatusCode != HttpStatusCode.OK ? ReviewResult.NotOk
                    : answer.AsSpan().IndexOf(target.Questions.Expected) >= 0 ? ReviewResult.Right
                    : ReviewResult.Wrong,
                arrived,
                response.Headers.TryGetValues("x-nines-source", out IEnumerable<string>? sources) && sources.Contains("shared-cache", StringComparer.Ordinal));
        }
        catch (Exception exception) when (exception is HttpRequestException || IsBroken(exception))
        {
            return new ReviewReply(ReviewResult.Broken, TimeProvider.System.GetTimestamp());
        }
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
