namespace Nines.Guard.Upstream.Credentials;

/// <summary>Gets one token, now; <see cref="CachedAccessTokens"/> decides when.</summary>
internal interface ITokenSource
{
    /// <exception cref="GuardUnavailableException">There is none; the part is <c>credential</c>.</exception>
    ValueTask<AccessToken> FetchAsync(string scope, CancellationToken cancellation);
}
