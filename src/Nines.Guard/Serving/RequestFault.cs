using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Nines.Guard.Composition;
using Nines.Guard.Protocol;
using Nines.Guard.Telemetry;
using Nines.Guard.Upstream;

namespace Nines.Guard.Serving;

/// <summary>Reason why a request gets no decision.</summary>
/// <param name="Message">For the caller; never holds a token, nor what went wrong inside of the guard.</param>
/// <param name="Part">The part that is unavailable; null when the request itself is at fault.</param>
internal sealed record RequestFault(int Status, string Message, string? Part = null);

/// <summary>
/// Status by kind of error. kube-apiserver retries after 429, 500 and 504 and gives up at once after others; no answer but 200 is kept
/// there. None carries Retry-After, which would make it wait and ask again whatever the status.
/// </summary>
internal static class RequestFaults
{
    public static RequestFault TooMany { get; } = new(StatusCodes.Status429TooManyRequests, "Too many reviews are waiting.");

    public static RequestFault TooLarge(long limit) =>
        new(StatusCodes.Status413PayloadTooLarge, $"The review is larger than {limit} bytes.");

    /// <summary>Checks a request before its body is read; null when it is acceptable.</summary>
    /// <param name="kind">Kind of review that the path names; null for an unknown path.</param>
    public static RequestFault? Find(IHttpRequestFeature request, string? kind, GuardParts parts)
    {
        if (kind is null)
        {
            return new(StatusCodes.Status404NotFound, "Unknown path; expected /subjectaccessreviews or /tokenreviews.");
        }

        if (request.Method != "POST")
        {
            return new(StatusCodes.Status405MethodNotAllowed, "Expected POST.");
        }

        if (kind == ReviewKinds.Access ? parts.Authorizer is null : parts.Authenticator is null)
        {
            return new(StatusCodes.Status404NotFound, "This guard is not configured for this kind of review.");
        }

        if (!IsJson(request.Headers.ContentType.ToString()))
        {
            return new(StatusCodes.Status415UnsupportedMediaType, "Unsupported content type; expected application/json.");
        }

        return request.Headers.ContentEncoding.Count > 0
            ? new(StatusCodes.Status415UnsupportedMediaType, "The content is encoded; expected plain JSON.")
            : null;
    }

    public static RequestFault From(Exception exception) => exception switch
    {
        ReviewFaultException fault => new(StatusCodes.Status400BadRequest, fault.Message),
        GuardUnavailableException { Kind: Unavailability.Lasting } lasting => new(StatusCodes.Status503ServiceUnavailable, "No decision is available.", lasting.Part),
        GuardUnavailableException brief => new(StatusCodes.Status500InternalServerError, "No decision is available at the moment.", brief.Part),
        BadHttpRequestException bad => new(bad.StatusCode, "The request cannot be read."),
        OperationCanceledException => new(StatusCodes.Status408RequestTimeout, "The request took too long to arrive."),
        _ => new(StatusCodes.Status500InternalServerError, "The guard failed.", "internal"),
    };

    // Parameters may follow; charset is UTF-8 whatever it says, as RFC 8259 has it.
    private static bool IsJson(string type)
    {
        const string json = "application/json";
        return type.StartsWith(json, StringComparison.OrdinalIgnoreCase) && type.AsSpan(json.Length).TrimStart(" \t") is [] or [';', ..];
    }
}
