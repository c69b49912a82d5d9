using System.Diagnostics;
using Nines.Testing.Processes;

namespace Nines.Guard.Tests.Setup.Pki;

/// <summary>The openssl program, as a second opinion.</summary>
internal static class OpenSsl
{
    /// <summary>Runs it; skips the test where there is none.</summary>
    /// <returns>The exit code, and both outputs.</returns>
    public static (int Code, string Output) Run(string folder, params string[] arguments)
    {
        string? program = Programs.Find("openssl");
        Assert.SkipWhen(program is null, "openssl is not installed; tests/install installs it");
        var start = new ProcessStartInfo(program!, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }
}
