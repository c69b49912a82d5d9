using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Nines.Guard.Upstream;

/// <summary>Sends a request once and says how it went.</summary>
internal sealed class HttpAttempt(HttpMessageInvoker client, ResilienceOptions options, TimeProvider time)
{
    private static readonly string[] s_requestIds = ["x-ms-request-id", "request-id", "x-ms-correlation-request-id"];

    /// <exception cref="OperationCanceledException">Only by <paramref name="cancellation"/>.</exception>
    public async ValueTask<Attempt> SendAsync(OutgoingCall call, CancellationToken cancellation)
    {
        long sent = time.GetTimestamp();
        try
        {
            using HttpRequestMessage request = Request(call);
            using HttpResponseMessage response = await client.SendAsync(request, cancellation);
            int status = (int)response.StatusCode;
            AttemptKind kind = KindOf(status);
            string? requestId = RequestId(response);
            if (kind == AttemptKind.Throttled)
            {
                return new Attempt(kind, status, default, requestId, sent, RetryAfter(response.Headers.RetryAfter));
            }

            (bool fits, ReadOnlyMemory<byte> body) = await ReadAsync(response.Content, cancellation);
            return fits
                ? new Attempt(kind, status, body, requestId, sent)
                : new Attempt(AttemptKind.Unusable, status, default, requestId, sent, Detail: $"an answer of more than {options.MaxBodyBytes} bytes");
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException or SocketException)
        {
            // A connection that is reset as it begins comes out of the framework as a bare SocketException.
            cancellation.ThrowIfCancellationRequested();
            string detail = lost is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } known
                ? known.HttpRequestError.ToString()
                : "connection lost";
            return new Attempt(AttemptKind.NoConnection, 0, default, null, sent, Detail: detail);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The limit on connecting ends in a cancellation without a cancelled token.
            return new Attempt(AttemptKind.NoConnection, 0, default, null, sent, Detail: "no connection in time");
        }
    }

    private HttpRequestMessage Request(OutgoingCall call)
    {
        HttpRequestMessage request = new(call.Method, call.Address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.TryAddWithoutValidation("User-Agent", options.UserAgent);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (call.Bearer is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (call.Metadata)
        {
            request.Headers.Add("Metadata", "true");
        }

        if (!call.Body.IsEmpty)
        {
            request.Content = new ReadOnlyMemoryContent(call.Body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(call.ContentType);
        }

        return request;
    }

    private static AttemptKind KindOf(int status) => status switch
    {
        >= 200 and < 300 => AttemptKind.Answered,
        401 or 403 => AttemptKind.Refused,
        429 => AttemptKind.Throttled,
        >= 400 and < 500 => AttemptKind.Rejected,
        >= 500 => AttemptKind.ServerError,
        _ => AttemptKind.Unusable,
    };

    private static string? RequestId(HttpResponseMessage response)
    {
        foreach (string name in s_requestIds)
        {
            // Azure's ids are GUIDs; anything else that long is not worth a log line.
            if (response.Headers.TryGetValues(name, out IEnumerable<string>? values) && values.FirstOrDefault() is { Length: > 0 and <= 64 } id)
            {
                return id;
            }
        }

        return null;
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : null);

    private async ValueTask<(bool Fits, ReadOnlyMemory<byte> Body)> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        int max = options.MaxBodyBytes;
        if (content.Headers.ContentLength > max)
        {
            return (false, default);
        }

        await using Stream stream = await content.ReadAsStreamAsync(cancellation);
        byte[] body = new byte[(int)Math.Min(max, content.Headers.ContentLength ?? 4096) + 1];
        int length = 0;
        while (true)
        {
            int read = await stream.ReadAsync(body.AsMemory(length), cancellation);
            length += read;
            if (read == 0)
            {
                return (true, body.AsMemory(0, length));
            }

            if (length > max)
            {
                return (false, default);
            }

            if (length == body.Length)
            {
                Array.Resize(ref body, (int)Math.Min((long)length * 2, (long)max + 1));
            }
        }
    }
}
