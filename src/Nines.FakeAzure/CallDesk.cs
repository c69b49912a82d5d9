using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Nines.FakeAzure.Endpoints;
using Nines.FakeAzure.Faults;

namespace Nines.FakeAzure;

/// <summary>Takes a call in, has it answered, delays or spoils the answer as the faults say, and notes all of it.</summary>
internal sealed class CallDesk(Routes routes, AdminEndpoint? admin, FaultBoard faults, AnswerLog log, TimeProvider time)
{
    private const int MaxQuestion = 4_096;
    private const int MaxCaller = 128;

    public async Task HandleAsync(HttpContext http, CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        try
        {
            using MemoryStream body = new();
            await http.Request.Body.CopyToAsync(body, stop.Token);
            var address = new Uri(UriHelper.BuildAbsolute(http.Request.Scheme, http.Request.Host));
            FakeRequest Read(string id) =>
                new(http.Request.Method, http.Request.Path.Value ?? "/", http.Request.Query, http.Request.Headers, body.ToArray(), id, address);
            if (admin is not null && http.Request.Path.StartsWithSegments("/admin", StringComparison.Ordinal))
            {
                await Delivering.SendAsync(http, admin.Answer(Read("")), Delivery.Whole, time, stop.Token);
                return;
            }

            (long number, string id) = log.Begin();
            FakeRequest request = Read(id);
            if (routes.Find(request) is { } route)
            {
                await AnswerAsync(http, request, number, route.Kind, route.Answer, stop.Token);
            }
            else
            {
                await Delivering.SendAsync(http, Reply.Error(404, "NotFound", "Nothing is there."), Delivery.Whole, time, stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            http.Abort();
        }
        catch (BadHttpRequestException)
        {
            http.Abort();
        }
        catch (IOException)
        {
            // The caller disconnected while being read from or written to.
            http.Abort();
        }
    }

    private async Task AnswerAsync(
        HttpContext http, FakeRequest request, long number, PathKind kind, Func<FakeRequest, Reply> answer, CancellationToken stop)
    {
        (DateTimeOffset received, long receivedStamp) = (time.GetUtcNow(), time.GetTimestamp());
        (Fault Fault, TimeSpan Latency)? drawn = faults.Draw(kind);
        Reply reply = Delivering.Apply(answer(request), drawn?.Fault).With("x-ms-request-id", request.AnswerId).With("request-id", request.AnswerId);
        string caller = request.Headers.UserAgent.ToString();
        var noted = new LoggedAnswer(
            number, request.AnswerId, kind, reply.Key, Cut(reply.Question, MaxQuestion), reply.Verdict, reply.TimeToLiveMs, reply.Status,
            reply.Principal, Cut(caller, MaxCaller), received, null, drawn is { } hit ? Describe(hit.Fault) : null) { Timestamps = (receivedStamp, null) };
        log.Decide(noted);
        bool isSent = false;
        try
        {
            if (drawn is { Latency: var latency } && latency > TimeSpan.Zero)
            {
                await Task.Delay(latency, time, stop);
            }

            isSent = await Delivering.SendAsync(http, reply, drawn?.Fault.How ?? Delivery.Whole, time, stop);
        }
        finally
        {
            log.Complete(isSent
                ? noted with { Answered = time.GetUtcNow(), Timestamps = (receivedStamp, time.GetTimestamp()) }
                : noted);
        }
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..most];

    private static string Describe(Fault fault) => string.Join(' ',
    [
        .. fault.Status > 0 ? [$"status {fault.Status}"] : (string[])[],
        .. fault.LatencyMs + fault.JitterMs > 0 ? ["latency"] : (string[])[],
        .. fault.How != Delivery.Whole ? [fault.How.ToString()] : (string[])[],
        .. fault.Body is not null ? ["body"] : (string[])[],
    ]);
}
