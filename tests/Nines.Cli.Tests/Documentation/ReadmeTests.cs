using System.Diagnostics;
using Nines.Cli.Tests.BadInput;

namespace Nines.Cli.Tests.Documentation;

/// <summary>Every command of the README runs as it would after copy and paste into a shell at the root of a clone.</summary>
public sealed class ReadmeTests : IDisposable
{
    private static readonly TimeSpan s_maxRun = TimeSpan.FromMinutes(5);

    // The demonstration of the guard takes half a minute and has tests of its own; the other command runs these tests.
    private static readonly string[] s_elsewhere = ["./nines guard try", "./test"];

    private readonly TemporaryFolder _folder = new();

    public ReadmeTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The commands are for a POSIX shell.");

        // A clone as far as the commands can see, so that the files they write stay out of the repository.
        foreach (string name in (string[])["nines", "examples"])
        {
            File.CreateSymbolicLink(_folder.At(name), NinesRun.At(name));
        }

        // No cluster is at hand: kubectl answers as it would for the cluster of the example.
        Directory.CreateDirectory(_folder.At("bin"));
        _folder.Write("bin/kubectl", $"#!/bin/sh\nexec cat '{NinesRun.At("examples", "replica-sets", "cluster.json")}'\n");
#pragma warning disable CA1416 // Skipped on Windows above.
        File.SetUnixFileMode(_folder.At("bin/kubectl"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
#pragma warning restore CA1416
    }

    public static TheoryData<string> Commands => [.. All().Except(s_elsewhere, StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_command_runs_as_pasted(string command)
    {
        using var limit = new CancellationTokenSource(s_maxRun);
        var start = new ProcessStartInfo("sh", ["-c", command])
        {
            WorkingDirectory = _folder.Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{_folder.At("bin")}:{start.Environment["PATH"]}";
        start.Environment["HOME"] = _folder.Folder;
        start.Environment.Remove("KUBECONFIG");

        // No native build in the background: it would outlive the test and its home folder.
        start.Environment["NINES_BUILD"] = "managed";
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        // 1 is an answer too: an objective is missed, or there are findings.
        process.ExitCode.ShouldBeOneOf([0, 1], $"{command}\n{await output}\n{await error}");
    }

    [Fact]
    public void Commands_are_found_in_the_readme() => All().Count().ShouldBeGreaterThan(10);

    public void Dispose() => _folder.Dispose();

    // Lines that are indented as code and start as a command does. Comments stand behind two blanks.
    private static IEnumerable<string> All() => File.ReadLines(NinesRun.At("README.md"))
        .Where(line => line.StartsWith("    ", StringComparison.Ordinal))
        .Select(line => line.Trim())
        .Where(line => line.StartsWith("./", StringComparison.Ordinal) || line.StartsWith("kubectl ", StringComparison.Ordinal))
        .Select(line => line.Split("  #")[0].Trim());
}
