using Nines.Text;

namespace Nines.Yaml;

/// <summary>
/// Reads one YAML (or JSON) document into nodes that remember their positions. Whatever the input, the answer is a document or
/// diagnostics, never an exception, in time and memory bounded by <see cref="YamlLimits"/>.
/// </summary>
public static class YamlDocument
{
    /// <summary>Reads a text.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="file">Name for positions.</param>
    /// <param name="limits">What it may cost; null for the defaults.</param>
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
