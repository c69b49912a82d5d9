using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Nines.Testing.Processes;

namespace Nines.Azure.Tests.Bicep;

/// <summary>The real Bicep compiler, from its package. It needs no network unless a file names a module of a registry.</summary>
internal static class BicepCompiler
{
    private static readonly string s_program =
        typeof(BicepCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Bicep").Value!;

    /// <summary>The reason why it cannot run here, or null.</summary>
    public static string? Missing => OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64
        ? null
        : "the package has the Bicep compiler for Linux on x64 only";

    /// <summary>Compiles one file to an ARM template.</summary>
    /// <returns>The template, empty when there are errors; and the diagnostics, one a line.</returns>
    public static async Task<(string Template, string[] Diagnostics)> BuildAsync(string bicep, CancellationToken cancellation)
    {
        using TempFolder folder = new();
        string file = folder.Write("main.bicep", bicep);
        if (!OperatingSystem.IsWindows())
        {
            // NuGet extracts files without the right to run them.
            File.SetUnixFileMode(s_program, File.GetUnixFileMode(s_program) | UnixFileMode.UserExecute);
        }

        ProcessStartInfo start = new(s_program, ["build", file, "--stdout"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        start.Environment["DOTNET_BUNDLE_EXTRACT_BASE_DIR"] = folder.Path;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
        string template = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return (template, (await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
