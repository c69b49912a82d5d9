using Nines.Azure.Catalogue;
using Nines.Environments.Predictions;
using Nines.Environments.Specs;
using Nines.Text;
using Nines.Yaml;

namespace Nines.Cli.Shared;

/// <summary>Opens environment files, with the catalogs and the measurements that they refer to.</summary>
internal static class EnvironmentInput
{
    /// <summary>Size limit of measurement files.</summary>
    private const long MaxMeasurementBytes = 4L << 20;

    /// <summary>Size limit of catalogue files.</summary>
    private const long MaxCatalogueBytes = 4L << 20;

    /// <summary>The built-in catalogue, with the entries of a file in the place of its own; the built-in one alone when the file is null.</summary>
    public static ReadResult<AvailabilityCatalogue> Catalogue(string? name, Func<Stream> standardInput, CancellationToken cancellation)
    {
        if (name is null)
        {
            return ReadResult.Of(SlaCatalogue.Default);
        }

        ReadResult<InputFile> file = InputFile.Read(name, standardInput, MaxCatalogueBytes);
        ReadResult<DocumentNode> document = file.IsValid
            ? YamlDocument.Parse(file.Value.Content, file.Value.Name, null, cancellation)
            : ReadResult.Failed<DocumentNode>(file.Diagnostics);
        return document.IsValid
            ? CatalogueFile.Read(document.Value, SlaCatalogue.Default, cancellation)
            : ReadResult.Failed<AvailabilityCatalogue>(document.Diagnostics);
    }

    /// <summary>Reads a file, and opens its study if it is valid.</summary>
    public static ReadResult<EnvironmentStudy> Open(InputFile file, AvailabilityCatalogue catalogue, TimeProvider time, CancellationToken cancellation)
    {
        ReadResult<DocumentNode> document = YamlDocument.Parse(file.Content, file.Name, null, cancellation);
        if (!document.IsValid)
        {
            return ReadResult.Failed<EnvironmentStudy>(document.Diagnostics);
        }

        string folder = file.Name == "-" ? "" : Path.GetDirectoryName(file.Name) ?? "";
        return EnvironmentStudy.Open(file.Name, document.Value, Read, catalogue, time);

        ReadResult<EnvironmentSpec> Read(DocumentNode root) =>
            EnvironmentReader.Read(root, catalogue, VmSizeTable.Default, path => Measurements(Path.Combine(folder, path)), cancellation);
    }

    private static ReadResult<string> Measurements(string path)
    {
        ReadResult<InputFile> file = InputFile.Read(path, () => Stream.Null, MaxMeasurementBytes);

        // The error is reported at the position in the environment that names the file, so its message must contain the path.
        return file.IsValid
            ? SourceText.Read(new MemoryStream(file.Value.Content, writable: false), path)
            : ReadResult.Failed<string>([.. file.Diagnostics.Select(fault => fault with { Message = $"{path} {fault.Message}" })]);
    }
}
