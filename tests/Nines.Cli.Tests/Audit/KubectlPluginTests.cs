using System.Diagnostics;
using Nines.Cli.Tests.BadInput;

namespace Nines.Cli.Tests.Audit;

/// <summary>Runs kubectl-nines as kubectl does: by its name, from the path.</summary>
public sealed class KubectlPluginTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public KubectlPluginTests()
    {
        // The starter with a program that is built already, so that nothing is built here.
        File.Copy(NinesRun.At("nines"), _folder.At("nines"));
        Directory.CreateDirectory(_folder.At("src"));
        Directory.CreateDirectory(_folder.At("bin"));
        _folder.Write("global.json", "{}");
        _folder.Write("Directory.Build.props", "");
        Directory.CreateDirectory(_folder.At("artifacts"));
        File.CreateSymbolicLink(_folder.At("artifacts/nines"), AppContext.BaseDirectory);
        File.WriteAllText(_folder.At("artifacts/nines-managed.stamp"), "");
        File.CreateSymbolicLink(_folder.At("bin/kubectl-nines"), _folder.At("nines"));
    }

    [Fact]
    public void The_repository_has_the_plugin_as_a_link() => new FileInfo(NinesRun.At("kubectl-nines")).LinkTarget.ShouldBe("nines");

    [Fact]
    public async Task Help_names_the_program_as_the_user_calls_it()
    {
        (int code, string output, _) = await RunAsync("kubectl-nines", "audit", "--help");

        code.ShouldBe(0);
        output.ShouldContain("kubectl nines audit [<FILE>...]");
    }

    [Fact]
    public async Task Arguments_are_passed_on_unchanged()
    {
        (int code, _, string error) = await RunAsync("kubectl-nines", "audit", "/no such/file.json", "-n", "a b");

        code.ShouldBe(2);
        error.ShouldContain("/no such/file.json");
    }

    [Fact]
    public async Task A_wrong_option_points_to_the_help_of_the_plugin()
    {
        (int code, _, string error) = await RunAsync("kubectl-nines", "audit", "--nonsense");

        code.ShouldBe(2);
        error.ShouldContain("see 'kubectl nines audit --help'");
    }

    [Fact]
    public async Task Called_as_nines_it_behaves_as_usual()
    {
        (_, string output, _) = await RunAsync("../nines", "audit", "--help");

        output.ShouldContain("  nines audit [<FILE>...]");
        output.ShouldNotContain("kubectl nines");
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(int Code, string Output, string Error)> RunAsync(string program, params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The starter is a shell script.");
        var start = new ProcessStartInfo(_folder.At("bin/" + program), arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("NINES_PROGRAM");
        start.Environment["NINES_BUILD"] = "managed";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestLimit.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(TestLimit.Token);
        await process.WaitForExitAsync(TestLimit.Token);
        return (process.ExitCode, await output, await error);
    }
}
