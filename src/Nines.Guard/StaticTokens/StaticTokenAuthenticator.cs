using System.Collections.Immutable;
using Nines.Guard.Decisions;

namespace Nines.Guard.StaticTokens;

/// <summary>Knows the tokens of a file.</summary>
/// <param name="tokens">Those of this moment; read once a question.</param>
/// <param name="audiences">Whom the tokens are for; a review that names audiences gets those that are among them.</param>
internal sealed class StaticTokenAuthenticator(Func<StaticTokenSet> tokens, ImmutableArray<string> audiences) : IAuthenticator
{
    private static readonly ValueTask<AuthenticationAnswer> s_unknown = new(AuthenticationAnswer.Refused("not in the token file", AnswerSource.File));
    private static readonly ValueTask<AuthenticationAnswer> s_elsewhere = new(AuthenticationAnswer.Refused("for another audience", AnswerSource.File));

    /// <inheritdoc/>
    public ValueTask<AuthenticationAnswer> AuthenticateAsync(string token, ImmutableArray<string> wanted, CancellationToken cancellation)
    {
        if (tokens().Find(token) is not { } user)
        {
            return s_unknown;
        }

        ImmutableArray<string> shared = [.. wanted.Where(audience => audiences.Contains(audience))];
        return wanted.IsEmpty || !shared.IsEmpty
            ? new(new AuthenticationAnswer(user, shared, null, AnswerSource.File, null))
            : s_elsewhere;
    }
}
