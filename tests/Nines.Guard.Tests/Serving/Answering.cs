using System.Collections.Immutable;
using Nines.Guard.Cache;
using Nines.Guard.Composition;
using Nines.Guard.Decisions;

namespace Nines.Guard.Tests.Serving;

/// <summary>Parts that answer as a test wants.</summary>
internal sealed class Answering : IAuthorizer, IAuthenticator
{
    private readonly Func<AccessQuestion, CancellationToken, ValueTask<AccessDecision>> _access;
    private readonly Func<string, CancellationToken, ValueTask<AuthenticationAnswer>> _token;

    private Answering(
        Func<AccessQuestion, CancellationToken, ValueTask<AccessDecision>>? access, Func<string, CancellationToken, ValueTask<AuthenticationAnswer>>? token)
    {
        _access = access ?? ((_, _) => throw new InvalidOperationException("not asked for"));
        _token = token ?? ((_, _) => throw new InvalidOperationException("not asked for"));
    }

    public static GuardParts Access(Func<AccessQuestion, CancellationToken, ValueTask<AccessDecision>> answer) =>
        new(null, new Answering(answer, null), [], []);

    public static GuardParts Access(Verdict verdict, string reason = "", AnswerSource source = AnswerSource.File) =>
        Access((_, _) => new(AccessDecision.Create(verdict, reason, source)));

    public static GuardParts Token(Func<string, CancellationToken, ValueTask<AuthenticationAnswer>> answer) =>
        new(new Answering(null, answer), null, [], []);

    public ValueTask<AccessDecision> AuthorizeAsync(AccessQuestion question, CancellationToken cancellation) => _access(question, cancellation);

    public ValueTask<AuthenticationAnswer> AuthenticateAsync(string token, ImmutableArray<string> audiences, CancellationToken cancellation) => _token(token, cancellation);
}
