using System.Collections.Immutable;

namespace Nines.Guard.Decisions;

/// <summary>Asks one authorizer after another until one has an opinion, as kube-apiserver does with its own.</summary>
internal sealed class AuthorizerChain(ImmutableArray<IAuthorizer> authorizers) : IAuthorizer
{
    /// <inheritdoc/>
    public async ValueTask<AccessDecision> AuthorizeAsync(AccessQuestion question, CancellationToken cancellation)
    {
        AccessDecision decision = default;
        foreach (IAuthorizer authorizer in authorizers)
        {
            // A failure ends it: what a later one would say is only asked for when this one has no opinion, and that is not known.
            decision = await authorizer.AuthorizeAsync(question, cancellation);
            if (decision.Verdict != Verdict.NoOpinion)
            {
                return decision;
            }
        }

        return decision;
    }
}
