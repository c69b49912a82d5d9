using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Nines.Guard.Setup.Check;
using Nines.Guard.Tests.Serving;
using Nines.Testing;

namespace Nines.Guard.Tests.Setup.Check;

public sealed class CheckReportTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_check_that_hangs_or_fails_is_a_problem_and_does_not_hold_up_the_others()
    {
        var clock = new ManualClock();
        var never = new TaskCompletionSource();
        var started = new TaskCompletionSource();
        Task<CheckReport> running = CheckRunner.RunAsync(
            [
                new("deaf", (notes, _) =>
                {
                    notes.Fact("seen so far");
                    started.SetResult();
                    return never.Task;
                }),
                new("broken", (_, _) => throw new InvalidOperationException("canary")),
                new("fine", (notes, _) =>
                {
                    notes.Fact("well");
                    return Task.CompletedTask;
                }),
            ],
            TimeSpan.FromSeconds(5), clock, Cancel);

        // The timer of a check is set before its body gets a thread, so both are waited for.
        await started.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        while (clock.Waiting != 1)
        {
            await Task.Delay(1, Cancel);
        }

        clock.Advance(TimeSpan.FromSeconds(5));
        CheckReport report = await running;
        report.HasProblems.ShouldBeTrue();
        report.Checks[0].ShouldTell(CheckSeverity.Problem, "the check did not end within 5 s");
        report.Checks[0].Facts.ShouldBe(["seen so far"]);
        report.Checks[1].ShouldTell(CheckSeverity.Problem, "InvalidOperationException").ToString().ShouldNotContain("canary");
        report.Checks[2].ShouldBeFine("well");
    }

    [Fact]
    public async Task Whoever_asked_can_stop_it()
    {
        using var stop = new CancellationTokenSource();
        Task<CheckReport> running = CheckRunner.RunAsync(
            [new("deaf", (_, _) => new TaskCompletionSource().Task)], TimeSpan.FromMinutes(5), TimeProvider.System, stop.Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
    }

    [Fact]
    public void Text_has_a_line_for_each_thing_and_begins_with_what_came_of_it()
    {
        CheckText.Write(Sample()).ShouldBe(
            """
            ok       certificate  server.crt is for here
            problem  certificate  server.key: is of another; expected its key. Fix: make one.
            warning  certificate  server.key: has mode 0644; expected 0600. Fix: chmod.
            skipped  azure        not set
            unknown  clock        Redis: is silent; expected a time. Fix: ask.
            1 problem, 1 warning, 1 unknown.

            """);
        CheckText.Write(new CheckReport([new("files", null, ["good"], [])])).ShouldBe("ok       files  good\nNo problems found.\n");
    }

    [Fact]
    public void Json_says_the_same()
    {
        using var document = JsonDocument.Parse(CheckJson.Write(Sample()));
        JsonElement root = document.RootElement;
        root.GetProperty("schema").GetString().ShouldBe("nines.guard.check/v1");
        root.GetProperty("problems").GetInt32().ShouldBe(1);
        root.GetProperty("warnings").GetInt32().ShouldBe(1);
        root.GetProperty("unknown").GetInt32().ShouldBe(1);
        JsonElement[] checks = [.. root.GetProperty("checks").EnumerateArray()];
        checks.Select(check => check.GetProperty("name").GetString()).ShouldBe(["certificate", "azure", "clock"]);
        JsonElement finding = checks[0].GetProperty("findings")[0];
        finding.EnumerateObject().Select(field => (field.Name, field.Value.GetString())).ShouldBe(
            [("severity", "problem"), ("where", "server.key"), ("what", "is of another"), ("expected", "its key"), ("fix", "make one")]);
        checks[1].GetProperty("skipped").GetString().ShouldBe("not set");
    }

    [Theory]
    [InlineData("VERSION 1.6.40\r\n", null, "is version 1.6.40")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", CheckSeverity.Problem, "does not answer like memcached")]
    [InlineData("", CheckSeverity.Problem, "does not answer like memcached")]
    public async Task Memcached_is_known_by_its_answer(string answer, object? severity, string what)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = ServeAsync(listener, answer);
        CheckResult result = await MemcachedAsync(((IPEndPoint)listener.LocalEndpoint).Port);
        await serving;
        if (severity is null)
        {
            result.ShouldBeFine(what);
        }
        else
        {
            result.ShouldTell((CheckSeverity)severity, what);
        }
    }

    [Fact]
    public async Task A_memcached_that_is_not_there_is_told()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        (await MemcachedAsync(port)).ShouldTell(CheckSeverity.Problem, "no connection (ConnectionRefused)");
    }

    private static async Task<CheckResult> MemcachedAsync(int port)
    {
        CheckRequest request = new(Configured.By(
            "tls.certificate=x", "tls.key=x", "tls.client-ca=x", "cache.store=memcached", "cache.key-file=x", $"cache.memcached.addresses=127.0.0.1:{port}"));
        GuardCheck check = GuardChecks.All(request, TimeProvider.System).Single(check => check.Name == "cache");
        return (await CheckRunner.RunAsync([check], TimeSpan.FromSeconds(30), TimeProvider.System, Cancel)).Checks.Single();
    }

    private static async Task ServeAsync(TcpListener listener, string answer)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync(Cancel);
        byte[] asked = new byte["version\r\n".Length];
        await client.GetStream().ReadExactlyAsync(asked, Cancel);
        Encoding.ASCII.GetString(asked).ShouldBe("version\r\n");
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), Cancel);
    }

    private static CheckReport Sample() => new(
    [
        new("certificate", null, ["server.crt is for here"],
        [
            new CheckFinding(CheckSeverity.Problem, "server.key", "is of another", "its key", "make one"),
            new CheckFinding(CheckSeverity.Warning, "server.key", "has mode 0644", "0600", "chmod."),
        ]),
        new("azure", "not set", [], []),
        new("clock", null, [], [new CheckFinding(CheckSeverity.Unknown, "Redis", "is silent", "a time", "ask")]),
    ]);
}
