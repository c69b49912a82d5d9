namespace Nines.Kubernetes.Snapshots;

/// <summary>Something to read a cluster from.</summary>
/// <param name="Name">As the user named it; <c>-</c> for standard input. It stands in every fault.</param>
/// <param name="Open">Opens it for reading; called once. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> when it cannot.</param>
public sealed record SnapshotSource(string Name, Func<Stream> Open)
{
    /// <summary>A file.</summary>
    public static SnapshotSource File(string path) =>
        new(path, () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan | FileOptions.Asynchronous));
}
