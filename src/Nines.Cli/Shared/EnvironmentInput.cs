using Nines.Azure.Catalogue;
using Nines.Environments.Predictions;
using Nines.Environments.Specs;
using Nines.Text;
using Nines.Yaml;

namespace Nines.Cli.Shared;

/// <summary>Opens environment files, with the catalogue and the measurements that they name.</summary>
internal static class EnvironmentInput
{
    /// <summary>Measurements larger than this are not read.</summary>
    private const long MaxMeasurementBytes = 4L << 20;

    /// <summary>The study of a file, once it has been found valid.</summary>
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
            EnvironmentReader.Read(root, SlaCatalogue.Default, path => Measurements(Path.Combine(folder, path)), cancellation);
    }

    private static ReadResult<string> Measurements(string path)
    {
        ReadResult<InputFile> file = InputFile.Read(path, () => Stream.Null, MaxMeasurementBytes);

        // What cannot be opened is told where the environment names it, so the sentence has to say which file it is.
        return file.IsValid
            ? SourceText.Read(new MemoryStream(file.Value.Content, writable: false), path)
            : ReadResult.Failed<string>([.. file.Diagnostics.Select(fault => fault with { Message = $"{path} {fault.Message}" })]);
    }
}
