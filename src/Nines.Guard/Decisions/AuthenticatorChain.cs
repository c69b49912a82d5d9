using System.Collections.Immutable;
using Nines.Guard.Upstream;

namespace Nines.Guard.Decisions;

/// <summary>Asks one authenticator after another until one knows the token.</summary>
internal sealed class AuthenticatorChain(ImmutableArray<IAuthenticator> authenticators) : IAuthenticator
{
    /// <inheritdoc/>
    public async ValueTask<AuthenticationAnswer> AuthenticateAsync(string token, ImmutableArray<string> audiences, CancellationToken cancellation)
    {
        AuthenticationAnswer? refusal = null;
        GuardUnavailableException? doubt = null;
        foreach (IAuthenticator authenticator in authenticators)
        {
            try
            {
                AuthenticationAnswer answer = await authenticator.AuthenticateAsync(token, audiences, cancellation);
                if (answer.User is not null)
                {
                    return answer;
                }

                // The last one is that of the authenticator with most to say; the first ones merely do not know the token.
                refusal = answer;
            }
            catch (GuardUnavailableException unavailable)
            {
                doubt ??= unavailable;
            }
        }

        // An unknown token is refused only when all authenticators could decide.
        return doubt is null ? refusal! : throw doubt;
    }
}
