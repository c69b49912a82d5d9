using Nines.Guard.Cache;

namespace Nines.Guard.Decisions.Rbac;

/// <summary>Decisions without Azure, which are never cached.</summary>
internal sealed class LocalRules(RbacOptions options)
{
    private const string SystemPrefix = "system:";

    private static readonly string[] s_discovery = ["/api", "/apis", "/openapi", "/version", "/healthz"];

    private static readonly AccessDecision s_system = AccessDecision.Create(Verdict.NoOpinion, "", AnswerSource.Rule);

    private static readonly AccessDecision s_notEntra = AccessDecision.Create(
        Verdict.NoOpinion, "the user has no Entra object id, so Azure RBAC says nothing", AnswerSource.Rule);

    private static readonly AccessDecision s_denied = AccessDecision.Create(
        Verdict.Deny, "the user has no Entra object id; to impersonate an Entra user, give it as extra.oid", AnswerSource.Rule);

    private static readonly AccessDecision s_mayDiscover = AccessDecision.Create(Verdict.Allow, "discovery is open to every Entra user", AnswerSource.Rule);

    /// <summary>The decision, or null for a question to Azure; its user has an object id.</summary>
    public AccessDecision? Decide(AccessQuestion question)
    {
        if (question.User.Name.Length == 0 || question.User.Name.StartsWith(SystemPrefix, StringComparison.Ordinal))
        {
            return s_system;
        }

        if (question.User.ObjectId is not { } oid || !ObjectId.IsOne(oid))
        {
            return options.DenyWithoutOid ? s_denied : s_notEntra;
        }

        return options.AllowDiscovery && question.NonResource is { Verb: "get" } path && IsDiscovery(path.Path) ? s_mayDiscover : null;
    }

    private static bool IsDiscovery(string path)
    {
        foreach (string open in s_discovery)
        {
            if (path.StartsWith(open, StringComparison.Ordinal) && (path.Length == open.Length || path[open.Length] == '/'))
            {
                // A path that means another one is a question like any other.
                return !path.Contains("//", StringComparison.Ordinal) && !path.Contains("/.", StringComparison.Ordinal)
                    && !path.AsSpan().ContainsAny('%', '\\', '*');
            }
        }

        return false;
    }
}
