using Nines.FakeAzure.Tenants;
using Nines.Guard.Cache;
using Nines.Guard.Decisions;
using Nines.Guard.Decisions.Entra;
using Nines.Guard.Tests.FakeAzure;
using Nines.Guard.Tokens;

namespace Nines.Guard.Tests.Entra;

public sealed class ResultTests
{
    [Fact]
    public async Task An_answer_is_cached_for_two_minutes_from_the_arrival_of_the_token()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        string token = tenant.Issue();
        (await tenant.AskAsync(token)).Source.ShouldBe(AnswerSource.Rule);
        tenant.Clock.Advance(TimeSpan.FromSeconds(119.9));
        AuthenticationAnswer kept = await tenant.AskAsync(token);
        kept.Source.ShouldBe(AnswerSource.NearCache);
        kept.User!.Name.ShouldBe("op@example.com");
        tenant.Clock.Advance(TimeSpan.FromSeconds(0.1));
        (await tenant.AskAsync(token)).Source.ShouldBe(AnswerSource.Rule);
    }

    [Fact]
    public async Task An_answer_is_not_cached_beyond_the_expiry_of_its_token()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        string token = tenant.Issue(change: request => request with { LifetimeSeconds = 10 });
        await tenant.AskAsync(token);
        tenant.Clock.Advance(TimeSpan.FromSeconds(9));
        (await tenant.AskAsync(token)).Source.ShouldBe(AnswerSource.NearCache);
        tenant.Clock.Advance(TimeSpan.FromSeconds(61));
        (await tenant.AskAsync(token)).Refusal.ShouldBe("expired");
    }

    [Fact]
    public async Task A_refusal_is_not_cached()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        string token = tenant.Issue(change: request => request with { NotBeforeSeconds = 100 });
        (await tenant.AskAsync(token)).Refusal.ShouldBe("not yet valid");
        tenant.Clock.Advance(TimeSpan.FromSeconds(40));
        (await tenant.AskAsync(token)).User.ShouldNotBeNull();
    }

    [Fact]
    public async Task Tokens_that_differ_in_one_letter_share_nothing()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        string token = tenant.Issue();
        await tenant.AskAsync(token);
        (await tenant.AskAsync(token[..^4] + "AAAA")).User.ShouldBeNull();
        (await tenant.AskAsync(token + "A")).User.ShouldBeNull();
    }

    [Fact]
    public async Task A_token_with_other_groups_does_not_get_the_answer_of_an_older_one()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        (await tenant.AskAsync(tenant.Issue())).User!.Groups.ShouldNotBeEmpty();
        tenant.Server.Tenant.Put(new FakeUser(Cloud.Operator, "op@example.com"));
        (await tenant.AskAsync(tenant.Issue())).User!.Groups.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_purge_drops_cached_answers()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        string token = tenant.Issue();
        await tenant.AskAsync(token);
        await tenant.Store.PurgeAsync(TestLimit.Token);
        (await tenant.AskAsync(token)).Source.ShouldBe(AnswerSource.Rule);
    }

    [Fact]
    public async Task Memory_is_bounded_and_the_oldest_answers_are_evicted_first()
    {
        await using Tenant tenant = await Tenant.StartAsync(options => options with { ResultBytes = 16 * 1024 });
        string first = tenant.Issue();
        await tenant.AskAsync(first);
        string last = first;
        for (int at = 0; at < 100; at++)
        {
            last = tenant.Issue();
            await tenant.AskAsync(last);
            tenant.Authenticator.Kept.Bytes.ShouldBeLessThanOrEqualTo(16 * 1024);
        }

        tenant.Authenticator.Kept.Count.ShouldBeInRange(2, 16);
        (await tenant.AskAsync(last)).Source.ShouldBe(AnswerSource.NearCache);
        (await tenant.AskAsync(first)).Source.ShouldBe(AnswerSource.Rule);
    }

    [Theory]
    [InlineData("6dae42f8-4368-4678-94ff-3960e28e3630", "6dae42f8-4368-4678-94ff-3960e28e3630")]
    [InlineData("6dae42f8-4368-4678-94ff-3960e28e3630,other", "6dae42f8-4368-4678-94ff-3960e28e3630")]
    [InlineData("https://kubernetes.default.svc,other", "https://kubernetes.default.svc")]
    [InlineData("", "")]
    public async Task Requested_audiences_are_reduced_to_those_of_the_token(string wanted, string answered)
    {
        await using Tenant tenant = await Tenant.StartAsync(options => options with { ClusterAudiences = ["https://kubernetes.default.svc"] });
        AuthenticationAnswer answer = await tenant.AskAsync(tenant.Issue(), [.. wanted.Split(',', StringSplitOptions.RemoveEmptyEntries)]);
        answer.User.ShouldNotBeNull();
        string.Join(',', answer.Audiences).ShouldBe(answered);
    }

    [Fact]
    public async Task A_token_for_none_of_the_requested_audiences_is_refused()
    {
        await using Tenant tenant = await Tenant.StartAsync(options => options with { ClusterAudiences = ["https://kubernetes.default.svc"] });
        (await tenant.AskAsync(tenant.Issue(), ["vault"])).Refusal.ShouldBe("for another audience");
    }

    [Fact]
    public async Task Without_the_audience_of_the_cluster_no_audience_is_returned()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        AuthenticationAnswer answer = await tenant.AskAsync(tenant.Issue(), ["https://kubernetes.default.svc"]);
        answer.User.ShouldNotBeNull();
        answer.Audiences.ShouldBeEmpty();
    }

    [Fact]
    public async Task Answers_for_different_audiences_are_kept_apart()
    {
        await using Tenant tenant = await Tenant.StartAsync(options => options with { ClusterAudiences = ["a"] });
        string token = tenant.Issue();
        (await tenant.AskAsync(token, ["a"])).Audiences.ShouldBe(["a"]);
        (await tenant.AskAsync(token, ["b"])).Refusal.ShouldBe("for another audience");
        (await tenant.AskAsync(token)).Audiences.ShouldBeEmpty();
    }

    [Fact]
    public void All_options_out_of_range_are_reported_at_once()
    {
        var wrong = new EntraOptions { Tenant = "{x}", Authority = new Uri("http://login.example/t/v2.0"), Issuers = [], Audiences = [], Skew = TimeSpan.FromMinutes(6) };
        string message = Should.Throw<ArgumentException>(() => EntraOptions.Validated(wrong)).Message;
        foreach (string part in (string[])["tenant", "authority", "issuers", "audiences", "clock skew"])
        {
            message.ShouldContain(part);
        }
    }

    [Fact]
    public void Every_refusal_has_its_own_description() =>
        Enum.GetValues<TokenRefusal>().Select(TokenRefusals.Describe).Distinct().Count().ShouldBe(Enum.GetValues<TokenRefusal>().Length);
}
