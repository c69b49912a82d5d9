using Nines.Text;

namespace Nines.Cli.Frame;

/// <summary>Replaces output files atomically: a reader sees the old file or the complete new one.</summary>
internal static class OutputFile
{
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static async Task WriteAsync(string path, Func<Stream, CancellationToken, Task> write, CancellationToken cancellation)
    {
        // A link stays a link: its target is replaced.
        string full = Resolved(path);
        string partial = full + ".partial";
        try
        {
            if (Directory.Exists(full))
            {
                throw new InputException($"--output-file '{path}' is a folder; name a file in it.");
            }

            // A device or a pipe is written in place: a file must not be renamed over it.
            if (full.StartsWith("/dev/", StringComparison.Ordinal))
            {
                await using var device = new FileStream(full, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                await write(device, cancellation);
                return;
            }

            await using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous))
            {
                await write(stream, cancellation);
            }

            File.Move(partial, full, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--output-file '{path}' cannot be written: {FileErrors.Describe(exception)}", exception);
        }
        finally
        {
            RemovePartial(partial);
        }
    }

    /// <summary>Finds an input that the output would overwrite.</summary>
    /// <returns>The error; null if the output overwrites no input.</returns>
    public static Diagnostic? Refusal(IFileRequest request)
    {
        if (request.OutputFile is not { } path || path == "-")
        {
            return null;
        }

        string target = Resolved(path);
        return request.Inputs.Where(input => input != "-").FirstOrDefault(input => Resolved(input) == target) is { } same
            ? new Diagnostic(new SourcePosition("--output-file", 0, 0), $"names the input {same}, which it would overwrite.", "Name another file.")
            : null;
    }

    private static string Resolved(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            return File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Missing or unreadable: opening it reports that.
            return full;
        }
    }

    private static void RemovePartial(string partial)
    {
        try
        {
            File.Delete(partial);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Writing it failed for the same reason, and that is reported.
        }
    }
}

/// <summary>Request of a verb that reads files and can write its output to one.</summary>
internal interface IFileRequest
{
    /// <summary>Paths of all inputs; <c>-</c> for standard input.</summary>
    IEnumerable<string> Inputs { get; }

    /// <summary>Null for standard output.</summary>
    string? OutputFile { get; }
}
