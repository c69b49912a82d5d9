using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Nines.Testing.ControlPlane;

/// <summary>Requests of the administrator to a control plane, without the client that is under test.</summary>
public sealed class PlaneRequests(RealControlPlane plane) : IDisposable
{
    private readonly HttpClient _client = plane.Client(RealControlPlane.AdminToken);

    /// <exception cref="HttpRequestException">The server refuses it; the message holds what it says.</exception>
    public Task PostAsync(string path, string json, CancellationToken cancellation) => SendAsync(HttpMethod.Post, path, json, "application/json", [], cancellation);

    /// <param name="type">Such as <c>merge</c> or <c>strategic-merge</c>.</param>
    /// <inheritdoc cref="PostAsync"/>
    public Task PatchAsync(string path, string json, CancellationToken cancellation, string type = "merge") =>
        SendAsync(HttpMethod.Patch, path, json, $"application/{type}-patch+json", [], cancellation);

    /// <summary>Deletes; what is already gone is as good.</summary>
    /// <inheritdoc cref="PostAsync"/>
    public Task DeleteAsync(string path, CancellationToken cancellation, string? json = null) =>
        SendAsync(HttpMethod.Delete, path, json, "application/json", [HttpStatusCode.NotFound, HttpStatusCode.Conflict], cancellation);

    public async Task<JsonDocument> GetAsync(string path, CancellationToken cancellation)
    {
        await using Stream body = await _client.GetStreamAsync(new Uri(path, UriKind.Relative), cancellation);
        return await JsonDocument.ParseAsync(body, cancellationToken: cancellation);
    }

    /// <summary>The lines of an answer that goes on, such as a watch.</summary>
    public async IAsyncEnumerable<string> LinesAsync(string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await _client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellation);
        answer.EnsureSuccessStatusCode();
        await using Stream body = await answer.Content.ReadAsStreamAsync(cancellation);
        using var reader = new StreamReader(body);
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            yield return line;
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task SendAsync(HttpMethod method, string path, string? body, string type, HttpStatusCode[] fine, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type));
        }

        using HttpResponseMessage answer = await _client.SendAsync(request, cancellation);
        if (!answer.IsSuccessStatusCode && !fine.Contains(answer.StatusCode))
        {
            throw new HttpRequestException($"{method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellation)}", null, answer.StatusCode);
        }
    }
}
