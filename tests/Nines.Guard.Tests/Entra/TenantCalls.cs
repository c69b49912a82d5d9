using System.Net.Http.Headers;
using Nines.FakeAzure;
using Nines.FakeAzure.Tokens;
using Nines.Guard.Tests.FakeAzure;
using Nines.Guard.Upstream;

namespace Nines.Guard.Tests.Entra;

/// <summary>Calls the pretended Azure as <see cref="IUpstream"/> promises, once and without any patience, and counts.</summary>
internal sealed class TenantCalls(FakeAzureServer server, TimeProvider time) : IUpstream, IDisposable
{
    private readonly HttpClient _http = new();
    private int _calls;

    /// <summary>Calls of a part, by the last piece of their address.</summary>
    public List<string> Made { get; } = [];

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Waited for before a call is sent, when not null.</summary>
    public Task? Gate { get; set; }

    public async ValueTask<UpstreamAnswer> SendAsync(UpstreamRequest request, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _calls);
        lock (Made)
        {
            Made.Add($"{request.Part} {request.Address.Segments[^1]}");
        }

        if (Gate is { } gate)
        {
            await gate.WaitAsync(cancellation);
        }

        long sent = time.GetTimestamp();
        using var message = new HttpRequestMessage(request.Method, request.Address);
        message.Content = request.Body.IsEmpty ? null : new ReadOnlyMemoryContent(request.Body);
        message.Headers.Authorization = request.Scope is { } scope
            ? new AuthenticationHeaderValue("Bearer", server.Tokens.Issue(new TokenRequest(Cloud.Guard, scope[..^"/.default".Length], Groups: GroupClaims.None)))
            : null;
        try
        {
            using HttpResponseMessage reply = await _http.SendAsync(message, cancellation);
            int status = (int)reply.StatusCode;
            return status is < 400 or (< 500 and not 401 and not 403 and not 429)
                ? new UpstreamAnswer(status, await reply.Content.ReadAsByteArrayAsync(cancellation), null, sent)
                : throw new GuardUnavailableException(request.Part, Unavailability.Lasting, $"{request.Part}: status {status}");
        }
        catch (HttpRequestException lost)
        {
            throw new GuardUnavailableException(request.Part, Unavailability.Brief, $"{request.Part}: no connection", lost);
        }
    }

    public void Dispose() => _http.Dispose();
}
