using System.Runtime.CompilerServices;

namespace Nines.Testing;

/// <summary>Finds files of this repository from wherever the tests were built.</summary>
public static class Repository
{
    private static readonly string Root = FindRoot();

    /// <param name="path">From the root, with forward slashes: <c>examples/hybrid.yaml</c>.</param>
    public static string File(string path) => Path.Combine(Root, path);

    private static string FindRoot([CallerFilePath] string here = "")
    {
        DirectoryInfo? directory = new(Path.GetDirectoryName(here)!);
        while (directory is not null && !System.IO.File.Exists(Path.Combine(directory.FullName, "nines.slnx")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new DirectoryNotFoundException("nines.slnx is in no folder above the tests.");
    }
}
