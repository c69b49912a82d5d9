using System.Collections.Immutable;
using Nines.Guard.Cache;
using Nines.Guard.Decisions;

namespace Nines.Guard.Tokens;

/// <summary>Knows the tokens of a file; they are good for every audience.</summary>
/// <param name="tokens">Those of this moment; read once a question.</param>
internal sealed class StaticTokenAuthenticator(Func<StaticTokenSet> tokens) : IAuthenticator
{
    private static readonly ValueTask<AuthenticationAnswer> s_unknown = new(AuthenticationAnswer.Refused("not in the token file", AnswerSource.File));

    /// <inheritdoc/>
    public ValueTask<AuthenticationAnswer> AuthenticateAsync(string token, ImmutableArray<string> audiences, CancellationToken cancellation) =>
        tokens().Find(token) is { } user
            ? new(new AuthenticationAnswer(user, audiences, null, AnswerSource.File, null))
            : s_unknown;
}
