using Nines.Cli.Frame;
using Nines.Text;

namespace Nines.Cli.Shared;

/// <summary>The bytes of an input, of bounded size.</summary>
/// <param name="Name">As the user named it; <c>-</c> for standard input.</param>
/// <param name="Content">The complete content.</param>
internal sealed record InputFile(string Name, byte[] Content)
{
    /// <summary>Size limit of inputs; a fault tree of 100,000 gates is about this large.</summary>
    public const long MaxBytes = 64L << 20;

    /// <summary>Reads a file, or reports in one diagnostic why it cannot be read.</summary>
    public static ReadResult<InputFile> Read(string name, Func<Stream> standardInput, long maxBytes = MaxBytes)
    {
        var here = new SourcePosition(name, 0, 0);
        try
        {
            if (name != "-" && Directory.Exists(name))
            {
                return ReadResult.Failed<InputFile>(new Diagnostic(here, "is a folder; expected a file.", "Name the files in it."));
            }

            using Stream stream = name == "-" ? standardInput() : new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.Read);
            return Read(name, stream, maxBytes);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return ReadResult.Failed<InputFile>(new Diagnostic(here, "does not exist.", Near(name)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return ReadResult.Failed<InputFile>(new Diagnostic(here, $"cannot be read: {FileErrors.Describe(exception)}"));
        }
    }

    /// <summary>Reads a stream up to a limit; a larger file is refused before it is read.</summary>
    public static ReadResult<InputFile> Read(string name, Stream stream, long maxBytes = MaxBytes)
    {
        var here = new SourcePosition(name, 0, 0);
        if (stream.CanSeek && stream.Length > maxBytes)
        {
            return ReadResult.Failed<InputFile>(TooLarge(here, maxBytes));
        }

        using var content = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            content.Write(buffer, 0, read);
            if (content.Length > maxBytes)
            {
                return ReadResult.Failed<InputFile>(TooLarge(here, maxBytes));
            }
        }

        return ReadResult.Of(new InputFile(name, content.ToArray()));
    }

    /// <summary>True if the name or the first character indicates XML.</summary>
    public bool IsXml
    {
        get
        {
            if (Path.GetExtension(Name).Equals(".xml", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }

            ReadOnlySpan<byte> text = Content;
            text = text.StartsWith("\uFEFF"u8) ? text[3..] : text;
            text = text.TrimStart(" \t\r\n"u8);
            return text.StartsWith("<"u8);
        }
    }

    private static Diagnostic TooLarge(SourcePosition where, long maxBytes) =>
        new(where, $"is larger than {maxBytes >> 20} MiB, the maximum.", "Describe the environment in several files.");

    private static string? Near(string name)
    {
        string? folder = Path.GetDirectoryName(Path.GetFullPath(name));
        return folder is not null && Directory.Exists(folder)
            ? Spelling.Hint(Path.GetFileName(name), Directory.EnumerateFiles(folder).Take(1000).Select(path => Path.GetFileName(path)))
            : null;
    }
}
