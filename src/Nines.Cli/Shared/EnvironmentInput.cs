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

    /// <summary>Reads a file, and opens its study if it is valid.</summary>
    public static ReadResult<EnvironmentStudy> Open(InputFile file, TimeProvider time, CancellationToken cancellation)
    {
        ReadResult<DocumentNode> document = YamlDocument.Parse(file.Content, file.Name, null, cancellation);
        if (!document.IsValid)
        {
            return ReadResult.Failed<EnvironmentStudy>(document.Diagnostics);
        }

        string folder = file.Name == "-" ? "" : Path.GetDirectoryName(file.Name) ?? "";
        return EnvironmentStudy.Open(file.Name, document.Value, Read, SlaCatalogue.Default, time);

        ReadResult<EnvironmentSpec> Read(DocumentNode root) =>
            EnvironmentReader.Read(root, SlaCatalogue.Default, VmSizeTable.Default, path => Measurements(Path.Combine(folder, path)), cancellation);
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
