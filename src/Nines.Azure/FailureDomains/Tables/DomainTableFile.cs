using Nines.Text;
using Nines.Yaml;

namespace Nines.Azure.FailureDomains.Tables;

/// <summary>Reads tables of domains in CSV, YAML and JSON. Every fault of a file is reported at once.</summary>
public static class DomainTableFile
{
    private static readonly YamlLimits s_limits = new() { MaxBytes = 16 * 1024 * 1024, MaxNodes = 1_500_000, MaxDepth = 8 };

    /// <summary>Reads a table. A name that ends in .yaml, .yml or .json is read as YAML (which JSON is too), any other as CSV.</summary>
    /// <param name="stream">UTF-8, at most 16 MiB.</param>
    /// <param name="file">Its name, for positions.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static ReadResult<DomainTable> Read(Stream stream, string file, CancellationToken cancellationToken = default)
    {
        ReadResult<string> text = SourceText.Read(stream, file, s_limits, cancellationToken);
        return text.IsValid ? Read(text.Value, file, cancellationToken) : ReadResult.Failed<DomainTable>(text.Diagnostics);
    }

    /// <inheritdoc cref="Read(Stream, string, CancellationToken)"/>
    public static ReadResult<DomainTable> Read(string text, string file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(file);
        if (Path.GetExtension(file).ToUpperInvariant() is not (".YAML" or ".YML" or ".JSON"))
        {
            return CsvDomains.Read(text, file, cancellationToken);
        }

        ReadResult<DocumentNode> document = YamlDocument.Parse(text, file, s_limits, cancellationToken);
        return document.IsValid ? YamlDomains.Read(document.Value, cancellationToken) : ReadResult.Failed<DomainTable>(document.Diagnostics);
    }
}
