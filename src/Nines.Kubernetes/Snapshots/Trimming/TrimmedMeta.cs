using Nines.Kubernetes.Records;

namespace Nines.Kubernetes.Snapshots.Trimming;

/// <summary>Cuts what every object has to what is judged.</summary>
internal static class TrimmedMeta
{
    /// <param name="labels">Whether labels of this kind are looked at.</param>
    public static ObjectMeta From(ObjectMeta meta, bool labels = true) => new()
    {
        Name = TrimmedText.From(meta.Name),
        Namespace = TrimmedText.From(meta.Namespace),
        Labels = labels ? TrimmedText.From(meta.Labels) : LabelSet.Empty,
        Annotations = From(meta.Annotations),
        OwnerReferences = Controller(meta) is { } owner ? [owner] : [],
    };

    public static AnnotationSet From(AnnotationSet annotations) =>
        annotations.Kept.Count == 0 || TrimmedText.From(annotations.Kept) is var kept && ReferenceEquals(kept, annotations.Kept) ? annotations : new AnnotationSet(kept);

    /// <summary>
    /// Who keeps an object in being; null when nobody does. Its uid is dropped: the name and kind of a controller are unique as long
    /// as it lives, and what outlives it is swept away with it.
    /// </summary>
    public static OwnerReference? Controller(ObjectMeta meta)
    {
        foreach (OwnerReference owner in meta.OwnerReferences)
        {
            if (owner.Controller)
            {
                return owner with { Uid = "", Name = TrimmedText.From(owner.Name) };
            }
        }

        return null;
    }
}
