using System.Net;
using System.Net.Sockets;
using System.Text;
using Nines.Guard.Setup.Check;
using Nines.Guard.Tests.Serving;
using Nines.Testing;
using Nines.Text;

namespace Nines.Guard.Tests.Setup.Check;

public sealed class CheckReportTests
{
    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task A_check_that_hangs_or_fails_is_an_error_and_does_not_delay_the_others()
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
        report.HasErrors.ShouldBeTrue();
        report.Checks[0].ShouldTell(Severity.Error, "the check did not end within 5 s");
        report.Checks[0].Facts.ShouldBe(["seen so far"]);
        report.Checks[1].ShouldTell(Severity.Error, "InvalidOperationException").ToString().ShouldNotContain("canary");
        report.Checks[2].ShouldBeFine("well");
    }

    [Fact]
    public async Task Cancellation_stops_the_checks()
    {
        using var stop = new CancellationTokenSource();
        Task<CheckReport> running = CheckRunner.RunAsync(
            [new("deaf", (_, _) => new TaskCompletionSource().Task)], TimeSpan.FromMinutes(5), TimeProvider.System, stop.Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
    }

    [Theory]
    [InlineData("VERSION 1.6.40\r\n", null, "is version 1.6.40")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", Severity.Error, "does not answer like memcached")]
    [InlineData("", Severity.Error, "does not answer like memcached")]
    public async Task Memcached_is_recognized_by_its_answer(string answer, object? severity, string what)
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
            result.ShouldTell((Severity)severity, what);
        }
    }

    [Fact]
    public async Task An_unreachable_memcached_is_an_error()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        (await MemcachedAsync(port)).ShouldTell(Severity.Error, "no connection (ConnectionRefused)");
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
}
