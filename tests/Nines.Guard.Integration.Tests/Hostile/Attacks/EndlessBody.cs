using System.Net;
using System.Net.Http.Headers;

namespace Nines.Guard.Integration.Tests.Hostile.Attacks;

/// <summary>A review that is announced to be as large as the largest, comes almost to its end, and stays there.</summary>
internal sealed class EndlessBody : HttpContent
{
    private const int Announced = 1 << 20;
    private const int Sent = 900 << 10;

    private readonly CancellationToken _cancellation;

    private EndlessBody(CancellationToken cancellation)
    {
        _cancellation = cancellation;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    /// <returns>Null when no answer came.</returns>
    public static async Task<HttpStatusCode?> SendAsync(HttpClient client, CancellationToken cancellation)
    {
        try
        {
            using var body = new EndlessBody(cancellation);
            using HttpResponseMessage response = await client.PostAsync(new Uri("/subjectaccessreviews", UriKind.Relative), body, cancellation);
            return response.StatusCode;
        }
        catch (Exception end) when (end is HttpRequestException or OperationCanceledException or IOException)
        {
            return null;
        }
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        byte[] piece = new byte[32 * 1024];
        Array.Fill(piece, (byte)' ');
        for (int sent = 0; sent < Sent; sent += piece.Length)
        {
            await stream.WriteAsync(piece, _cancellation);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, _cancellation);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = Announced;
        return true;
    }
}
