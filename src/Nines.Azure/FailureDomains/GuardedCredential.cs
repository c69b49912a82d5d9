using Azure.Core;
using Nines.Text;

namespace Nines.Azure.FailureDomains;

/// <summary>Signing in failed. Carries no inner exception: those of others may hold anything.</summary>
internal sealed class SignInException(string message) : Exception(message);

/// <summary>Whatever a credential throws becomes a <see cref="SignInException"/>, so that it cannot be taken for a failure of the call.</summary>
internal sealed class GuardedCredential(TokenCredential inner) : TokenCredential
{
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        try
        {
            return inner.GetToken(requestContext, cancellationToken);
        }
        catch (Exception why) when (!IsCancelled(why, cancellationToken))
        {
            throw Wrap(why);
        }
    }

    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        try
        {
            return await inner.GetTokenAsync(requestContext, cancellationToken);
        }
        catch (Exception why) when (!IsCancelled(why, cancellationToken))
        {
            throw Wrap(why);
        }
    }

    private static bool IsCancelled(Exception why, CancellationToken cancellation) =>
        why is OperationCanceledException && cancellation.IsCancellationRequested;

    private static SignInException Wrap(Exception why) => new(Sanitizer.CleanMessage(why.Message) is { Length: > 0 } text ? text : why.GetType().Name);
}
