using Nines.Kubernetes.Records;
using Nines.Kubernetes.Snapshots.Building;
using Nines.Kubernetes.Snapshots.Trimming;

namespace Nines.Kubernetes.Snapshots.Anonymizing;

/// <summary>Finds names that are made of other names, by which pods are known: pseudonyms have to be made of those in the same way.</summary>
internal static class CompositeNames
{
    private const string HashLabel = "pod-template-hash";

    public static void Find(ClusterRecords records, Pseudonyms names)
    {
        foreach (PodTemplateRecord template in records.Pods.Select(pod => pod.Template).Distinct(ReferenceEqualityComparer.Instance).Cast<PodTemplateRecord>())
        {
            // The name of a ReplicaSet that is not in the file is that of its Deployment with a hash at its end.
            if (template.Owner is { Kind: SnapshotKinds.ReplicaSet } owner && template.Metadata.Labels.TryGetValue(HashLabel, out string? hash))
            {
                Split(owner.Name, hash, names);
            }
        }

        foreach (ReplicaSetRecord set in records.ReplicaSets)
        {
            if (set.Spec.Selector?.MatchLabels.TryGetValue(HashLabel, out string? hash) == true)
            {
                Split(set.Metadata.Name, hash, names);
            }
        }

        foreach (PodRecord pod in records.Pods)
        {
            if (Owners.IsOwnedByNode(pod.Template))
            {
                Split(pod.Name, pod.NodeName, names);
            }
            else if (pod.Template.Owner is { Kind: SnapshotKinds.StatefulSet } owner && pod.Name.StartsWith(owner.Name + "-", StringComparison.Ordinal))
            {
                names.Compose(pod.Name, owner.Name, pod.Name[(owner.Name.Length + 1)..]);
            }

            foreach (PodVolumeRecord volume in pod.Template.Spec.Volumes)
            {
                if (volume.Ephemeral is not null)
                {
                    names.Compose($"{pod.Name}-{volume.Name}", pod.Name, volume.Name);
                }
            }
        }
    }

    private static void Split(string text, string end, Pseudonyms names)
    {
        if (end.Length > 0 && text.Length > end.Length + 1 && text.EndsWith("-" + end, StringComparison.Ordinal))
        {
            names.Compose(text, text[..^(end.Length + 1)], end);
        }
    }
}
