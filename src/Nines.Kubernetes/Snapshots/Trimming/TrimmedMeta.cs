using Nines.Kubernetes.Records;

namespace Nines.Kubernetes.Snapshots.Trimming;

/// <summary>Cuts what every object has to what is judged.</summary>
internal static class TrimmedMeta
{
    /// <param name="labels">Whether labels of this kind are looked at.</param>
    public static ObjectMeta Of(ObjectMeta meta, bool labels = true) => new()
    {
        Name = TrimmedText.Of(meta.Name),
        Namespace = TrimmedText.Of(meta.Namespace),
        Labels = labels ? TrimmedText.Of(meta.Labels) : LabelSet.Empty,
        Annotations = Of(meta.Annotations),
        OwnerReferences = Controller(meta) is { } owner ? [owner] : [],
    };

    public static AnnotationSet Of(AnnotationSet annotations) =>
        annotations.Kept.Count == 0 || TrimmedText.Of(annotations.Kept) is var kept && ReferenceEquals(kept, annotations.Kept) ? annotations : new AnnotationSet(kept);

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
                return owner with { Uid = "", Name = TrimmedText.Of(owner.Name) };
            }
        }

        return null;
    }
}
