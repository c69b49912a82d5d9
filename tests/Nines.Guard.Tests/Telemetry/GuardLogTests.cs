using System.Text;
using System.Text.Json;
using Nines.Guard.Cache;
using Nines.Guard.Decisions;
using Nines.Guard.Telemetry;
using Nines.Guard.Tests.Decisions;

namespace Nines.Guard.Tests.Telemetry;

public sealed class GuardLogTests
{
    [Fact]
    public async Task A_review_is_one_line_of_json_with_its_request_source_and_version()
    {
        JsonElement line = (await WrittenAsync(hashUsers: false, log => log.Review(LogLevel.Information, Review("ada")))).Single();
        line.GetProperty("event").GetString().ShouldBe("review");
        line.GetProperty("request").GetString().ShouldBe("000000000000002a");
        line.GetProperty("source").GetString().ShouldBe("near-cache");
        line.GetProperty("answer").GetString().ShouldBe("00000000000000000000000000000007");
        line.GetProperty("user").GetString().ShouldBe("ada");
        line.GetProperty("verb").GetString().ShouldBe("list");
        line.GetProperty("seconds").GetDouble().ShouldBe(0.0015);
        line.TryGetProperty("name", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Hashed_users_are_distinct_and_unnamed()
    {
        JsonElement[] lines = await WrittenAsync(hashUsers: true, log =>
        {
            log.Review(LogLevel.Information, Review("ada"));
            log.Review(LogLevel.Information, Review("ada"));
            log.Review(LogLevel.Information, Review("bob"));
        });
        string?[] users = [.. lines.Select(line => line.GetProperty("user").GetString())];
        users[0].ShouldBe(users[1]);
        users[0].ShouldNotBe(users[2]);
        users.ShouldAllBe(user => !user!.Contains("ada", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Hostile_names_stay_inside_of_one_line_and_are_cut()
    {
        string hostile = "a\n{\"level\":\"error\"}\u001b[31m\ud83d" + new string('x', 2000) + "\ud83d\ude00";
        JsonElement line = (await WrittenAsync(hashUsers: false, log => log.Review(LogLevel.Information, Review(hostile)))).Single();
        line.GetProperty("user").GetString()!.Length.ShouldBeLessThan(600);
    }

    [Fact]
    public async Task A_blocked_output_delays_no_caller_and_lost_lines_are_counted()
    {
        using var instruments = new Instruments();
        using var text = new PrometheusText(instruments.Meter);
        var clock = new Nines.Testing.ManualClock();
        using var stuck = new Stuck();
        var log = new GuardLog(stuck, new LogFormat(hashUsers: false), clock, instruments.LogLost);
        for (int line = 0; line < 25_000; line++)
        {
            log.Event(LogLevel.Information, "x", "y");
        }

        text.Write().ShouldNotContain("nines_guard_log_lines_lost_total 0\n");
        Task ending = log.DisposeAsync().AsTask();
        clock.Advance(TimeSpan.FromSeconds(3));
        await ending;
    }

    private static ReviewLine Review(string user) => new(
        42, "access", "allow", AnswerSource.NearCache, 7, TimeSpan.FromMilliseconds(1.5), UserIdentity.Named(user),
        new AccessQuestion(UserIdentity.Named(user), new ResourceAttributes("list", "", "v1", "pods", "", "dev", ""), null), 200, null);

    private static async Task<JsonElement[]> WrittenAsync(bool hashUsers, Action<GuardLog> write)
    {
        using var output = new MemoryStream();
        await using (var log = new GuardLog(output, new LogFormat(hashUsers), TimeProvider.System, null))
        {
            write(log);
        }

        return [.. Encoding.UTF8.GetString(output.ToArray()).TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private sealed class Stuck : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => new(new TaskCompletionSource().Task);
    }
}
