using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;

namespace Nines.Measure.Running;

/// <summary>The built program, started so that it writes down each method that runs.</summary>
internal sealed class MeasuredProgram(string root)
{
    /// <summary>Calls after which the runtime compiles a method again; more than the guard's own timers make while it is measured.</summary>
    public const int Often = 500;

    private readonly string _assembly = Path.Combine(root, "artifacts", "bin", "Nines.Cli", "release", "Nines.Cli.dll");
    private readonly Lazy<MethodFiles> _files = new(() => new MethodFiles(Path.Combine(root, "artifacts", "bin", "Nines.Cli", "release")));

    /// <summary>Runs a command to its end.</summary>
    /// <returns>Files of src with a method that ran.</returns>
    public ImmutableSortedSet<string> Run(params ReadOnlySpan<string> arguments)
    {
        using var folder = new TemporaryFolder();
        using Process process = Start(folder, recorded: true, arguments);
        process.WaitForExit();
        return Files(CompiledMethod.Read(folder.File("methods")));
    }

    /// <param name="folder">Working folder; methods are recorded in its file <c>methods</c>.</param>
    /// <param name="recorded">Record methods.</param>
    public Process Start(TemporaryFolder folder, bool recorded, params ReadOnlySpan<string> arguments)
    {
        var info = new ProcessStartInfo("dotnet", ["exec", _assembly, .. arguments])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };

        // Without optimization on the first call nothing is inlined, so each method that runs is compiled once under its own name.
        info.Environment["DOTNET_TieredCompilation"] = "1";
        info.Environment["DOTNET_TieredPGO"] = "0";
        info.Environment["DOTNET_TC_QuickJitForLoops"] = "1";
        info.Environment["DOTNET_TC_CallCountThreshold"] = Often.ToString("X", CultureInfo.InvariantCulture);

        // No kubeconfig of this machine: audit then takes its own example.
        info.Environment.Remove("KUBECONFIG");
        info.Environment["HOME"] = folder.Path;
        if (recorded)
        {
            info.Environment["DOTNET_STARTUP_HOOKS"] = typeof(MeasuredProgram).Assembly.Location;
            info.Environment[StartupHook.OutputVariable] = folder.File("methods");
        }

        Process process = Process.Start(info)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        return process;
    }

    public ImmutableSortedSet<string> Files(IEnumerable<CompiledMethod> methods) =>
        methods.Select(_files.Value.Find).OfType<string>().ToImmutableSortedSet(StringComparer.Ordinal);
}

/// <summary>A folder that is deleted with all that is in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("nines-measure-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
