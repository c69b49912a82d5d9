using System.Diagnostics;
using System.Security.Cryptography;
using Nines.Testing;
using Nines.Testing.Processes;

namespace Nines.Measure.Tests;

/// <summary>The scripts that write release archives, with a small program in place of the real one, which takes minutes to compile.</summary>
public sealed class ReleaseTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_archive_holds_the_program_and_its_papers_and_has_a_checksum()
    {
        (int code, string output) = await PackAsync("out");

        code.ShouldBe(0, output);
        output.Trim().ShouldBe(Path.Combine(_folder.Path, "out", "nines-1.2.3-linux-x64.tar.gz"));
        (_, string names) = await RunAsync("tar", "-tzf", output.Trim());
        names.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(
            ["nines-1.2.3-linux-x64/", "nines-1.2.3-linux-x64/CHANGELOG.md", "nines-1.2.3-linux-x64/LICENSE", "nines-1.2.3-linux-x64/nines", "nines-1.2.3-linux-x64/nines.cdx.json"]);
        (code, string sums) = await RunAsync("sh", "-c", $"cd '{_folder.Path}/out' && sha256sum -c nines-1.2.3-linux-x64.sha256");
        code.ShouldBe(0, sums);
        (_, string ran) = await RunAsync("sh", "-c", $"cd '{_folder.Path}' && tar -xzf out/nines-1.2.3-linux-x64.tar.gz && nines-1.2.3-linux-x64/nines");
        ran.Trim().ShouldBe("it runs");
    }

    [Fact]
    public async Task The_same_files_give_the_same_archive()
    {
        (_, string first) = await PackAsync("first");
        File.SetLastWriteTimeUtc(Path.Combine(_folder.Path, "program"), DateTime.UnixEpoch.AddYears(40));
        (_, string second) = await PackAsync("second");

        SHA256.HashData(File.ReadAllBytes(second.Trim())).ShouldBe(SHA256.HashData(File.ReadAllBytes(first.Trim())));
    }

    [Fact]
    public async Task A_missing_program_is_named()
    {
        (int code, string output) = await RunAsync(Repository.File("tools/pack"), "nowhere", "linux-x64", "1.2.3", "nowhere", _folder.Path);

        code.ShouldBe(3);
        output.ShouldBe("pack: nowhere is missing or empty.\n");
    }

    [Fact]
    public async Task An_unknown_platform_is_refused_before_anything_is_compiled()
    {
        (int code, string output) = await RunAsync(Repository.File("tools/release"), "windows-x64");

        code.ShouldNotBe(0);
        output.ShouldContain("'windows-x64' is not a platform of releases; expected linux-x64 or linux-arm64.");
        output.ShouldNotContain("compiling");
    }

    private Task<(int Code, string Output)> PackAsync(string to)
    {
        string program = _folder.Write("program", "#!/bin/sh\necho it runs\n");
        string sbom = _folder.Write("bom.json", "{}\n");
        return RunAsync(Repository.File("tools/pack"), program, "linux-x64", "1.2.3", sbom, Path.Combine(_folder.Path, to));
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestLimit.Token);
        string output = await process.StandardOutput.ReadToEndAsync(TestLimit.Token);
        await process.WaitForExitAsync(TestLimit.Token);
        return (process.ExitCode, output + await errors);
    }
}
