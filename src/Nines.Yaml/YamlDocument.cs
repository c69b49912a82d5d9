using System.Buffers;
using System.Text.Unicode;
using Nines.Text;

namespace Nines.Yaml;

/// <summary>
/// Reads one YAML (or JSON) document into nodes with positions. For any input, the result is a document or
/// diagnostics, never an exception, in time and memory bounded by <see cref="YamlLimits"/>.
/// </summary>
public static class YamlDocument
{
    /// <summary>Reads a text.</summary>
    /// <param name="text">The complete text.</param>
    /// <param name="file">Name for positions.</param>
    /// <param name="limits">Limits of the document; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the parser.</param>
    /// <exception cref="OperationCanceledException">When cancelled.</exception>
    public static ReadResult<DocumentNode> Parse(
        string text, string file, YamlLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(file);
        limits ??= YamlLimits.Default;
        if (text.Length > limits.MaxBytes)
        {
            return ReadResult.Failed<DocumentNode>(SourceText.TooLong(file, text.Length, limits));
        }

        if (text.StartsWith('\uFEFF'))
        {
            text = text[1..];
        }

        return SourceText.FindUnprintable(text, file) is { } fault
            ? ReadResult.Failed<DocumentNode>(fault)
            : new DocumentBuilder(file, limits, cancellationToken).Build(text);
    }

    /// <summary>Reads UTF-8 bytes, with or without a byte order mark.</summary>
    /// <inheritdoc cref="Parse(string, string, YamlLimits?, CancellationToken)"/>
    public static ReadResult<DocumentNode> Parse(
        ReadOnlySpan<byte> utf8, string file, YamlLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ReadResult<string> text = SourceText.Decode(utf8, file, limits ?? YamlLimits.Default);
        return text.IsValid
            ? Parse(text.Value, file, limits, cancellationToken)
            : ReadResult.Failed<DocumentNode>(text.Diagnostics);
    }

    /// <summary>Reads a stream of UTF-8. One that is too long is refused by its length, or once that much has been read.</summary>
    /// <inheritdoc cref="Parse(string, string, YamlLimits?, CancellationToken)"/>
    /// <exception cref="IOException">When the stream cannot be read.</exception>
    public static ReadResult<DocumentNode> Parse(
        Stream stream, string file, YamlLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ReadResult<string> text = SourceText.Read(stream, file, limits ?? YamlLimits.Default, cancellationToken);
        return text.IsValid
            ? Parse(text.Value, file, limits, cancellationToken)
            : ReadResult.Failed<DocumentNode>(text.Diagnostics);
    }
}

/// <summary>Limits of a document. A larger one is refused with a diagnostic, before it is built.</summary>
public sealed record YamlLimits
{
    public static YamlLimits Default { get; } = new();

    /// <summary>Maximum length of the input, in bytes.</summary>
    public int MaxBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Maximum nesting of lists and mappings, aliases included.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Maximum number of nodes with every alias expanded, which bounds nested aliases.</summary>
    public int MaxNodes { get; init; } = 200_000;

    /// <summary>Maximum number of diagnostics; the parser stops after them.</summary>
    public int MaxDiagnostics { get; init; } = 200;
}

/// <summary>Decodes bytes into text: size limit, encoding, and characters that no text contains.</summary>
public static class SourceText
{
    private static readonly SearchValues<char> Unprintable = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Where(code => code is not (9 or 10 or 13)).Select(code => (char)code), '\x7F', '\uFFFE', '\uFFFF']);

    /// <summary>Reads a stream to its end as text, for files that are not YAML (measurements).</summary>
    /// <param name="stream">UTF-8.</param>
    /// <param name="file">Name for positions.</param>
    /// <param name="limits">Maximum length.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="IOException">When the stream cannot be read.</exception>
    /// <exception cref="OperationCanceledException">When cancelled.</exception>
    public static ReadResult<string> Read(
        Stream stream, string file, YamlLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(file);
        limits ??= YamlLimits.Default;
        if (stream.CanSeek && stream.Length - stream.Position > limits.MaxBytes)
        {
            return ReadResult.Failed<string>(TooLong(file, stream.Length - stream.Position, limits));
        }

        using var buffer = new MemoryStream();
        byte[] chunk = new byte[64 * 1024];
        int read;
        while ((read = stream.Read(chunk)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            buffer.Write(chunk, 0, read);
            if (buffer.Length > limits.MaxBytes)
            {
                return ReadResult.Failed<string>(TooLong(file, null, limits));
            }
        }

        return Decode(buffer.GetBuffer().AsSpan(0, (int)buffer.Length), file, limits);
    }

    internal static ReadResult<string> Decode(ReadOnlySpan<byte> bytes, string file, YamlLimits limits)
    {
        if (bytes.Length > limits.MaxBytes)
        {
            return ReadResult.Failed<string>(TooLong(file, bytes.Length, limits));
        }

        if (IsUtf16(bytes))
        {
            return ReadResult.Failed<string>(new Diagnostic(
                new SourcePosition(file, 1, 1), "The file is written in UTF-16.", "Save it as UTF-8."));
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            bytes = bytes[3..];
        }

        char[] chars = new char[bytes.Length];
        OperationStatus status = Utf8.ToUtf16(bytes, chars, out int read, out int written, replaceInvalidSequences: false);
        string text = new(chars, 0, written);
        if (status == OperationStatus.Done)
        {
            return FindUnprintable(text, file) is { } fault ? ReadResult.Failed<string>(fault) : ReadResult.Of(text);
        }

        return ReadResult.Failed<string>(FindUnprintable(text, file) ?? new Diagnostic(
            PositionAt(text, text.Length, file),
            $"Byte 0x{bytes[read]:X2} is not UTF-8 text.",
            "Save the file as UTF-8; if it is not a text file, name another one."));
    }

    internal static Diagnostic? FindUnprintable(string text, string file)
    {
        int index = text.AsSpan().IndexOfAny(Unprintable);
        if (index < 0)
        {
            return null;
        }

        return text[index] == '\0'
            ? new Diagnostic(PositionAt(text, index, file), "The file holds a NUL character: it is binary, not text.", "Name a text file.")
            : new Diagnostic(
                PositionAt(text, index, file),
                $"The character U+{(int)text[index]:X4} cannot be printed and is not allowed.",
                "Remove it, or write it as an escape in double quotes.");
    }

    internal static Diagnostic TooLong(string file, long? length, YamlLimits limits) => new(
        new SourcePosition(file, 0, 0),
        length is null
            ? $"The file is longer than {limits.MaxBytes:N0} bytes, the most that is read."
            : $"The file is {length:N0} bytes long; at most {limits.MaxBytes:N0} are read.",
        "Split it, or check that it is the right file.");

    private static bool IsUtf16(ReadOnlySpan<byte> bytes) =>
        bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]
        || bytes is [0, not 0, 0, not 0, ..] or [not 0, 0, not 0, 0, ..];

    private static SourcePosition PositionAt(string text, int index, string file)
    {
        ReadOnlySpan<char> before = text.AsSpan(0, index);
        return new SourcePosition(file, before.Count('\n') + 1, index - before.LastIndexOf('\n'));
    }
}
