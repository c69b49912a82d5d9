using System.Diagnostics;

namespace Nines.Guard.Tests.Setup;

/// <summary>A program of the machine, as a second opinion.</summary>
internal static class Tool
{
    /// <summary>Runs it to its end; skips the test where there is none.</summary>
    /// <param name="program">Its path; null when it is missing.</param>
    /// <param name="missing">Reason for which the test is skipped without the tool.</param>
    /// <returns>The exit code, and both outputs.</returns>
    public static (int Code, string Output) Run(string? program, string missing, string folder, params string[] arguments)
    {
        Assert.SkipWhen(program is null, missing);
        var start = new ProcessStartInfo(program!, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        using CancellationTokenRegistration end = TestLimit.Token.Register(() => process.Kill(entireProcessTree: true));
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }
}
