using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Nines.Guard.Composition;
using Nines.Guard.Protocol;
using Nines.Guard.Serving.Connections;
using Nines.Guard.Telemetry;
using Nines.Guard.Upstream;

namespace Nines.Guard.Serving;

/// <summary>
/// Answers the two questions of kube-apiserver straight from Kestrel's features: there is nothing between the server and the decision that
/// would have to be paid for with each review. Whatever happens, the answer is a decision, or an error that is none.
/// </summary>
internal sealed class ReviewApplication(GuardParts parts, FairQueue queue, RequestBudget budget, ReviewLimitSettings limits, ReviewJournal journal, CacheEndpoints administration, TimeProvider time)
    : IHttpApplication<ReviewContext>
{
    public ReviewContext CreateContext(IFeatureCollection contextFeatures)
    {
        ReviewContext context;
        if (contextFeatures is IHostContextContainer<ReviewContext> container)
        {
            context = container.HostContext ??= new ReviewContext(time);
        }
        else
        {
            context = new ReviewContext(time);
        }

        context.Begin(contextFeatures);
        return context;
    }

    // The context stays with its stream; the timer in it does not run then.
    public void DisposeContext(ReviewContext context, Exception? exception)
    {
        context.StopTimeout();
        if (context.IsIn)
        {
            context.IsIn = false;
            budget.Leave(context.HeldBytes);
        }
    }

    public async Task ProcessRequestAsync(ReviewContext context)
    {
        IHttpRequestFeature request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        IHttpResponseFeature response = context.Features.GetRequiredFeature<IHttpResponseFeature>();
        CallerConnection? caller = context.Features.Get<CallerConnection>();
        caller?.Use();
        string? kind = request.Path switch
        {
            "/subjectaccessreviews" => ReviewKinds.Access,
            "/tokenreviews" => ReviewKinds.Token,
            _ => null,
        };
        if (kind is null && CacheEndpoints.Has(request.Path))
        {
            await AdministerAsync(context, request, response);
            return;
        }

        var answer = new ReviewAnswer(context, kind ?? "none", journal.NextRequest()) { Asked = time.GetTimestamp() };
        using Activity? span = parts.Traces?.Begin(request.Headers, answer.Kind, answer.Request);
        try
        {
            if (RequestFaults.Find(request, kind, parts) is { } fault)
            {
                answer.Refuse(fault);
            }
            else if (!(context.IsIn = budget.TryEnter()))
            {
                answer.Refuse(RequestFaults.TooMany);
            }
            else
            {
                await DecideAsync(context, answer, kind == ReviewKinds.Access);
            }
        }
        catch (Exception gone) when (IsGone(gone, context))
        {
            answer.Status = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception exception)
        {
            answer.Refuse(RequestFaults.From(exception));
            journal.Unexpected(exception);
        }

        answer.Took = time.GetElapsedTime(answer.Asked);
        journal.Write(answer);
        if (span is not null)
        {
            answer.Describe(span);
        }

        if (answer.Status == StatusCodes.Status499ClientClosedRequest)
        {
            // The caller is gone; but never log the 200 that a response begins with.
            response.StatusCode = answer.Status;
        }
        else
        {
            if (request.Protocol.Length == 8 && caller is { IsAskedToClose: true })
            {
                // "HTTP/1.1" has eight letters, "HTTP/2" has six and would not know this header.
                response.Headers.Connection = "close";
            }

            answer.Send(response);
            await context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(context.Output.WrittenMemory, Aborted(context));
        }
    }

    private async Task AdministerAsync(ReviewContext context, IHttpRequestFeature request, IHttpResponseFeature response)
    {
        try
        {
            response.StatusCode = await administration.AnswerAsync(request.Method, request.Path, context.Output, context.StartTimeout(limits.RequestTimeout));
        }
        catch (OperationCanceledException)
        {
            response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }

        response.Headers.ContentType = context.Output.WrittenCount > 0 ? "application/json" : default;
        response.Headers.ContentLength = context.Output.WrittenCount;
        await context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(context.Output.WrittenMemory, Aborted(context));
    }

    private async Task DecideAsync(ReviewContext context, ReviewAnswer answer, bool isAccess)
    {
        CancellationToken gone = Aborted(context);
        CancellationToken cancellation = context.StartTimeout(limits.RequestTimeout);
        await using CancellationTokenRegistration registration = context.CancelWith(gone);
        try
        {
            if (!await ReadReviewAsync(context, answer, isAccess, cancellation))
            {
                return;
            }
        }
        catch (IOException reset) when (reset is not BadHttpRequestException)
        {
            throw new ConnectionResetException("The caller reset its request.", reset);
        }

        // One user may not starve the others; a token is as good as a user here.
        int user = (answer.Access?.Question.User.Name ?? answer.Token!.Token).GetHashCode(StringComparison.Ordinal);
        if (!await queue.EnterAsync(user, cancellation))
        {
            answer.Refuse(RequestFaults.TooMany);
            return;
        }

        try
        {
            if (answer.Access is { } access)
            {
                answer.Decide(await parts.Authorizer!.AuthorizeAsync(access.Question, cancellation));
            }
            else
            {
                answer.Decide(await parts.Authenticator!.AuthenticateAsync(answer.Token!.Token, answer.Token.Audiences, cancellation));
            }
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested)
        {
            throw new GuardUnavailableException("time", Unavailability.Lasting, "The decision took too long.");
        }
        finally
        {
            queue.Leave(user);
        }
    }

    /// <returns>False when it was refused.</returns>
    private async ValueTask<bool> ReadReviewAsync(ReviewContext context, ReviewAnswer answer, bool isAccess, CancellationToken cancellation)
    {
        PipeReader body = context.Features.GetRequiredFeature<IRequestBodyPipeFeature>().Reader;
        (ReadOnlySequence<byte> bytes, bool fits) = await ReadAllAsync(context, body, cancellation);
        answer.Asked = time.GetTimestamp();
        try
        {
            if (!fits || bytes.Length > limits.BodyBytes)
            {
                answer.Refuse(fits ? RequestFaults.TooLarge(limits.BodyBytes) : RequestFaults.TooMany);
                return false;
            }

            if (isAccess)
            {
                answer.Access = ReviewBody.Read(bytes, AccessReviewReader.Read);
            }
            else
            {
                answer.Token = ReviewBody.Read(bytes, TokenReviewReader.Read);
            }

            return true;
        }
        finally
        {
            body.AdvanceTo(bytes.End);
        }
    }

    private async ValueTask<(ReadOnlySequence<byte> Bytes, bool Fits)> ReadAllAsync(ReviewContext context, PipeReader body, CancellationToken cancellation)
    {
        while (true)
        {
            System.IO.Pipelines.ReadResult read = await body.ReadAsync(cancellation);
            bool fits = budget.TryGrow(ref context.HeldBytes, read.Buffer.Length);
            if (read.IsCompleted || read.Buffer.Length > limits.BodyBytes || !fits)
            {
                return (read.Buffer, fits);
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    // A caller that resets its stream in the middle of a body shows as a failed read before the server calls the request aborted.
    private static bool IsGone(Exception exception, ReviewContext context) =>
        exception is ConnectionResetException or ConnectionAbortedException
        || (exception is OperationCanceledException && Aborted(context).IsCancellationRequested);

    private static CancellationToken Aborted(ReviewContext context) => context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted;
}

/// <param name="BodyBytes">The largest review.</param>
/// <param name="RequestTimeout">Time limit of one review.</param>
internal sealed record ReviewLimitSettings(long BodyBytes, TimeSpan RequestTimeout);
