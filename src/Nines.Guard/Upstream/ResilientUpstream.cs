namespace Nines.Guard.Upstream;

/// <summary>
/// Calls Azure with the guard's own token. A token that is refused is renewed once and the call repeated once; refused again, it is a
/// failure of the guard, never a decision about the user.
/// </summary>
/// <param name="tokens">May be null when no request of this upstream names a scope.</param>
internal sealed class ResilientUpstream(ResilientCalls calls, IAccessTokens? tokens, ResilienceOptions options, TimeProvider time) : IUpstream
{
    /// <inheritdoc/>
    public async ValueTask<UpstreamAnswer> SendAsync(UpstreamRequest request, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = new(options.TotalLimit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            Attempt attempt = request.Scope is null
                ? await calls.SendAsync(Call(request, null), either.Token)
                : await SendWithTokenAsync(request, either.Token);
            return CallFailure.From(request.Part, attempt) is { } failure
                ? throw failure
                : new UpstreamAnswer(attempt.Status, attempt.Body, attempt.RequestId, attempt.Sent);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new GuardUnavailableException(
                request.Part, Unavailability.Lasting, $"{request.Part}: no answer within {options.TotalLimit.TotalSeconds:0.#} s");
        }
    }

    private async ValueTask<Attempt> SendWithTokenAsync(UpstreamRequest request, CancellationToken cancellation)
    {
        IAccessTokens own = tokens ?? throw new GuardUnavailableException(
            request.Part, Unavailability.Lasting, $"{request.Part}: the call needs a token, and no credential is configured");
        if (!MayCarryToken(request.Address))
        {
            throw new GuardUnavailableException(
                request.Part, Unavailability.Lasting, $"{request.Part}: {request.Address.GetLeftPart(UriPartial.Authority)} is not https, so no token is sent there");
        }

        AccessToken token = await own.GetAsync(request.Scope!, cancellation);
        Attempt attempt = await calls.SendAsync(Call(request, token), cancellation);
        if (attempt.Kind != AttemptKind.Refused)
        {
            return attempt;
        }

        AccessToken renewed = await own.RenewAsync(request.Scope!, token, cancellation);
        return ReferenceEquals(renewed, token) ? attempt : await calls.SendAsync(Call(request, renewed), cancellation);
    }

    private static OutgoingCall Call(UpstreamRequest request, AccessToken? token) =>
        new(request.Part, request.Scope ?? "", request.Method, request.Address, request.Body, Bearer: token?.Value);

    /// <summary>A token in clear text is a token given away; the loopback interface cannot be observed from outside.</summary>
    private static bool MayCarryToken(Uri address) => address.Scheme == Uri.UriSchemeHttps || address.IsLoopback;
}
