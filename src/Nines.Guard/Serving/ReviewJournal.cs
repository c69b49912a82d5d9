using Microsoft.AspNetCore.Http;
using Nines.Guard.Cache;
using Nines.Guard.Protocol;
using Nines.Guard.Telemetry;
using Nines.Guard.Upstream;

namespace Nines.Guard.Serving;

/// <summary>Selection of reviews to log.</summary>
internal enum LoggedReviews
{
    None,
    Failures,

    /// <summary>All but those that a file, a rule or the cache answered with yes, and those of other authorizers' business.</summary>
    Notable,
    All,
}

/// <summary>Counts every answer and logs those that matter.</summary>
/// <param name="first">First request number; drawn at random, so that two replicas do not share numbers.</param>
internal sealed class ReviewJournal(GuardLog log, Instruments instruments, LoggedReviews logged, ulong first)
{
    private ulong _last = first;

    public ulong NextRequest() => Interlocked.Increment(ref _last);

    public void Write(ReviewAnswer answer)
    {
        if (answer.Source is { } source)
        {
            string word = source.Name();
            instruments.Reviews.Add(answer.Kind, answer.Verdict, word);
            instruments.Duration(answer.Took, answer.Kind, word);
        }
        else if (answer.UnavailablePart is { } part)
        {
            instruments.Unavailable.Add(part);
        }
        else
        {
            instruments.Refused.Add(StatusWord(answer.Status));
        }

        if (logged == LoggedReviews.All || (logged != LoggedReviews.None && IsFailure(answer)) || (logged == LoggedReviews.Notable && IsNotable(answer)))
        {
            log.Review(
                IsFailure(answer) ? LogLevel.Warning : LogLevel.Information,
                new ReviewLine(
                    answer.Request, answer.Kind, answer.Verdict, answer.Source, answer.AnswerId, answer.Took, answer.User, answer.Access?.Question,
                    answer.Status, answer.Why));
        }
    }

    /// <summary>Logs a failure that no caller receives.</summary>
    public void Unexpected(Exception exception)
    {
        switch (exception)
        {
            case ReviewFaultException or BadHttpRequestException or OperationCanceledException:
                break;
            case GuardUnavailableException unavailable:
                log.Event(LogLevel.Warning, "unavailable", unavailable.Message, ("part", unavailable.Part));
                break;
            default:
                // Without its message, which may quote its input.
                log.Event(LogLevel.Error, "internal-failure", exception.GetType().FullName ?? "", ("at", exception.StackTrace ?? ""));
                break;
        }
    }

    private static bool IsFailure(ReviewAnswer answer) => answer.Source is null;

    private static bool IsNotable(ReviewAnswer answer) =>
        answer.Source is AnswerSource.Upstream or AnswerSource.Joined || answer.Verdict is "deny" or "unauthenticated"
        || answer is { Verdict: "no-opinion", Source: AnswerSource.File };

    // A bounded set of words, whatever status a broken request leads to.
    private static string StatusWord(int status) => status switch
    {
        400 => "400",
        404 => "404",
        405 => "405",
        408 => "408",
        413 => "413",
        415 => "415",
        429 => "429",
        499 => "499",
        _ => "other",
    };
}
