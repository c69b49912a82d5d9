using System.Buffers;
using Nines.Kubernetes.Records;
using Nines.Kubernetes.Snapshots.Trimming;

namespace Nines.Kubernetes.Snapshots;

/// <summary>
/// Writes a cluster as a List of Kubernetes objects with one object of ours in front, one object to a line, in one order: equal
/// clusters are equal bytes. Holds what is judged and nothing else. docs/snapshot.md has the format.
/// </summary>
public static class SnapshotWriter
{
    private const int FlushFrom = 64 * 1024;

    /// <param name="records">The cluster.</param>
    /// <param name="stream">Gets UTF-8; is not closed.</param>
    /// <param name="cancellation">Stops between two pieces.</param>
    public static async Task WriteAsync(ClusterRecords records, Stream stream, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(stream);
        var buffer = new ArrayBufferWriter<byte>(2 * FlushFrom);
        buffer.Write("""{"apiVersion":"v1","kind":"List","items":["""u8);
        buffer.Write("\n"u8);
        buffer.Write(HeaderOf(records).Write());
        foreach (byte[] item in Items(records))
        {
            buffer.Write(",\n"u8);
            buffer.Write(item);
            if (buffer.WrittenCount >= FlushFrom)
            {
                await stream.WriteAsync(buffer.WrittenMemory, cancellation);
                buffer.ResetWrittenCount();
            }
        }

        buffer.Write("\n]}\n"u8);
        await stream.WriteAsync(buffer.WrittenMemory, cancellation);
        await stream.FlushAsync(cancellation);
    }

    private static SnapshotHeader HeaderOf(ClusterRecords records) => new()
    {
        Source = records.Source.Length > 0 ? records.Source : null,
        TakenAt = records.TakenAt,
        ServerVersion = records.ServerVersion,
        Anonymised = records.IsAnonymised,
        Kinds = [.. SnapshotKinds.All.Where(records.Knows)],

        // What is not named at all was not in the file either.
        Unread = [.. records.Unread.Where(unread => unread.Reason != SnapshotReader.NotInTheFile)],
        Notes = records.Notes,
    };

    private static IEnumerable<byte[]> Items(ClusterRecords records)
    {
        var json = new WireJson();
        return Of(records.Nodes, "v1", SnapshotKinds.Node)
            .Concat(Of(records.Namespaces, "v1", SnapshotKinds.Namespace))
            .Concat(Of(records.StorageClasses, "storage.k8s.io/v1", SnapshotKinds.StorageClass))
            .Concat(Of(records.PriorityClasses, "scheduling.k8s.io/v1", SnapshotKinds.PriorityClass))
            .Concat(Of(records.Volumes, "v1", SnapshotKinds.Volume))
            .Concat(Of(records.Claims, "v1", SnapshotKinds.Claim))
            .Concat(Of(records.Deployments, "apps/v1", SnapshotKinds.Deployment))
            .Concat(Of(records.ReplicaSets, "apps/v1", SnapshotKinds.ReplicaSet))
            .Concat(Of(records.StatefulSets, "apps/v1", SnapshotKinds.StatefulSet))
            .Concat(Of(records.DaemonSets, "apps/v1", SnapshotKinds.DaemonSet))
            .Concat(Of(records.Budgets, "policy/v1", SnapshotKinds.Budget))
            .Concat(Of(records.Autoscalers, "autoscaling/v2", SnapshotKinds.Autoscaler))
            .Concat(Of(records.Services, "v1", SnapshotKinds.Service))
            .Concat(Of(records.Slices, "discovery.k8s.io/v1", SnapshotKinds.EndpointSlice))
            .Concat(records.Pods.OrderBy(pod => pod.Template.Metadata.Namespace, StringComparer.Ordinal).ThenBy(pod => pod.Name, StringComparer.Ordinal)
                .Select(pod => Named(json.Write(pod), "v1", SnapshotKinds.Pod)));

        IEnumerable<byte[]> Of<T>(IReadOnlyList<T> items, string version, string kind)
            where T : class, IKubernetesObject =>
            items.OrderBy(item => item.Metadata.Namespace, StringComparer.Ordinal).ThenBy(item => item.Metadata.Name, StringComparer.Ordinal)
                .Select(item => Named(json.Write(item), version, kind));
    }

    // The records do not say what they are; every object of a List does.
    private static byte[] Named(byte[] item, string version, string kind)
    {
        ReadOnlySpan<byte> rest = item.AsSpan(1);
        string head = $$"""{"apiVersion":"{{version}}","kind":"{{kind}}"{{(rest[0] == '}' ? "" : ",")}}""";
        byte[] named = new byte[head.Length + rest.Length];
        System.Text.Encoding.ASCII.GetBytes(head, named);
        rest.CopyTo(named.AsSpan(head.Length));
        return named;
    }
}
