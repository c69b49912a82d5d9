using Nines.Kubernetes.Records;
using Nines.Kubernetes.Snapshots.Trimming;

namespace Nines.Kubernetes.Snapshots.Anonymizing;

/// <summary>
/// Replaces the names that users chose by pseudonyms. Equal texts get equal pseudonyms, so that selectors still match what they
/// matched and owners are found; public text (well-known labels, names of public software, numbers) stays. An audit of the result has the
/// same findings, except for names and for random choices. docs/snapshot.md lists what is replaced.
/// </summary>
public static class Anonymizer
{
    private const string Source = "an anonymised cluster";

    /// <param name="records">The cluster.</param>
    /// <param name="key">A secret of any length: the same one gives the same pseudonyms.</param>
    public static ClusterRecords Anonymise(ClusterRecords records, ReadOnlySpan<byte> key)
    {
        ArgumentNullException.ThrowIfNull(records);
        var names = new Pseudonyms(key.ToArray());
        CompositeNames.Find(records, names);
        var labels = new LabelPseudonyms(names, new PlacePseudonyms(records.Nodes, names));
        var specs = new SpecPseudonyms(names, labels);
        var objects = new ObjectPseudonyms(names, labels, specs);
        var templates = new Dictionary<PodTemplateRecord, PodTemplateRecord>(ReferenceEqualityComparer.Instance);
        return records with
        {
            Source = Source,
            IsAnonymised = true,
            Notes = [],
            Unread = [.. records.Unread.Select(unread => unread with { Reason = unread.Reason == SnapshotReader.NotInTheFile ? unread.Reason : "could not be read" })],
            Nodes = [.. records.Nodes.Select(objects.Replace)],
            Namespaces = [.. records.Namespaces.Select(objects.Replace)],
            Pods = [.. records.Pods.Select(pod => Replace(pod, objects, templates, names))],
            Deployments = [.. records.Deployments.Select(objects.Replace)],
            ReplicaSets = [.. records.ReplicaSets.Select(objects.Replace)],
            StatefulSets = [.. records.StatefulSets.Select(objects.Replace)],
            DaemonSets = [.. records.DaemonSets.Select(objects.Replace)],
            Budgets = [.. records.Budgets.Select(objects.Replace)],
            Autoscalers = [.. records.Autoscalers.Select(objects.Replace)],
            Services = [.. records.Services.Select(objects.Replace)],
            Slices = [.. records.Slices.Select(objects.Replace)],
            Claims = [.. records.Claims.Select(objects.Replace)],
            Volumes = [.. records.Volumes.Select(objects.Replace)],
            StorageClasses = [.. records.StorageClasses.Select(objects.Replace)],
            PriorityClasses = [.. records.PriorityClasses.Select(objects.Replace)],
        };
    }

    private static PodRecord Replace(PodRecord pod, ObjectPseudonyms objects, Dictionary<PodTemplateRecord, PodTemplateRecord> templates, Pseudonyms names)
    {
        if (!templates.TryGetValue(pod.Template, out PodTemplateRecord? template))
        {
            templates.Add(pod.Template, template = objects.Replace(pod.Template));
        }

        return new PodRecord
        {
            Name = names.Replace(pod.Name),
            NodeName = names.Replace(pod.NodeName),
            DeletionTimestamp = pod.DeletionTimestamp,
            Annotations = pod.Annotations.Kept.Count == 0 ? AnnotationSet.Empty : LabelPseudonyms.Annotations(pod.Annotations),
            Template = template,
            Status = pod.Status,
        };
    }
}
