using Nines.Guard.Cache;
using Nines.Guard.Upstream;

namespace Nines.Guard.Decisions.Rbac;

/// <summary>
/// Decides by the role assignments of Azure: local rules first, then the cache by the name of the question to Azure, then Azure. What
/// cannot be determined is an error, never a decision.
/// </summary>
internal sealed class AzureRbacAuthorizer : IAuthorizer
{
    /// <summary>An object id that does not exist; the one of zeros would mean all users.</summary>
    private const string UnknownUser = "00000000-0000-4000-8000-000000000000";

    private readonly LocalRules _rules;
    private readonly QuestionPlanner _planner;
    private readonly QuestionKey _key;
    private readonly CheckCaller _caller;
    private readonly ISharedCache _cache;
    private readonly Func<KeyRing> _keys;
    private readonly CheckQuestion _probe;

    /// <param name="keys">The secrets of this moment.</param>
    /// <exception cref="ArgumentException">The options are not valid (<see cref="RbacOptions.Problems"/>).</exception>
    public AzureRbacAuthorizer(RbacOptions options, IUpstream upstream, ISharedCache cache, Func<KeyRing> keys, TimeProvider time)
    {
        if (options.Problems() is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join(' ', problems), nameof(options));
        }

        (_cache, _keys) = (cache, keys);
        _rules = new LocalRules(options);
        _planner = new QuestionPlanner(options, new OperationCatalogue(upstream, options, time));
        _key = new QuestionKey(options);
        _caller = new CheckCaller(upstream, options);
        _probe = new CheckQuestion(
            UnknownUser, [], [new ScopeQuestion(options.ResourceId, [new CheckAction($"{Prefixes.OfCluster(options.Kind)}/pods/read")])]);
    }

    /// <summary>Asks Azure a question without a user, past the cache, to see if it answers.</summary>
    /// <exception cref="GuardUnavailableException">It does not, or not with a decision.</exception>
    public async ValueTask ProbeAsync(CancellationToken cancellation) => await _caller.AskAsync(_probe, cancellation);

    /// <inheritdoc/>
    public async ValueTask<AccessDecision> AuthorizeAsync(AccessQuestion question, CancellationToken cancellation)
    {
        if (_rules.Decide(question) is { } decision)
        {
            return decision;
        }

        (CheckQuestion? asked, string? refusal) = await _planner.PlanAsync(question, cancellation);
        if (asked is null)
        {
            return AccessDecision.Create(Verdict.Deny, refusal!, AnswerSource.Rule);
        }

        CacheAnswer answer = await _cache.GetAsync(_key.Compute(_keys(), asked), stop => _caller.AskAsync(asked, stop), cancellation);
        return DecisionPayload.Read(answer);
    }
}
