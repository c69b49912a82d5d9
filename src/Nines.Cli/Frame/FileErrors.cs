namespace Nines.Cli.Frame;

/// <summary>An error that the user can fix; the message is printed unchanged, with exit code 2.</summary>
internal sealed class InputException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Describes why a file could not be read or written and how to fix it, instead of the message of the runtime.</summary>
internal static class FileErrors
{
    // errno of Linux and macOS, as the runtime hands it on.
    private const int NoSpace = 28;
    private const int ReadOnly = 30;

    public static string Describe(Exception exception) => exception switch
    {
        DirectoryNotFoundException => "its folder does not exist. Create the folder, or name another path.",
        FileNotFoundException => "it does not exist. Check the path.",
        UnauthorizedAccessException => "permission denied. Change its permissions, or name another path.",
        PathTooLongException => "the path is too long. Name a shorter one.",
        IOException { HResult: NoSpace } => "the disk is full. Free some space, or name a path on another disk.",
        IOException { HResult: ReadOnly } => "the file system is read-only. Name a path on another one.",
        _ => exception.Message,
    };
}
