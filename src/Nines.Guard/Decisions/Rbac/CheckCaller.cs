using System.Collections.Immutable;
using Nines.Guard.Cache;
using Nines.Guard.Upstream;

namespace Nines.Guard.Decisions.Rbac;

/// <summary>Asks Azure a question, scope after scope until one allows, and makes one decision of all answers.</summary>
internal sealed class CheckCaller(IUpstream upstream, RbacOptions options)
{
    public const string Part = "rbac";

    private readonly string _tokenScope = options.Api == CheckApi.V2 ? options.DecisionScope : Prefixes.ManagementScope(options);

    /// <exception cref="GuardUnavailableException">Azure did not answer, or with something that is no decision.</exception>
    public async ValueTask<FreshAnswer> AskAsync(CheckQuestion question, CancellationToken cancellation)
    {
        ScopeAnswer? denied = null;
        long sent = long.MaxValue;
        TimeSpan ttl = TimeSpan.MaxValue;
        foreach (ScopeQuestion scope in question.Scopes)
        {
            ScopeAnswer answer = await AskScopeAsync(question, scope, cancellation);
            sent = Math.Min(sent, answer.Sent);
            ttl = answer.Ttl < ttl ? answer.Ttl : ttl;
            if (answer.IsAllowed)
            {
                return new FreshAnswer(DecisionPayload.Write(Verdict.Allow, answer.Reason), sent, ttl);
            }

            denied ??= answer;
        }

        string others = question.Scopes.Length > 1 ? $", nor at {question.Scopes.Length - 1} other scope{(question.Scopes.Length > 2 ? "s" : "")}" : "";
        return new FreshAnswer(DecisionPayload.Write(Verdict.Deny, denied!.Value.Reason + others), sent, ttl);
    }

    private async ValueTask<ScopeAnswer> AskScopeAsync(CheckQuestion question, ScopeQuestion scope, CancellationToken cancellation)
    {
        if (scope.Actions.Length <= RbacOptions.ActionsPerCall)
        {
            return await AskCallAsync(question, scope, scope.Actions, cancellation);
        }

        ImmutableArray<CheckAction>[] calls = [.. scope.Actions.Chunk(RbacOptions.ActionsPerCall).Select(chunk => chunk.ToImmutableArray())];
        ScopeAnswer[] answers = new ScopeAnswer[calls.Length];
        await Parallel.ForAsync(
            0,
            calls.Length,
            new ParallelOptions { MaxDegreeOfParallelism = options.ParallelCalls, CancellationToken = cancellation },
            async (call, stop) => answers[call] = await AskCallAsync(question, scope, calls[call], stop));

        ScopeAnswer deciding = Array.FindIndex(answers, answer => !answer.IsAllowed) is >= 0 and int first ? answers[first] : answers[0];
        return deciding with { Sent = answers.Min(answer => answer.Sent), Ttl = answers.Min(answer => answer.Ttl) };
    }

    private async ValueTask<ScopeAnswer> AskCallAsync(
        CheckQuestion question, ScopeQuestion scope, ImmutableArray<CheckAction> actions, CancellationToken cancellation)
    {
        ActionAnswers answers = new();
        Uri first = CheckAddress.Create(options, scope.Scope);
        UpstreamRequest request = new(
            Part, HttpMethod.Post, first, CheckRequestWriter.Write(question, scope.Scope, actions.AsSpan(), options.Api), _tokenScope);
        long sent = long.MaxValue;
        for (int page = 0; page < options.MaxPages; page++)
        {
            UpstreamAnswer answer = await upstream.SendAsync(request, cancellation);
            sent = Math.Min(sent, answer.Sent);
            if (answer.Status != 200)
            {
                return RejectionReader.Deny(answer.Status, answer.Body.Span) is { } why
                    ? new ScopeAnswer(false, $"{why} at '{scope.Scope}'", sent, options.RejectedTtl)
                    : throw Unusable($"it answered {answer.Status}", answer);
            }

            if (CheckAnswerReader.Read(answer.Body.Span, options.Api, answers, out string? next) is { } problem)
            {
                throw Unusable(problem, answer);
            }

            if (next is null)
            {
                return Decide(scope, actions, answers, sent, answer);
            }

            Uri address = NextPage.Resolve(first, next) ?? throw Unusable("its next page is elsewhere", answer);
            request = new UpstreamRequest(Part, HttpMethod.Get, address, default, _tokenScope);
        }

        throw new GuardUnavailableException(Part, Unavailability.Lasting, $"{Part}: the answer of Azure has more than {options.MaxPages} pages");
    }

    private static ScopeAnswer Decide(ScopeQuestion scope, ImmutableArray<CheckAction> actions, ActionAnswers answers, long sent, UpstreamAnswer last)
    {
        TimeSpan ttl = TimeSpan.MaxValue;
        CheckAction? refused = null;
        ActionAnswer decides = default;
        foreach (CheckAction action in actions)
        {
            ActionAnswer answer = answers.Find(action) ?? throw Unusable($"it says nothing of '{action.Id}'", last);
            ttl = answer.Ttl < ttl ? answer.Ttl : ttl;
            if (!answer.IsAllowed && refused is null)
            {
                (refused, decides) = (action, answer);
            }
            else if (refused is null && decides.Why is null)
            {
                decides = answer;
            }
        }

        string reason = refused is null
            ? decides.Why is { } role ? $"allowed by Azure role assignment {role}" : "allowed by Azure RBAC"
            : decides.Why is { } deny
                ? $"Azure deny assignment {deny} refuses '{refused.Id}' at '{scope.Scope}'"
                : $"no Azure role assignment allows '{refused.Id}' at '{scope.Scope}'";
        return new ScopeAnswer(refused is null, reason, sent, ttl);
    }

    private static GuardUnavailableException Unusable(string why, UpstreamAnswer answer)
    {
        string id = answer.RequestId is { } request ? $" (request {request})" : "";
        return new GuardUnavailableException(Part, Unavailability.Lasting, $"{Part}: the answer of Azure is not a decision: {why}{id}");
    }

    private readonly record struct ScopeAnswer(bool IsAllowed, string Reason, long Sent, TimeSpan Ttl);
}
