using System.Collections.Immutable;
using Nines.Cli.Frame;
using Nines.Text;

namespace Nines.Cli.Verbs.Audit.Fixes;

/// <summary>Puts files into a folder that is new or empty, so that nothing of anybody's is lost and no old patch is taken for a new one.</summary>
internal static class FixFolder
{
    /// <summary>What stands against writing there; null when nothing does.</summary>
    public static Diagnostic? Refusal(string folder)
    {
        var here = new SourcePosition(folder, 0, 0);
        return File.Exists(folder) ? new Diagnostic(here, "is a file; expected a folder for the patches.", "Name a new or empty folder.")
            : Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()
                ? new Diagnostic(here, "is not empty; patches of another run could be taken for new ones.", "Name a new or empty folder.")
            : null;
    }

    /// <exception cref="InputException">It cannot be written.</exception>
    public static void Write(string folder, ImmutableArray<FixFile> files)
    {
        try
        {
            Directory.CreateDirectory(folder);
            foreach (FixFile file in files)
            {
                File.WriteAllText(Path.Combine(folder, file.Name), file.Content);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--fix '{folder}' cannot be written: {FileErrors.Describe(exception)}", exception);
        }
    }
}
