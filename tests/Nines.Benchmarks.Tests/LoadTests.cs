using System.Net;
using System.Text;
using Nines.Benchmarks.Guard.Load;
using Nines.Benchmarks.Guard.Measuring;
using Nines.Benchmarks.Guard.Pki;
using Nines.Benchmarks.Guard.Stub;

namespace Nines.Benchmarks.Tests;

/// <summary>The generator against the stub in this process: it counts what happens, whatever the time.</summary>
public sealed class LoadTests : IAsyncLifetime
{
    private readonly BenchPki pki = BenchPki.Create(TimeProvider.System);
    private readonly CancellationTokenSource stop = new();
    private readonly List<Task> servers = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(servers);
        stop.Dispose();
        pki.Dispose();
    }

    [Fact]
    public async Task Every_client_gets_right_answers_from_every_stub()
    {
        foreach (StubStyle style in Enum.GetValues<StubStyle>())
        {
            LoadTarget target = await StartAsync(new StubOptions { Port = ServerProcess.FreePort(), Pki = pki.Folder, Style = style, Quiet = true });
            foreach (Wire wire in Enum.GetValues<Wire>().Where(wire => style != StubStyle.Raw || wire is not (Wire.Http2 or Wire.Http2Batched)))
            {
                LoadResult result = await RunAsync(target, Closed(wire, 3, 30) with { Connections = 2 });
                result.Failures.ShouldBe(0, $"{style} {wire}");
                result.Right.ShouldBe(30, $"{style} {wire}");
                result.Latencies.Count.ShouldBe(30);
            }
        }
    }

    [Fact]
    public async Task An_answer_without_the_expected_text_is_wrong()
    {
        LoadTarget target = await StartAsync(new StubOptions { Port = ServerProcess.FreePort(), Pki = pki.Folder }, expect: "\"allowed\":false");
        foreach (Wire wire in new[] { Wire.Http1, Wire.Http2 })
        {
            LoadResult result = await RunAsync(target, Closed(wire, 2, 10));
            result.Right.ShouldBe(0);
            result.Wrong.ShouldBe(10);
            result.Failures.ShouldBe(10);
        }
    }

    [Fact]
    public async Task A_server_that_says_goodbye_all_the_time_loses_no_review()
    {
        LoadTarget target = await StartAsync(new StubOptions { Port = ServerProcess.FreePort(), Pki = pki.Folder, GoAwayEvery = 7 });
        LoadResult result = await RunAsync(target, Closed(Wire.Http2, 16, 400));
        result.Right.ShouldBe(400);
        result.Failures.ShouldBe(0);
    }

    [Fact]
    public async Task An_open_loop_sends_what_is_due_and_no_more()
    {
        LoadTarget target = await StartAsync(new StubOptions { Port = ServerProcess.FreePort(), Pki = pki.Folder });
        foreach (Wire wire in new[] { Wire.Http1, Wire.Http2 })
        {
            LoadResult result = await RunAsync(target, new LoadPlan(wire, 4, 1, 1000, TimeSpan.Zero, TimeSpan.FromMilliseconds(200)));
            result.Right.ShouldBe(200);
            result.Failures.ShouldBe(0);
        }
    }

    [Fact]
    public async Task Latency_in_an_open_loop_counts_the_wait_for_a_caller()
    {
        // One caller and 50 ms an answer: of 20 reviews due at once, the last can be answered after a second only.
        LoadTarget target = await StartAsync(new StubOptions { Port = ServerProcess.FreePort(), Pki = pki.Folder, Delay = TimeSpan.FromMilliseconds(50) });
        LoadResult result = await RunAsync(target, new LoadPlan(Wire.Http1, 1, 1, 20_000, TimeSpan.Zero, TimeSpan.FromMilliseconds(1)));
        result.Right.ShouldBe(20);
        result.Latencies.Max.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(900));
    }

    [Fact]
    public async Task A_server_that_is_not_there_breaks_every_review()
    {
        LoadTarget target = new(ServerProcess.FreePort(), pki, Questions("x"));
        foreach (Wire wire in new[] { Wire.Http1, Wire.Http2, Wire.Http2Batched })
        {
            LoadResult result = await RunAsync(target, Closed(wire, 2, 5));
            result.Broken.ShouldBe(5);
            result.Answers.ShouldBe(0);
        }
    }

    [Fact]
    public async Task A_server_that_never_answers_does_not_hold_the_run_up()
    {
        LoadTarget target = await StartAsync(new StubOptions { Port = ServerProcess.FreePort(), Pki = pki.Folder, SilentAfter = 1 });
        foreach (Wire wire in new[] { Wire.Http1, Wire.Http2 })
        {
            LoadPlan plan = new(wire, 2, 1, null, TimeSpan.Zero, TimeSpan.FromMilliseconds(50)) { Grace = TimeSpan.FromMilliseconds(100) };
            (await RunAsync(target, plan)).Answers.ShouldBe(0);
            LoadResult open = await RunAsync(target, plan with { Rate = 100 });
            open.Answers.ShouldBe(0);
            open.Failures.ShouldBeGreaterThanOrEqualTo(3);
        }
    }

    [Fact]
    public void Questions_differ_in_their_number_alone()
    {
        Questions questions = new("/x", "{\"a\":\"<key-number>\",\"b\":\"<key-number>\"}", 10_000, "yes");
        byte[] body = new byte[questions.Length];
        questions.Write(body, 42);
        Encoding.UTF8.GetString(body).ShouldBe("{\"a\":\"000000000042\",\"b\":\"000000000042\"}");
        Should.Throw<ArgumentException>(() => new Questions("/x", "{}", 2, "yes")).Message.ShouldContain("2 keys");
    }

    // Ends by its number; the time is only there for a defect.
    private static LoadPlan Closed(Wire wire, int callers, long most) => new(wire, callers, 1, null, TimeSpan.Zero, TimeSpan.FromMinutes(1), MaxReviews: most);

    private static Questions Questions(string expect) => new("/subjectaccessreviews", SampleQuestions.SubjectAccess, 10, expect);

    private async Task<LoadTarget> StartAsync(StubOptions options, string expect = "\"allowed\":true")
    {
        servers.Add(StubServer.RunAsync(options, stop.Token));
        LoadTarget target = new(options.Port, pki, Questions(expect));
        using HttpMessageInvoker invoker = SocketsClient.Invoker(target, two: false, reconnects: true);
        await using SocketsClient client = new(target, invoker, HttpVersion.Version11);
        for (int attempt = 0; attempt < 1000; attempt++)
        {
            if ((await client.AskAsync(0, stop.Token)).Result != ReviewResult.Broken)
            {
                return target;
            }

            await Task.Delay(10);
        }

        throw new TimeoutException("The stub did not start.");
    }

    private Task<LoadResult> RunAsync(LoadTarget target, LoadPlan plan) => LoadRun.RunAsync(target, plan, Environment.ProcessId, stop.Token);
}
