using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Nines.Guard.Cache;
using Nines.Guard.Decisions;
using Nines.Guard.Protocol;

namespace Nines.Guard.Serving;

/// <summary>Outcome of one request.</summary>
internal sealed class ReviewAnswer(ReviewContext context, string kind, ulong request)
{
    /// <summary>Names the source of an answer in the response.</summary>
    public const string SourceHeader = "x-nines-source";

    /// <summary>Names the version of a cached answer in the response; the same from every replica that serves it.</summary>
    public const string AnswerHeader = "x-nines-answer";

    /// <summary>Names the request in the response, as in the log.</summary>
    public const string RequestHeader = "x-nines-request";

    private const int MaxTagLength = 128;

    public string Kind => kind;

    public ulong Request => request;

    public int Status { get; set; } = StatusCodes.Status200OK;

    public AccessReview? Access { get; set; }

    public TokenReview? Token { get; set; }

    public string Verdict { get; private set; } = "error";

    public AnswerSource? Source { get; private set; }

    public UInt128 AnswerId { get; private set; }

    public UserIdentity? User { get; private set; }

    /// <summary>For the log.</summary>
    public string? Why { get; private set; }

    public string? UnavailablePart { get; private set; }

    /// <summary>A timestamp: when the whole question was there; until then, when it began.</summary>
    public long Asked { get; set; }

    public TimeSpan Took { get; set; }

    public void Decide(AccessDecision decision)
    {
        Source = decision.Source;
        AnswerId = decision.AnswerId;
        Verdict = decision.Verdict.Name();
        User = Access!.Question.User;
        ReviewWriter.Write(context.Output, Access.Version, decision);
    }

    public void Decide(AuthenticationAnswer answer)
    {
        Source = answer.Source;
        Verdict = answer.User is null ? "unauthenticated" : "authenticated";
        User = answer.User;
        Why = answer.Refusal;
        ReviewWriter.Write(context.Output, Token!.Version, answer);
    }

    /// <summary>Instead of a decision; whatever was written before is dropped.</summary>
    public void Refuse(RequestFault fault)
    {
        (Status, Why, UnavailablePart, Source, Verdict) = (fault.Status, fault.Message, fault.Part, null, "error");
        User = Access?.Question.User;
        context.Output.ResetWrittenCount();
        Encoding.UTF8.GetBytes(fault.Message + "\n", context.Output);
    }

    public void Send(IHttpResponseFeature response)
    {
        IHeaderDictionary headers = response.Headers;
        response.StatusCode = Status;
        headers.ContentLength = context.Output.WrittenCount;
        headers.ContentType = Status == StatusCodes.Status200OK ? "application/json" : "text/plain; charset=utf-8";
        if (Source is { } source)
        {
            headers[SourceHeader] = source.Name();
        }
        else
        {
            headers[RequestHeader] = request.ToString("x16");
        }

        if (AnswerId != default)
        {
            headers[AnswerHeader] = AnswerId.ToString("x32");
        }

        if (Status == StatusCodes.Status405MethodNotAllowed)
        {
            headers.Allow = "POST";
        }
    }

    /// <summary>Describes the review in its span.</summary>
    public void Describe(Activity span)
    {
        span.SetTag("nines.review.kind", Kind);
        span.SetTag("nines.review.request", Request.ToString("x16", CultureInfo.InvariantCulture));
        span.SetTag("nines.review.decision", Verdict);
        span.SetTag("http.response.status_code", Status);
        if (Source is { } source)
        {
            span.SetTag("nines.review.source", source.Name());
        }
        else
        {
            span.SetStatus(ActivityStatusCode.Error, UnavailablePart);
        }

        if (AnswerId != default)
        {
            span.SetTag("nines.review.answer", AnswerId.ToString("x32", CultureInfo.InvariantCulture));
        }

        Describe(span, Access?.Question);
    }

    private static void Describe(Activity span, AccessQuestion? question)
    {
        if (question?.Resource is { } resource)
        {
            Set(span, "nines.review.verb", resource.Verb);
            Set(span, "nines.review.group", resource.Group);
            Set(span, "nines.review.resource", resource.Resource);
            Set(span, "nines.review.subresource", resource.Subresource);
            Set(span, "nines.review.namespace", resource.Namespace);
        }
        else if (question?.NonResource is { } path)
        {
            Set(span, "nines.review.verb", path.Verb);
            Set(span, "nines.review.path", path.Path);
        }
    }

    // What a caller sends may be as long as a review may be.
    private static void Set(Activity span, string name, string value)
    {
        if (value.Length > 0)
        {
            span.SetTag(name, value.Length <= MaxTagLength ? value : value[..MaxTagLength]);
        }
    }
}
