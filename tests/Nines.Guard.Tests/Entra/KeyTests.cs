using Nines.Clouds;
using Nines.FakeAzure.Faults;
using Nines.Guard.Decisions;
using Nines.Guard.Upstream;

namespace Nines.Guard.Tests.Entra;

public sealed class KeyTests
{
    private static readonly TimeSpan s_search = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_new_key_is_fetched_when_a_token_names_it()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        await tenant.AskAsync(tenant.Issue());
        tenant.Clock.Advance(s_search);
        tenant.Server.Keys.Rotate();
        (await tenant.AskAsync(tenant.Issue())).User.ShouldNotBeNull();
    }

    [Fact]
    public async Task Unknown_keys_are_fetched_at_a_limited_rate()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        await tenant.AskAsync(tenant.Issue());
        tenant.Clock.Advance(s_search);
        tenant.Server.Keys.Rotate(publish: false);
        string unknown = tenant.Issue();
        int before = tenant.Calls.Calls;
        (await tenant.AskAsync(unknown)).Refusal.ShouldBe("unknown key");
        for (int times = 0; times < 50; times++)
        {
            // The key may have been published since: a doubt, and no refusal.
            await Should.ThrowAsync<GuardUnavailableException>(() => tenant.AskAsync(unknown));
        }

        (tenant.Calls.Calls - before).ShouldBe(2);
        tenant.Server.Keys.Publish();
        tenant.Clock.Advance(s_search);
        (await tenant.AskAsync(unknown)).User.ShouldNotBeNull();
    }

    [Fact]
    public async Task Concurrent_callers_share_one_fetch_of_keys()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        TaskCompletionSource gate = new();
        tenant.Calls.Gate = gate.Task;
        Task<AuthenticationAnswer>[] asked = [.. Enumerable.Range(0, 64).Select(_ => tenant.AskAsync(tenant.Issue()))];
        asked.ShouldAllBe(task => !task.IsCompleted);
        gate.SetResult();
        (await Task.WhenAll(asked)).ShouldAllBe(answer => answer.User != null);
        tenant.Calls.Made.ShouldBe(["entra openid-configuration", "entra keys"]);
    }

    [Theory]
    [InlineData(nameof(PathKind.Discovery))]
    [InlineData(nameof(PathKind.Keys))]
    public async Task A_failure_at_the_start_is_an_error_until_its_cause_is_fixed(string kind)
    {
        await using Tenant tenant = await Tenant.StartAsync();
        tenant.Server.Faults.Set(Enum.Parse<PathKind>(kind), new Fault(Status: 503));
        string token = tenant.Issue();
        await Should.ThrowAsync<GuardUnavailableException>(() => tenant.AskAsync(token));
        tenant.Authenticator.HasKeys.ShouldBeFalse();
        tenant.Server.Faults.ClearAll();
        tenant.Clock.Advance(tenant.Options.KeyRetry);
        (await tenant.AskAsync(token)).User.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_failure_is_returned_to_later_callers_for_a_short_time()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        tenant.Server.Faults.Set(PathKind.Discovery, new Fault(Status: 500));
        string token = tenant.Issue();
        for (int times = 0; times < 20; times++)
        {
            await Should.ThrowAsync<GuardUnavailableException>(() => tenant.AskAsync(token));
        }

        tenant.Calls.Calls.ShouldBe(1);
    }

    [Theory]
    [InlineData(nameof(Delivery.Cut))]
    [InlineData(nameof(Delivery.Truncated))]
    [InlineData(nameof(Delivery.Garbled))]
    [InlineData(nameof(Delivery.CutMidway))]
    public async Task Good_keys_outlive_failures(string how)
    {
        await using Tenant tenant = await Tenant.StartAsync();
        await tenant.AskAsync(tenant.Issue());
        tenant.Server.Faults.SetAll(new Fault(How: Enum.Parse<Delivery>(how)));
        tenant.Clock.Advance(TimeSpan.FromHours(20));
        (await tenant.AskAsync(tenant.Issue())).User.ShouldNotBeNull();

        // But what names a new key cannot be told.
        tenant.Server.Keys.Rotate();
        await Should.ThrowAsync<GuardUnavailableException>(() => tenant.AskAsync(tenant.Issue()));
        (await tenant.AskAsync(tenant.Issue(change: request => request with { Audience = "x" }))).Refusal.ShouldBe("for another audience");
    }

    [Theory]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{"keys":[{"kty":"oct","kid":"k","k":"AAAA"}]}""")]
    [InlineData("[]")]
    public async Task An_empty_key_set_replaces_nothing(string set)
    {
        await using Tenant tenant = await Tenant.StartAsync();
        await tenant.AskAsync(tenant.Issue());
        tenant.Server.Faults.Set(PathKind.Keys, new Fault(Body: set));
        tenant.Clock.Advance(s_search);
        string known = tenant.Issue();
        tenant.Server.Keys.Rotate();
        await Should.ThrowAsync<GuardUnavailableException>(() => tenant.AskAsync(tenant.Issue()));
        (await tenant.AskAsync(known)).User.ShouldNotBeNull();
    }

    [Fact]
    public async Task Keys_that_could_not_be_renewed_for_a_day_are_not_used()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        await tenant.AskAsync(tenant.Issue());
        tenant.Server.Faults.SetAll(new Fault(Status: 503));
        tenant.Clock.Advance(TimeSpan.FromHours(24));
        await Should.ThrowAsync<GuardUnavailableException>(() => tenant.AskAsync(tenant.Issue()));
    }

    [Fact]
    public async Task A_withdrawn_key_is_refused_after_the_next_fetch()
    {
        await using Tenant tenant = await Tenant.StartAsync(options => options with { ResultAge = TimeSpan.Zero });
        string old = tenant.Issue();
        (await tenant.AskAsync(old)).User.ShouldNotBeNull();
        tenant.Server.Keys.Rotate(keepOld: false);
        tenant.Clock.Advance(s_search);
        await tenant.AskAsync(tenant.Issue());
        tenant.Clock.Advance(s_search);
        (await tenant.AskAsync(old)).Refusal.ShouldBe("unknown key");
    }

    [Fact]
    public async Task Keys_are_fetched_in_the_background_before_the_first_review_and_periodically()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        tenant.Server.Faults.SetAll(new Fault(Status: 503));
        using CancellationTokenSource stop = new();
        Task running = tenant.Authenticator.RunAsync(stop.Token);
        await UntilAsync(() => tenant.Server.Answers.Read().Count(answer => answer.Status == 503) == 2);
        tenant.Authenticator.HasKeys.ShouldBeFalse();
        tenant.Server.Faults.ClearAll();
        await UntilAsync(() =>
        {
            tenant.Clock.Advance(TimeSpan.FromSeconds(1));
            return tenant.Authenticator.HasKeys;
        });

        // A token with the new key comes when both sources have begun to look again: it finds the key without a look of its own.
        int before = tenant.Calls.Calls;
        tenant.Server.Keys.Rotate();
        tenant.Clock.Advance(TimeSpan.FromHours(1.1));
        await UntilAsync(() => tenant.Calls.Calls >= before + 2);
        (await tenant.AskAsync(tenant.Issue())).User.ShouldNotBeNull();
        await UntilAsync(() => tenant.Calls.Calls == before + 4);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_hanging_issuer_takes_bounded_time_and_callers_can_cancel()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        tenant.Server.Faults.SetAll(new Fault(How: Delivery.Hang));
        using CancellationTokenSource leave = new();
        string token = tenant.Issue();
        Task<AuthenticationAnswer> gone = tenant.Authenticator.AuthenticateAsync(token, [], leave.Token).AsTask();
        Task<AuthenticationAnswer> patient = tenant.AskAsync(token);
        await leave.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => gone);
        await UntilAsync(() => tenant.Calls.Calls == 1);
        tenant.Clock.Advance(tenant.Options.KeyLimit);
        (await Should.ThrowAsync<GuardUnavailableException>(() => patient)).Part.ShouldBe("entra");
    }

    [Fact]
    public async Task Discovery_of_an_unaccepted_issuer_is_an_error_and_not_a_refusal()
    {
        await using Tenant tenant = await Tenant.StartAsync(options => options with { Issuers = [AzureCloud.China.Issuers(options.Tenant)[0]] });
        string token = tenant.IssueWith($$"""{"iss":"{{tenant.Options.Issuers[0]}}"}""");
        (await Should.ThrowAsync<GuardUnavailableException>(() => tenant.AskAsync(token))).Message.ShouldContain("sts.windows.net");
    }

    [Theory]
    [InlineData("""{"issuer":"ISSUER","jwks_uri":"http://keys.example/keys"}""")]
    [InlineData("""{"issuer":"ISSUER","jwks_uri":"file:///etc/passwd"}""")]
    [InlineData("""{"issuer":"ISSUER","jwks_uri":"https://user:password@127.0.0.1/keys"}""")]
    [InlineData("""{"issuer":"ISSUER"}""")]
    [InlineData("""{"issuer":"ISSUER","jwks_uri":"https://a.example/","jwks_uri":"https://b.example/"}""")]
    public async Task Discovery_cannot_redirect_the_guard_to_unsafe_addresses(string document)
    {
        await using Tenant tenant = await Tenant.StartAsync();
        tenant.Server.Faults.Set(PathKind.Discovery, new Fault(Body: document.Replace("ISSUER", tenant.Options.Issuers[0], StringComparison.Ordinal)));
        await Should.ThrowAsync<GuardUnavailableException>(() => tenant.AskAsync(tenant.Issue()));
        tenant.Calls.Calls.ShouldBe(1);
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        for (int times = 0; !isSo(); times++)
        {
            times.ShouldBeLessThan(5_000);
            await Task.Delay(2);
        }
    }
}
