using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Nines.Guard.Integration.Tests.Hostile;

/// <summary>
/// A caller as kube-apiserver is one, while others attack: it asks what is allowed, what is not, and about tokens, over a connection that it keeps
/// and over new ones. Every answer must come and be right.
/// </summary>
internal sealed class WellBehaved : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly SslStreamCertificateContext _certificate;
    private readonly HostileGuard _guard;
    private readonly Task _asking;
    private int _answered;
    private int _fresh;

    private WellBehaved(HostileGuard guard)
    {
        (_guard, _certificate) = (guard, guard.Caller());
        _asking = Task.WhenAll(Task.Run(() => AskAsync(isKept: true)), Task.Run(() => AskAsync(isKept: false)));
    }

    public List<string> Wrong { get; } = [];

    /// <summary>Over the connection that is kept.</summary>
    public int Answered => _answered;

    /// <summary>Each over a new connection.</summary>
    public int Fresh => _fresh;

    public static WellBehaved Start(HostileGuard guard) => new(guard);

    /// <summary>Stops, and says what was wrong.</summary>
    public async Task<List<string>> StopAsync()
    {
        await _stop.CancelAsync();
        await _asking;
        return Wrong;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task AskAsync(bool isKept)
    {
        HttpClient client = Client();
        for (int number = 0; !_stop.IsCancellationRequested; number++)
        {
            if (!isKept)
            {
                client.Dispose();
                client = Client();
            }

            string? fault;
            try
            {
                fault = await AskAsync(client, number);
            }
            catch (Exception exception) when (exception is HttpRequestException or SocketException or OperationCanceledException or IOException or JsonException)
            {
                fault = exception.ToString();
            }

            if (fault is not null)
            {
                lock (Wrong)
                {
                    Wrong.Add($"{(isKept ? "kept" : "new")} connection: {fault}");
                }
            }

            _ = isKept ? Interlocked.Increment(ref _answered) : Interlocked.Increment(ref _fresh);
            await Task.Delay(10);
        }

        client.Dispose();
    }

    private HttpClient Client() => _guard.Client(_certificate, HttpVersion.Version20);

    private static async Task<string?> AskAsync(HttpClient client, int number)
    {
        (string path, string body, string expected) = (number % 4) switch
        {
            0 => ("/subjectaccessreviews", Access("dev"), "\"allowed\":true"),
            1 => ("/subjectaccessreviews", Access("kube-system"), "\"allowed\":false"),
            2 => ("/tokenreviews", Token(HostileGuard.Token), "\"username\":\"dana\""),
            _ => ("/tokenreviews", Token("another"), "\"authenticated\":false"),
        };
        using var content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json"));
        using HttpResponseMessage response = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        string text = await response.Content.ReadAsStringAsync();
        return response.StatusCode == HttpStatusCode.OK && text.Contains(expected, StringComparison.Ordinal) ? null : $"{response.StatusCode} {text}; expected {expected}";
    }

    public static string Access(string ns) =>
        $$$"""{"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","spec":{"user":"dana","groups":["developers"],"resourceAttributes":{"verb":"get","resource":"pods","namespace":"{{{ns}}}"} } }""";

    private static string Token(string token) =>
        $$$"""{"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1","spec":{"token":"{{{token}}}"}}""";
}
