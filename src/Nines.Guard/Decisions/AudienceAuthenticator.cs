using System.Collections.Immutable;

namespace Nines.Guard.Decisions;

/// <summary>
/// Judges whom a review wants a token to be good for. Without audiences of its own the guard says nothing about them, and kube-apiserver takes
/// the token to be valid for its own audiences only (its --api-audiences); with some, a review that names others is refused.
/// </summary>
/// <param name="own">Audiences of kube-apiserver or another caller; empty to leave the check to kube-apiserver.</param>
internal sealed class AudienceAuthenticator(IAuthenticator inner, ImmutableArray<string> own) : IAuthenticator
{
    /// <inheritdoc/>
    public async ValueTask<AuthenticationAnswer> AuthenticateAsync(string token, ImmutableArray<string> audiences, CancellationToken cancellation)
    {
        AuthenticationAnswer answer = await inner.AuthenticateAsync(token, [], cancellation);
        if (answer.User is null || audiences.IsEmpty || own.IsEmpty)
        {
            return answer;
        }

        ImmutableArray<string> shared = [.. audiences.Where(audience => own.Contains(audience))];
        return shared.IsEmpty ? AuthenticationAnswer.Refused("for another audience", answer.Source) : answer with { Audiences = shared };
    }
}
