using System.Text;
using System.Text.Json;

namespace Nines.Guard.Tests.Hostile;

/// <summary>Asks the guard a range of hostile requests, and holds every answer to the plain reading of the request.</summary>
internal sealed class ReviewFuzz
{
    private readonly SortedDictionary<string, int> _outcomes = new(StringComparer.Ordinal);

    /// <summary>Count of each outcome: <c>200 allow</c>, <c>400</c>.</summary>
    public IReadOnlyDictionary<string, int> Outcomes => _outcomes;

    /// <summary>The first cases that went wrong.</summary>
    public List<string> Faults { get; } = [];

    public async Task RunAsync(FuzzedGuard guard, int from, int count)
    {
        for (int number = from; number < from + count && Faults.Count < 10; number++)
        {
            HostileRequest request = HostileRequest.Make(number);
            Expected expected = PlainReading.Of(request);
            string? fault;
            try
            {
                fault = Judge(expected, await guard.AskAsync(request), request.Path == "/tokenreviews");
            }
            catch (Exception unhandled) when (unhandled is not OutOfMemoryException)
            {
                fault = $"was not handled: {unhandled}";
            }

            if (fault is not null)
            {
                Faults.Add($"{fault}; expected {expected}; {request}");
            }

            string outcome = $"{expected.Status} {expected.Verdict}".TrimEnd();
            _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
        }
    }

    public void Add(ReviewFuzz other)
    {
        Faults.AddRange(other.Faults);
        foreach ((string outcome, int count) in other._outcomes)
        {
            _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + count;
        }
    }

    private static string? Judge(Expected expected, FuzzAnswer answer, bool isToken)
    {
        if (expected.Status == 0)
        {
            return answer.Body.Length == 0 ? null : "the caller was gone and got an answer";
        }

        if (answer.Status != expected.Status)
        {
            return $"status {answer.Status}: {Encoding.UTF8.GetString(answer.Body)}";
        }

        if (answer.ContentLength != answer.Body.Length)
        {
            return $"{answer.Body.Length} bytes, {answer.ContentLength} announced";
        }

        if (isToken && answer.Body.AsSpan().IndexOf(FuzzedGuard.CanaryBytes) >= 0)
        {
            return $"a token is in the answer: {Encoding.UTF8.GetString(answer.Body)}";
        }

        return answer.Status == 200 ? Decision(expected, answer) : Refusal(answer);
    }

    private static string? Decision(Expected expected, FuzzAnswer answer)
    {
        using JsonDocument document = JsonDocument.Parse(answer.Body, new JsonDocumentOptions { AllowDuplicateProperties = false });
        JsonElement root = document.RootElement;
        JsonElement status = root.GetProperty("status");
        string kind = root.GetProperty("kind").GetString()!;
        string verdict = kind == "TokenReview"
            ? status.GetProperty("authenticated").GetBoolean() ? "authenticated" : "unauthenticated"
            : status.GetProperty("allowed").GetBoolean() ? "allow" : status.TryGetProperty("denied", out JsonElement denied) && denied.GetBoolean() ? "deny" : "no-opinion";
        string user = status.TryGetProperty("user", out JsonElement who) ? who.GetProperty("username").GetString()! : "";
        return verdict != expected.Verdict ? $"verdict {verdict}"
            : user != expected.User ? $"user {user}"
            : root.GetProperty("apiVersion").GetString() != expected.ApiVersion ? "another version"
            : answer.ContentType != "application/json" ? $"content type {answer.ContentType}"
            : null;
    }

    // One line of printable text, no longer than a line may be: callers print and log it.
    private static string? Refusal(FuzzAnswer answer)
    {
        string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(answer.Body);
        return answer.ContentType != "text/plain; charset=utf-8" ? $"content type {answer.ContentType}"
            : text.Length is < 10 or > 400 || text[^1] != '\n' || text[..^1].Any(letter => char.IsControl(letter) || letter == '\ufffd') ? $"not a line of text: {text}"
            : null;
    }
}
