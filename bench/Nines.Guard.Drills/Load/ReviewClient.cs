using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Nines.Testing.Consistency;

namespace Nines.Guard.Drills.Load;

/// <summary>Answer of a guard.</summary>
/// <param name="Status">0 when there was no answer.</param>
/// <param name="AnswerId">The answer of Azure that the reason names; null when it names none.</param>
/// <param name="Version">The version of the cached entry; empty when it is not cached.</param>
/// <param name="Failure">The reason when there was no answer.</param>
internal sealed record ReviewReply(int Status, Verdict Verdict, string? AnswerId, string Version, string Source, Exception? Failure = null);

/// <summary>Asks a guard as kube-apiserver does, over one HTTP/2 connection, and reads what the answer says of its origin.</summary>
internal sealed class ReviewClient(HttpClient http) : IDisposable
{
    private const string Role = "role assignment ";
    private const string Deny = "deny assignment ";

    /// <param name="limit">Longer than this is not waited for.</param>
    public async Task<ReviewReply> AskAsync(Question question, TimeSpan limit, CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        enough.CancelAfter(limit);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/subjectaccessreviews", UriKind.Relative))
        {
            Content = new ByteArrayContent(question.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            Version = http.DefaultRequestVersion,
            VersionPolicy = http.DefaultVersionPolicy,
        };
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, enough.Token);
            byte[] body = await response.Content.ReadAsByteArrayAsync(enough.Token);
            string source = Header(response, "x-nines-source");
            return (int)response.StatusCode == 200
                ? Read(body, source, Header(response, "x-nines-answer"))
                : new ReviewReply((int)response.StatusCode, Verdict.Error, null, "", source);
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return new ReviewReply(0, Verdict.Error, null, "", "none", exception);
        }
    }

    public void Dispose() => http.Dispose();

    private static ReviewReply Read(byte[] body, string source, string version)
    {
        using var document = JsonDocument.Parse(body);
        JsonElement status = document.RootElement.GetProperty("status");
        string reason = status.TryGetProperty("reason", out JsonElement told) ? told.GetString()! : "";
        return new ReviewReply(200, status.GetProperty("allowed").GetBoolean() ? Verdict.Allow : Verdict.NotAllowed, Origin(reason), version, source);
    }

    // The stand-in for Azure names the assignment after the answer.
    private static string? Origin(string reason)
    {
        foreach (string word in (string[])[Role, Deny])
        {
            if (reason.IndexOf(word, StringComparison.Ordinal) is >= 0 and int at)
            {
                string id = reason[(at + word.Length)..].Split(' ')[0];
                return id[(id.LastIndexOf('/') + 1)..];
            }
        }

        return null;
    }

    private static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(',', values) : "";
}
