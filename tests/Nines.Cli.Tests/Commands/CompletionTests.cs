using System.Diagnostics;
using Nines.Cli.Tests.BadInput;

namespace Nines.Cli.Tests.Commands;

/// <summary>Completion in shells.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("nines pre", "predict")]
    [InlineData("nines guard init c", "ca client")]
    [InlineData("nines audit --fail-on ", "error never note warning")]
    [InlineData("nines audit --fail-on=w", "warning")]
    [InlineData("nines audit -n shop --output j", "json junit")]
    [InlineData("nines predict --wh", "--what-if")]
    [InlineData("nines completion p", "pwsh")]
    [InlineData("nines predict exam", "")]
    public async Task Completions_come_from_the_command_tree(string line, string expected) =>
        (await NinesRun.Of("__complete", "--", line)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public async Task Hidden_verbs_are_not_offered() =>
        (await NinesRun.Of("__complete", "--", "nines ")).Output.ShouldNotContain("__complete");

    [Theory]
    [InlineData("nines audit --fail-on w", "warning")]
    [InlineData("nines gua", "guard")]
    public async Task Bash_completes_with_the_script(string line, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no bash.");
        using var folder = new TemporaryFolder();
        folder.Write("nines", $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "Nines.Cli.dll")}' \"$@\"\n");
        string script = $"""
            PATH={folder.Folder}:$PATH
            chmod +x {folder.At("nines")}
            source <(nines completion bash)
            COMP_LINE='{line}'; COMP_POINT=${"{#COMP_LINE}"}; _nines; echo "${"{COMPREPLY[*]}"}"
            """;
        using Process bash = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        string output = await bash.StandardOutput.ReadToEndAsync(TestLimit.Token);
        await bash.WaitForExitAsync(TestLimit.Token);

        output.Trim().ShouldBe(expected);
    }
}
