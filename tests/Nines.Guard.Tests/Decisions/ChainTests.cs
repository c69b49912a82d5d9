using Nines.Guard.Cache;
using Nines.Guard.Decisions;
using Nines.Guard.Tests.Serving;
using Nines.Guard.Upstream;

namespace Nines.Guard.Tests.Decisions;

public sealed class ChainTests
{
    private static readonly AccessQuestion s_question = new(UserIdentity.Named("ada"), null, new NonResourceAttributes("get", "/"));

    private static CancellationToken Cancel => TestLimit.Token;

    [Theory]
    [InlineData(Verdict.Allow, Verdict.Deny, Verdict.Allow)]
    [InlineData(Verdict.Deny, Verdict.Allow, Verdict.Deny)]
    [InlineData(Verdict.NoOpinion, Verdict.Allow, Verdict.Allow)]
    [InlineData(Verdict.NoOpinion, Verdict.NoOpinion, Verdict.NoOpinion)]
    internal async Task The_first_opinion_counts(Verdict first, Verdict second, Verdict expected)
    {
        var chain = new AuthorizerChain([Answering.Access(first).Authorizer!, Answering.Access(second).Authorizer!]);
        (await chain.AuthorizeAsync(s_question, Cancel)).Verdict.ShouldBe(expected);
    }

    [Fact]
    public async Task A_failure_is_not_passed_over()
    {
        IAuthorizer fails = Answering.Access((_, _) => throw new GuardUnavailableException("rbac", Unavailability.Brief, "x")).Authorizer!;
        await Should.ThrowAsync<GuardUnavailableException>(
            async () => await new AuthorizerChain([fails, Answering.Access(Verdict.Allow).Authorizer!]).AuthorizeAsync(s_question, Cancel));
    }

    [Theory]
    [InlineData("known", "fails", true)]
    [InlineData("fails", "known", true)]
    [InlineData("refuses", "known", true)]
    [InlineData("refuses", "refuses", false)]
    [InlineData("refuses", "fails", null)]
    [InlineData("fails", "refuses", null)]
    public async Task A_token_is_refused_only_when_all_authenticators_decided(string first, string second, bool? expected)
    {
        var chain = new AuthenticatorChain([Of(first), Of(second)]);
        if (expected is not { } accepted)
        {
            await Should.ThrowAsync<GuardUnavailableException>(async () => await chain.AuthenticateAsync("t", [], Cancel));
            return;
        }

        ((await chain.AuthenticateAsync("t", [], Cancel)).User is not null).ShouldBe(accepted);
    }

    [Theory]
    [InlineData("", "", "")]
    [InlineData("", "api vault", "")]
    [InlineData("api", "", "")]
    [InlineData("api", "vault api", "api")]
    [InlineData("api", "vault", null)]
    public async Task A_token_is_valid_for_the_requested_audiences_that_the_guard_has(string own, string wanted, string? expected)
    {
        var authenticator = new AudienceAuthenticator(Of("known"), [.. own.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        AuthenticationAnswer answer = await authenticator.AuthenticateAsync("t", [.. wanted.Split(' ', StringSplitOptions.RemoveEmptyEntries)], Cancel);
        (answer.User is null ? null : string.Join(' ', answer.Audiences)).ShouldBe(expected);
    }

    private static IAuthenticator Of(string what) => Answering.Token((_, _) => what switch
    {
        "known" => new(new AuthenticationAnswer(UserIdentity.Named("ada"), [], null, AnswerSource.File, null)),
        "refuses" => new(AuthenticationAnswer.Refused("unknown")),
        _ => throw new GuardUnavailableException("entra", Unavailability.Brief, "x"),
    }).Authenticator!;
}
