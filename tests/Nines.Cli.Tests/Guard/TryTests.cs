using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Nines.Cli.Frame;
using Nines.Testing.Processes;

namespace Nines.Cli.Tests.Guard;

/// <summary><c>nines guard try</c> as a newcomer starts it: as a process of its own, which must leave neither processes nor files behind.</summary>
public sealed partial class TryTests : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    private readonly TempFolder _temp = new();
    private RealProcess? _process;
    private int _id;

    private static CancellationToken Cancel => TestLimit.Token;

    private static bool HasRedis => Programs.Find("redis-server") is not null && Programs.Find("redis-sentinel") is not null;

    private string Output => _process!.Output;

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        foreach (int left in Left())
        {
            using var process = Process.GetProcessById(left);
            process.Kill();
        }

        _temp.Dispose();
    }

    [Fact]
    public async Task A_newcomer_sees_who_may_do_what_and_how_the_guards_bear_losses_and_nothing_is_left()
    {
        Run("--for", "24s", "--rate", "8");
        await EndAsync();
        _process!.ExitCode.ShouldBe(ExitCode.Met, Output);
        Output.ShouldContain(" reviews: 0 without an answer, 0 wrong answers; ");
        foreach (string line in (string[])
        [
            @"operator +log in with a token +yes +itself +guard-\d +\S+ ms  operator@shop.example",
            @"forger +log in with a token +no +itself +guard-\d +\S+ ms  the token is not good",
            @"developer create pods in dev +yes +Azure +guard-\d +\S+ ms  role: writer in dev",
            @"developer list pods in kube-system +no +Azure +guard-\d +\S+ ms  no role allows it",
            @"operator +list nodes +yes +(Azure|shared|joined|near) +guard-\d +\S+ ms  role: cluster admin",
            @"stranger +list pods in dev +no +(Azure|shared|joined|near) +guard-\d +\S+ ms  no role allows it",
            @" near +guard-\d",
            @"== The developer's role in 'dev' is removed",
            @"== The removed role has no effect any more: (the last allow came [0-4]\.\d s after the removal|no review was allowed since the removal)\.",
            @"Role removed: .*; at most 4\.0 s are allowed\.",
            @"developer create pods in dev +no ",
            @"== guard-2 is killed",
            @"== guard-2 is back",
            @"Azure +\d+ answers",
        ])
        {
            Output.ShouldMatch(line);
        }

        if (HasRedis)
        {
            Output.ShouldMatch(@" shared +guard-\d");
            Output.ShouldMatch(@"== The Redis primary \(\d+\) is killed");
            Output.ShouldMatch(@"served by more than one guard; 0 times there were two versions");
        }

        // Each of three guards answered, and the one that was killed answered again.
        string[] lines = Output.Split('\n');
        int back = Array.FindIndex(lines, line => line.Contains("guard-2 is back", StringComparison.Ordinal));
        lines[back..].ShouldContain(line => line.Contains(" guard-2 ", StringComparison.Ordinal) && line.Contains(" ms ", StringComparison.Ordinal));
        int[] asked = [.. Numbers().Match(Output).Groups.Values.Skip(1).Select(group => int.Parse(group.Value, CultureInfo.InvariantCulture))];
        asked[0].ShouldBeInRange(8, asked[1] - 1);
        Left().ShouldBeEmpty();
        Directory.GetFileSystemEntries(_temp.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_stays_up_on_demand_with_lines_that_work_by_hand_until_it_is_interrupted()
    {
        Assert.SkipWhen(Programs.Find("curl") is null, "curl is not installed");
        Run("--for", "5s", "--keep");
        await UntilAsync(() => Output.Contains("The fake Azure shows", StringComparison.Ordinal));
        string[] typed = [.. Output.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("curl ", StringComparison.Ordinal) || line.StartsWith("./nines ", StringComparison.Ordinal))];
        string folder = Output.Split('\n').Select(line => line.Trim()).Single(line => line.StartsWith("T=", StringComparison.Ordinal));
        string[] answers = await Task.WhenAll(typed.Select(line => TypeAsync($"{folder}; {line}")));
        string all = string.Join('\n', answers);
        typed.Length.ShouldBe(7);
        answers[0].ShouldContain("\"authenticated\":true");
        answers[0].ShouldContain("x-nines-source: ");
        all.ShouldContain("\"allowed\":true");
        all.ShouldContain("\"allowed\":false");
        answers[^3].ShouldContain("near copies");
        answers[^2].ShouldContain("ok       clock        the clock agrees with");
        answers[^2].ShouldEndWith("No problems found.\n");
        answers[^1].ShouldContain("# TYPE");

        await _process!.SignalAsync("INT", Cancel);
        await EndAsync();
        _process.ExitCode.ShouldBe(ExitCode.Met, Output);
        Left().ShouldBeEmpty();
        Directory.GetFileSystemEntries(_temp.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_crash_of_it_takes_everything_along()
    {
        Run("--for", "60s");
        await UntilAsync(() => Output.Contains("== Authorization:", StringComparison.Ordinal));
        Left().Count.ShouldBeGreaterThanOrEqualTo(HasRedis ? 9 : 3);
        await _process!.SignalAsync("KILL", Cancel);
        await UntilAsync(() => Left().Count == 0 && Directory.GetFileSystemEntries(_temp.Path).Length == 0);
    }

    [Fact]
    public async Task Without_Redis_it_says_so_and_shows_the_rest()
    {
        RunWithPath(_temp.Path, "--for", "6s");
        await EndAsync();
        _process!.ExitCode.ShouldBe(ExitCode.Met, Output);
        Output.ShouldContain("memory: redis-server is not on the PATH, so each guard has a cache of its own");
        Output.ShouldNotContain("Redis primary");
        Output.ShouldContain("0 without an answer, 0 wrong answers");
        Left().ShouldBeEmpty();
        Directory.GetFileSystemEntries(_temp.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_interruption_at_any_time_leaves_nothing()
    {
        Run("--for", "60s");
        await UntilAsync(() => Left().Count > 2);
        await _process!.SignalAsync("INT", Cancel);
        await EndAsync();
        Left().ShouldBeEmpty();
        Directory.GetFileSystemEntries(_temp.Path).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--for is '1s'; expected 5s to 1h", "--for", "1s")]
    [InlineData("--rate is '0'; expected a number from 1 to 50", "--rate", "0")]
    public async Task Errors_of_the_command_line_are_reported_and_nothing_starts(string expected, params string[] args)
    {
        NinesRun run = await NinesRun.Of(["guard", "try", .. args]);
        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain(expected);
        run.Output.ShouldBeEmpty();
    }

    private void Run(params string[] args) => RunWithPath(null, args);

    private void RunWithPath(string? path, params string[] args)
    {
        // Settings of a real guard in the environment must not be taken; a .NET process that is killed must not leave sockets of its own here.
        var environment = new Dictionary<string, string?> { ["TMPDIR"] = _temp.Path, ["NINES_GUARD_CACHE_STORE"] = "memcached", ["DOTNET_EnableDiagnostics"] = "0" };
        if (path is not null)
        {
            environment["PATH"] = path;
        }

        _process = RealProcess.Start(
            Programs.Find("dotnet") ?? Environment.ProcessPath!, [Path.Combine(AppContext.BaseDirectory, "Nines.Cli.dll"), "guard", "try", .. args], environment, _temp.Path);
        _id = _process.Id;
    }

    private async Task EndAsync() => await _process!.WaitForExitAsync(Cancel).WaitAsync(s_patience, Cancel);

    private async Task UntilAsync(Func<bool> isSo)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(s_patience, Output);
            (_process!.HasExited && _process.ExitCode == ExitCode.BadInput).ShouldBeFalse(Output);
            await Task.Delay(50, Cancel);
        }
    }

    /// <summary>Processes that have to do with the folder, other than the one that was started.</summary>
    private List<int> Left()
    {
        var left = new List<int>();
        foreach (string folder in Directory.GetDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int id) && id != _id)
            {
                try
                {
                    string command = File.ReadAllText(Path.Combine(folder, "cmdline"));
                    if (command.Contains(_temp.Path, StringComparison.Ordinal) || File.ResolveLinkTarget(Path.Combine(folder, "cwd"), returnFinalTarget: false)?.FullName.StartsWith(_temp.Path, StringComparison.Ordinal) == true)
                    {
                        left.Add(id);
                    }
                }
                catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
                {
                    // It ended in the meantime, or is none of ours.
                }
            }
        }

        return left;
    }

    private static async Task<string> TypeAsync(string line)
    {
        string program = $"{Programs.Find("dotnet")} {Path.Combine(AppContext.BaseDirectory, "Nines.Cli.dll")}";
        var start = new ProcessStartInfo("/bin/sh", ["-c", line.Replace("./nines", program, StringComparison.Ordinal) + " 2>&1"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return output;
    }

    [GeneratedRegex(@"Azure was asked (?<asked>\d+) times for (?<decisions>\d+) decisions", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Numbers();
}
