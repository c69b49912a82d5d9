using System.Diagnostics;
using Nines.Cli.Tests.BadInput;

namespace Nines.Cli.Tests.Commands;

/// <summary>Runs ./nines with a stand-in for the .NET SDK: what it builds, what it starts, and when.</summary>
public sealed class StarterTests : IDisposable
{
    private const string Sdk = """
        #!/bin/sh
        root=${0%/*}/..
        case $1 in
          publish)
            while [ "$1" != -o ]; do case $1 in -p:PublishAot=true) native=1 ;; esac; shift; done
            if [ "${native:-}" ]; then echo native; else echo managed; fi >>"$root/builds"
            mkdir -p "$2"
            if [ "${native:-}" ]; then
              [ ! -e "$root/no-linker" ] || exit 1
              printf '#!/bin/sh\necho native "$@"\n' >"$2/Nines.Cli"
              chmod +x "$2/Nines.Cli"
            else
              : >"$2/Nines.Cli.dll"
            fi ;;
          *) shift; echo managed "$@" ;;
        esac
        """;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder _folder = new();

    public StarterTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The starter is a shell script.");
        File.Copy(NinesRun.At("nines"), _folder.At("nines"));
        Directory.CreateDirectory(_folder.At("src"));
        Directory.CreateDirectory(_folder.At("sdk"));
        _folder.Write("global.json", "{}");
        _folder.Write("Directory.Build.props", "");
        _folder.Write("sdk/dotnet", Sdk);
#pragma warning disable CA1416 // Skipped above.
        File.SetUnixFileMode(_folder.At("sdk/dotnet"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
#pragma warning restore CA1416
    }

    [Fact]
    public async Task The_first_run_answers_after_one_build_and_a_later_one_runs_the_native_program()
    {
        (await RunAsync("", "predict", "a b")).ShouldBe("managed predict a b");
        Builds().ShouldBe(["managed"]);
        (await RunAsync("", "predict")).ShouldBe("managed predict");
        await UntilAsync(() => File.Exists(_folder.At("artifacts/nines-native/Nines.Cli")));
        await UntilAsync(() => File.Exists(_folder.At("artifacts/nines-native.stamp")));
        (await RunAsync("", "predict", "a b")).ShouldBe("native predict a b");
        Builds().ShouldBe(["managed", "native"]);
    }

    [Fact]
    public async Task A_changed_source_is_built_before_anything_runs()
    {
        await RunAsync("native");
        File.SetLastWriteTimeUtc(_folder.Write("src/a.cs", ""), DateTime.UnixEpoch.AddYears(200));
        (await RunAsync("")).ShouldBe("managed");
        Builds().ShouldBe(["native", "managed"]);
    }

    [Fact]
    public async Task Continuous_integration_never_starts_a_native_build()
    {
        for (int run = 0; run < 3; run++)
        {
            (await RunAsync("managed")).ShouldBe("managed");
        }

        Builds().ShouldBe(["managed"]);
    }

    [Fact]
    public async Task A_native_build_that_fails_leaves_the_managed_program_and_is_not_tried_again()
    {
        _folder.Write("no-linker", "");
        (await RunAsync("native", "--version")).ShouldBe("managed --version");
        (await RunAsync("", "--version")).ShouldBe("managed --version");
        (await RunAsync("native", "--version")).ShouldBe("managed --version");
        Builds().ShouldBe(["native", "managed"]);
    }

    public void Dispose() => _folder.Dispose();

    private string[] Builds() => File.ReadAllLines(_folder.At("builds"));

    private async Task<string> RunAsync(string mode, params string[] arguments)
    {
        var start = new ProcessStartInfo(_folder.At("nines"), arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{_folder.At("sdk")}:{start.Environment["PATH"]}";
        start.Environment["NINES_BUILD"] = mode;
        start.Environment.Remove("CI");
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestLimit.Token);
        string error = await process.StandardError.ReadToEndAsync(TestLimit.Token);
        await process.WaitForExitAsync(TestLimit.Token);
        process.ExitCode.ShouldBe(0, error);
        return (await output).Trim();
    }

    private static async Task UntilAsync(Func<bool> isTrue)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (!isTrue())
        {
            TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(s_patience);
            await Task.Delay(50, TestLimit.Token);
        }
    }
}
