using Nines.Guard.Upstream;
using Nines.Guard.Upstream.Credentials;
using Nines.Testing;

namespace Nines.Guard.Tests.Upstream.Credentials;

public sealed class CachedAccessTokensTests
{
    private const string Scope = "s";

    private readonly ManualClock _clock = new();
    private readonly ScriptedSource _source;
    private readonly CachedAccessTokens _tokens;

    public CachedAccessTokensTests()
    {
        _source = new ScriptedSource(_clock);
        _tokens = new CachedAccessTokens(_source, new CredentialOptions { Kind = CredentialKind.ClientSecret }, _clock);
    }

    [Fact]
    public async Task A_token_is_fetched_once_for_each_scope()
    {
        (await Get()).ShouldBe("1");
        (await Get()).ShouldBe("1");
        (await _tokens.GetAsync("other", default)).Value.ShouldBe("2");
        (await Get()).ShouldBe("1");
    }

    [Fact]
    public async Task It_is_replaced_five_minutes_before_it_expires_and_serves_until_then()
    {
        await Get();
        _clock.Advance(TimeSpan.FromSeconds(3299));
        (await Get()).ShouldBe("1");
        _source.Fetches.ShouldBe(1);

        _source.Hold = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _clock.Advance(TimeSpan.FromSeconds(1));
        for (int caller = 0; caller < 20; caller++)
        {
            (await Get()).ShouldBe("1");
        }

        _source.Hold.SetResult();
        await Drive.UntilAsync(async () => await Get() == "2");
        _source.Fetches.ShouldBe(2);
    }

    [Fact]
    public async Task A_short_lived_token_is_replaced_at_half_its_life_not_at_once()
    {
        _source.Life = TimeSpan.FromSeconds(60);
        await Get();
        _clock.Advance(TimeSpan.FromSeconds(29));
        await Get();
        _source.Fetches.ShouldBe(1);
    }

    [Fact]
    public async Task The_old_token_serves_until_it_expires_when_it_cannot_be_replaced()
    {
        await Get();
        _source.Failure = CredentialFault.Create("down");
        for (int second = 0; second < 3600; second += 10)
        {
            (await Get()).ShouldBe("1");
            await Drive.SettleAsync();
            _clock.Advance(TimeSpan.FromSeconds(10));
        }

        _source.Fetches.ShouldBeInRange(5, 31, "a few times in the last five minutes");
        _clock.Advance(TimeSpan.FromSeconds(31));
        GuardUnavailableException failure = await Should.ThrowAsync<GuardUnavailableException>(Get());
        failure.Message.ShouldBe("credential: down");
        _tokens.States.Single().Failure.ShouldBe("credential: down");

        _source.Failure = null;
        _clock.Advance(TimeSpan.FromSeconds(31));
        (await Get()).ShouldBe($"{_source.Fetches}");
        _tokens.States.Single().Failure.ShouldBeNull();
    }

    [Fact]
    public async Task Concurrent_callers_share_one_fetch_of_a_token()
    {
        _source.Hold = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<string>[] callers = [.. Enumerable.Range(0, 64).Select(_ => Task.Run(Get))];
        await Drive.UntilAsync(() => _source.Started == 1);
        _source.Hold.SetResult();
        (await Task.WhenAll(callers)).ShouldAllBe(token => token == "1");
        _source.Started.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_hanging_fetch_fails_all_its_callers_in_time(bool listens)
    {
        _source.Hold = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _source.Listens = listens;
        Task<string>[] callers = [.. Enumerable.Range(0, 64).Select(_ => Get())];
        await Drive.UntilAsync(() => _source.Started == 1 && _clock.Waiting > 0);
        _clock.Advance(TimeSpan.FromSeconds(5));
        foreach (Task<string> caller in callers)
        {
            GuardUnavailableException failure = await Should.ThrowAsync<GuardUnavailableException>(caller);
            failure.Message.ShouldBe("credential: no token within 5 s");
            failure.Kind.ShouldBe(Unavailability.Lasting);
        }

        _clock.Passed.ShouldBe(TimeSpan.FromSeconds(5), "not one after another");
        _source.Started.ShouldBe(1);
    }

    [Fact]
    public async Task A_cancelled_caller_does_not_cancel_the_others()
    {
        _source.Hold = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenSource gaveUp = new();
        Task<AccessToken> impatient = _tokens.GetAsync(Scope, gaveUp.Token).AsTask();
        Task<string> patient = Get();
        await gaveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(impatient);
        _source.Hold.SetResult();
        (await patient).ShouldBe("1");
    }

    [Fact]
    public async Task A_failure_is_remembered_only_for_a_moment()
    {
        _source.Failure = CredentialFault.Create("down");
        for (int attempt = 0; attempt < 8; attempt++)
        {
            await Should.ThrowAsync<GuardUnavailableException>(Get());
            int fetches = _source.Fetches;
            fetches.ShouldBe(attempt + 1);
            await Should.ThrowAsync<GuardUnavailableException>(Get());
            _source.Fetches.ShouldBe(fetches, "nobody asks during the back-off");
            _clock.Advance(TimeSpan.FromSeconds(Math.Min(30, Math.Pow(2, attempt))));
        }

        _source.Failure = null;
        (await Get()).ShouldBe("9");
    }

    [Fact]
    public async Task A_refused_token_is_replaced_once_for_all_unless_it_is_very_young()
    {
        AccessToken first = await _tokens.GetAsync(Scope, default);
        (await _tokens.RenewAsync(Scope, first, default)).ShouldBeSameAs(first);
        _clock.Advance(TimeSpan.FromSeconds(30));
        AccessToken[] renewed = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => _tokens.RenewAsync(Scope, first, default).AsTask()));
        renewed.ShouldAllBe(token => token.Value == "2");
        _source.Fetches.ShouldBe(2);
        (await _tokens.RenewAsync(Scope, renewed[0], default)).ShouldBeSameAs(renewed[0]);
        (await Get()).ShouldBe("2");
    }

    private async Task<string> Get() => (await _tokens.GetAsync(Scope, default)).Value;

    /// <summary>Gives numbered tokens, or what a test wants instead.</summary>
    private sealed class ScriptedSource(ManualClock clock) : ITokenSource
    {
        private int _fetches;
        private int _started;

        public int Fetches => Volatile.Read(ref _fetches);

        public int Started => Volatile.Read(ref _started);

        public TimeSpan Life { get; set; } = TimeSpan.FromHours(1);

        public TaskCompletionSource? Hold { get; set; }

        public bool Listens { get; set; } = true;

        public GuardUnavailableException? Failure { get; set; }

        public async ValueTask<AccessToken> FetchAsync(string scope, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _started);
            if (Hold is { } hold)
            {
                await (Listens ? hold.Task.WaitAsync(cancellation) : hold.Task);
            }

            int number = Interlocked.Increment(ref _fetches);
            return Failure is { } failure ? throw failure : new AccessToken($"{number}", clock.GetUtcNow() + Life);
        }
    }
}
