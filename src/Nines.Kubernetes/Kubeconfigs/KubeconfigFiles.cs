using System.Collections.Immutable;
using Nines.Text;
using Nines.Yaml;

namespace Nines.Kubernetes.Kubeconfigs;

/// <summary>Reads kubeconfig files and merges them by kubectl's rules.</summary>
public static class KubeconfigFiles
{
    /// <summary>More than this many files are not read.</summary>
    private const int MaxFiles = 100;

    /// <summary>Reads the file that was named, or else those of the environment, of which some may be missing.</summary>
    /// <param name="named">From an option; must exist. Null for the environment's.</param>
    public static ReadResult<Kubeconfig> Read(string? named, KubeEnvironment environment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ImmutableArray<string> files = named is null ? environment.KubeconfigFiles : [Path.GetFullPath(named, environment.WorkingFolder)];
        if (files.Length > MaxFiles)
        {
            return ReadResult.Failed<Kubeconfig>(new Diagnostic(new SourcePosition("KUBECONFIG", 0, 0), $"{files.Length} files; expected at most {MaxFiles}."));
        }

        Kubeconfig merged = Kubeconfig.Empty;
        var faults = new List<Diagnostic>();
        foreach (string file in files)
        {
            ReadResult<Kubeconfig> read = ReadFile(file, mustExist: named is not null, cancellationToken);
            faults.AddRange(read.Diagnostics);
            merged = read.IsValid ? merged.CompletedBy(read.Value) : merged;
        }

        return faults.Count == 0 ? ReadResult.Of(merged) : ReadResult.Failed<Kubeconfig>([.. faults]);
    }

    private static ReadResult<Kubeconfig> ReadFile(string file, bool mustExist, CancellationToken cancellationToken)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            ReadResult<DocumentNode> document = stream.Length == 0
                ? ReadResult.Of<DocumentNode>(new ScalarNode(new SourcePosition(file, 1, 1), "", IsQuoted: false))
                : YamlDocument.Parse(stream, file, cancellationToken: cancellationToken);
            return document.IsValid
                ? KubeconfigReader.Read(document.Value, Path.GetDirectoryName(file)!)
                : ReadResult.Failed<Kubeconfig>(document.Diagnostics);
        }
        catch (Exception exception) when (!mustExist && exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // As kubectl does: KUBECONFIG may list files that are not there yet.
            return ReadResult.Of(Kubeconfig.Empty);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ReadResult.Failed<Kubeconfig>(new Diagnostic(
                new SourcePosition(file, 0, 0), $"cannot be read: {exception.Message}", "Check the path and who may read it."));
        }
    }
}
