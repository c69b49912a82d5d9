using Nines.Guard.Decisions;
using Nines.Guard.Upstream;

namespace Nines.Guard.Tests.Upstream.Rbac;

public sealed class WildcardTests
{
    private const string Prefix = "Microsoft.ContainerService/managedClusters/";

    private readonly RbacBench _bench = new();
    private int _operations = 500;
    private int _reads;
    private bool _isDown;

    public WildcardTests() => Answers("Allowed");

    [Fact]
    public async Task Many_actions_are_sent_two_hundred_per_call_and_each_must_be_allowed()
    {
        (await _bench.Verdict(Ask.May("get", "*.*"))).ShouldBe(Verdict.Allow);
        UpstreamRequest[] calls = _bench.Upstream.Checks;
        calls.Select(call => ScriptedUpstream.Actions(call).Length).Order().ShouldBe([100, 200, 200]);
        calls.SelectMany(ScriptedUpstream.Actions).Distinct().Count().ShouldBe(500);

        // One of the five hundred, in whichever call it is.
        foreach (int refused in (int[])[0, 250, 499])
        {
            WildcardTests other = new();
            other.Answers("Allowed", $"{Prefix}g/r{refused:000}/read");
            (await other._bench.Verdict(Ask.May("get", "*.*"))).ShouldBe(Verdict.Deny);
            (await other._bench.Reason(Ask.May("get", "*.*"))).ShouldBe($"no Azure role assignment allows '{Prefix}g/r{refused:000}/read' at '{RbacBench.Cluster}'");
        }
    }

    [Fact]
    public async Task Calls_of_one_request_run_concurrently_within_a_limit()
    {
        _operations = 2000;
        int underWay = 0;
        int most = 0;
        Lock gate = new();
        Func<UpstreamRequest, CancellationToken, ValueTask<UpstreamAnswer>> plain = _bench.Upstream.Behaviour!;
        _bench.Upstream.Behaviour = async (request, stop) =>
        {
            lock (gate)
            {
                most = Math.Max(most, ++underWay);
            }

            await Task.Delay(5, stop);
            UpstreamAnswer answer = await plain(request, stop);
            lock (gate)
            {
                underWay--;
            }

            return answer;
        };
        (await _bench.Verdict(Ask.May("get", "*.*"))).ShouldBe(Verdict.Allow);
        _bench.Upstream.Checks.Length.ShouldBe(10);
        most.ShouldBeInRange(2, 4);
    }

    [Fact]
    public async Task One_failed_call_fails_the_request()
    {
        Func<UpstreamRequest, CancellationToken, ValueTask<UpstreamAnswer>> plain = _bench.Upstream.Behaviour!;
        _bench.Upstream.Behaviour = (request, stop) => request.Part == "rbac" && ScriptedUpstream.Actions(request).Length == 100
            ? throw new GuardUnavailableException("rbac", Unavailability.Brief, "rbac: down")
            : plain(request, stop);
        (await _bench.Fail(Ask.May("get", "*.*"))).Message.ShouldBe("rbac: down");
    }

    [Fact]
    public async Task Too_many_actions_are_refused_without_a_call()
    {
        _operations = 4001;
        (await _bench.Reason(Ask.May("get", "*.*"))).ShouldBe("it stands for more than 4000 actions of Azure");
        _bench.Upstream.Checks.ShouldBeEmpty();
    }

    [Fact]
    public async Task Operations_are_read_once_and_refreshed_in_the_background()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(ask => _bench.Verdict(Ask.May("get", "*.*", $"n{ask}"))));
        _reads.ShouldBe(1);
        _bench.Clock.Advance(TimeSpan.FromMinutes(30));
        _operations = 10;
        await Drive.UntilAsync(async () =>
        {
            int before = _bench.Upstream.Checks.Length;
            await _bench.Verdict(Ask.May("get", "*.*", $"m{before}"));
            return ScriptedUpstream.Actions(_bench.Upstream.Checks[^1]).Length == 10;
        });
        _reads.ShouldBe(2);
    }

    [Fact]
    public async Task The_last_valid_operations_stay_when_a_refresh_fails()
    {
        await _bench.Verdict(Ask.May("get", "*.*"));
        _isDown = true;
        for (int hour = 0; hour < 3; hour++)
        {
            _bench.Clock.Advance(TimeSpan.FromHours(1));
            (await _bench.Verdict(Ask.May("get", "*.*"))).ShouldBe(Verdict.Allow);
            await Drive.SettleAsync();
        }
    }

    [Fact]
    public async Task Without_operations_only_wildcards_are_errors()
    {
        _isDown = true;
        (await _bench.Fail(Ask.May("get", "*.*"))).Message.ShouldBe("operations: down");
        (await _bench.Verdict(Ask.May("get", "pods"))).ShouldBe(Verdict.Allow);
        await _bench.Fail(Ask.May("get", "*.*"));
        _reads.ShouldBe(1, "not for every question again");

        _isDown = false;
        _bench.Clock.Advance(TimeSpan.FromSeconds(10));
        (await _bench.Verdict(Ask.May("get", "*.*"))).ShouldBe(Verdict.Allow);
    }

    [Fact]
    public async Task Whether_a_resource_is_custom_is_an_error_until_operations_are_known()
    {
        RbacBench bench = new(RbacBench.Options with { CustomResources = true });
        bench.Upstream.Behaviour = (request, _) => request.Part == "operations"
            ? throw new GuardUnavailableException("operations", Unavailability.Lasting, "operations: down")
            : new(bench.Upstream.Answer(ScriptedUpstream.Decisions(request, "Allowed")));
        await bench.Fail(Ask.May("get", "foos.example.com"));
        (await bench.Verdict(Ask.May("get", "pods"))).ShouldBe(Verdict.Allow, "core resources are never custom");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"value":[]}""")]
    [InlineData("""{"value":[{"name":"Microsoft.ContainerService/managedClusters/read","isDataAction":false}]}""")]
    [InlineData("""{"value":[],"nextLink":"https://evil.example/"}""")]
    public async Task An_implausible_list_of_operations_is_refused(string body)
    {
        _bench.Upstream.Always(body);
        (await _bench.Fail(Ask.May("*", "*.*"))).Message.ShouldStartWith("operations: the list of operations cannot be used: ");
    }

    private void Answers(string decision, string refused = "") => _bench.Upstream.Behaviour = (request, _) =>
    {
        if (request.Part != "operations")
        {
            return new(_bench.Upstream.Answer(
                $"[{string.Join(',', ScriptedUpstream.Actions(request).Select(action => ScriptedUpstream.Decision(action, action == refused ? "NotAllowed" : decision)))}]"));
        }

        bool isSecond = request.Address.Query.Contains("skip", StringComparison.Ordinal);
        if (!isSecond)
        {
            Interlocked.Increment(ref _reads);
        }

        if (_isDown)
        {
            throw new GuardUnavailableException("operations", Unavailability.Lasting, "operations: down");
        }

        // In two pages.
        int half = _operations / 2;
        IEnumerable<string> names = Enumerable.Range(isSecond ? half : 0, isSecond ? _operations - half : half).Select(number => $$"""{"name":"{{Prefix}}g/r{{number:000}}/read","isDataAction":true}""");
        return new(_bench.Upstream.Answer($$"""{"value":[{{string.Join(',', names)}}],"nextLink":{{(isSecond ? "null" : "\"https://management.azure.com/providers/x?skip=1\"")}}}"""));
    };
}
