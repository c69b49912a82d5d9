namespace Nines.Cli.Verbs.Guard.Demo;

/// <summary>Finds programs.</summary>
internal static class Programs
{
    /// <param name="path">The variable PATH.</param>
    /// <returns>Null when no folder of it has the program.</returns>
    public static string? Find(string name, string? path) =>
        (path ?? "").Split(Path.PathSeparator).Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>What starts this program again: itself, or the .NET host with its assembly.</summary>
    public static string[] Self(string? path)
    {
        const string program = "Nines.Cli";
        string assembly = Path.Combine(AppContext.BaseDirectory, $"{program}.dll");
        return Environment.ProcessPath is { } self && Path.GetFileNameWithoutExtension(self) is var name && name is program or "dotnet"
            ? name == program ? [self] : [self, assembly]
            : [Find(OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet", path) ?? "dotnet", assembly];
    }
}
