using Nines.Kubernetes.Lists;
using Nines.Kubernetes.Transport;

namespace Nines.Kubernetes.Clients;

/// <summary>Result of writing the labels of one node.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Failure">The failure; null when they were written.</param>
public sealed record NodeLabelOutcome(string Node, KubernetesException? Failure);

/// <summary>Writes labels to nodes, a few nodes at a time. A node that fails does not keep the others from being labelled.</summary>
/// <param name="client">Of the cluster.</param>
public sealed class NodeLabelWriter(KubernetesClient client)
{
    private const int AtOnce = 8;

    /// <param name="labels">By node. Other labels of the nodes stay as they are.</param>
    /// <param name="options">With a dry run the server checks everything and keeps nothing.</param>
    /// <param name="cancellation">Stops it between two nodes; those that are done stay done.</param>
    /// <returns>In the order of the nodes.</returns>
    public async Task<IReadOnlyList<NodeLabelOutcome>> WriteAsync(
        IReadOnlyList<(string Node, IReadOnlyDictionary<string, string> Labels)> labels, WriteOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var outcomes = new NodeLabelOutcome[labels.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        await Parallel.ForAsync(0, labels.Count, parallel, async (i, stop) =>
        {
            (string node, IReadOnlyDictionary<string, string> wanted) = labels[i];
            try
            {
                await client.PatchAsync(ResourceKinds.Nodes, null, node, Body(wanted), options, stop);
                outcomes[i] = new NodeLabelOutcome(node, null);
            }
            catch (KubernetesException exception)
            {
                outcomes[i] = new NodeLabelOutcome(node, exception);
            }
        });
        return outcomes;
    }

    private static ReadOnlyMemory<byte> Body(IReadOnlyDictionary<string, string> labels) => Bodies.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("metadata");
        writer.WriteStartObject("labels");
        foreach ((string key, string value) in labels)
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    });
}
