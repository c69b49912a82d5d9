using System.Collections.Immutable;
using Nines.Guard.Cache;
using Nines.Guard.Upstream;

namespace Nines.Guard.Decisions;

/// <summary>Identifies the user of a bearer token. Implementations are safe for use by many callers at once.</summary>
internal interface IAuthenticator
{
    /// <param name="token">The bearer token as it came; never logged, never stored but as a hash.</param>
    /// <param name="audiences">The audiences that the caller wants; empty means the authenticator's own.</param>
    /// <exception cref="GuardUnavailableException">It cannot be decided now (no keys, no groups); the caller gets an error, not a refusal.</exception>
    ValueTask<AuthenticationAnswer> AuthenticateAsync(string token, ImmutableArray<string> audiences, CancellationToken cancellation);
}

/// <summary>The answer to a TokenReview.</summary>
/// <param name="User">User of the token; null when this authenticator certainly does not accept the token.</param>
/// <param name="Audiences">The wanted audiences that the token is good for; empty when none were named.</param>
/// <param name="Refusal">Reason of a refusal, for the log and for metrics; a fixed text without any part of the token. Null when accepted.</param>
/// <param name="Source">Source of the answer.</param>
/// <param name="NotAfter">End of the token's validity; null for a token without an end.</param>
internal sealed record AuthenticationAnswer(
    UserIdentity? User,
    ImmutableArray<string> Audiences,
    string? Refusal,
    AnswerSource Source,
    DateTimeOffset? NotAfter)
{
    public static AuthenticationAnswer Refused(string why, AnswerSource source = AnswerSource.Rule) => new(null, [], why, source, null);
}
