using Nines.Guard.Cache;
using Nines.Guard.Decisions;

namespace Nines.Guard.Policy;

/// <summary>Decides by a policy file. Nothing is cached: looking a rule up costs less than looking a decision up.</summary>
/// <param name="policy">The policy of this moment; read once a question.</param>
/// <param name="denyUnmatched">True to refuse what no rule allows; false leaves it to the other authorizers.</param>
internal sealed class PolicyAuthorizer(Func<AccessPolicy> policy, bool denyUnmatched) : IAuthorizer
{
    /// <summary>Begins the names of the control plane's own parts and of service accounts, which are the business of Node and RBAC.</summary>
    public const string SystemPrefix = "system:";

    private static readonly AccessDecision s_system = AccessDecision.Create(Verdict.NoOpinion, "", AnswerSource.Rule);

    /// <inheritdoc/>
    public ValueTask<AccessDecision> AuthorizeAsync(AccessQuestion question, CancellationToken cancellation)
    {
        if (question.User.Name.Length == 0 || question.User.Name.StartsWith(SystemPrefix, StringComparison.Ordinal))
        {
            return new(s_system);
        }

        return new(policy().Find(question) is { } rule
            ? AccessDecision.Create(Verdict.Allow, $"allowed by rule '{rule.Name}' of the policy", AnswerSource.File)
            : AccessDecision.Create(denyUnmatched ? Verdict.Deny : Verdict.NoOpinion, "no rule of the policy allows it", AnswerSource.File));
    }
}
