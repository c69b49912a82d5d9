using System.Runtime.CompilerServices;

namespace Nines.Cli.Verbs.Guard.Demo;

/// <summary>Finds programs.</summary>
internal static class Programs
{
    /// <param name="path">The variable PATH.</param>
    /// <returns>Null when no folder of it has the program.</returns>
    public static string? Find(string name, string? path) =>
        (path ?? "").Split(Path.PathSeparator).Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Command that starts this program again: itself where it is an executable, or the .NET host with its assembly.</summary>
    /// <param name="path">The variable PATH.</param>
    public static string[] Self(string? path) => Self(Environment.ProcessPath, RuntimeFeature.IsDynamicCodeSupported, path);

    /// <param name="process">Path of the running executable.</param>
    /// <param name="isManaged">Runs on the .NET runtime, and not compiled to one native file, which may have any name.</param>
    /// <param name="path">The variable PATH.</param>
    internal static string[] Self(string? process, bool isManaged, string? path)
    {
        const string program = "Nines.Cli";
        string assembly = Path.Combine(AppContext.BaseDirectory, $"{program}.dll");
        string name = Path.GetFileName(process) ?? "";
        name = name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;
        return process is null ? [Host(path), assembly]
            : !isManaged || name == program ? [process]
            : [name == "dotnet" ? process : Host(path), assembly];
    }

    private static string Host(string? path) => Find(OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet", path) ?? "dotnet";
}
