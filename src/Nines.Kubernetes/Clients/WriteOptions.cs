namespace Nines.Kubernetes.Clients;

/// <summary>How to write.</summary>
/// <param name="DryRun">All is checked, nothing is kept.</param>
/// <param name="FieldManager">Who owns the fields that are written.</param>
/// <param name="Force">With apply: takes fields that somebody else owns.</param>
public sealed record WriteOptions(bool DryRun = false, string FieldManager = "nines", bool Force = false);

/// <summary>How a patch is written.</summary>
public enum PatchKind
{
    /// <summary>RFC 7396.</summary>
    Merge,

    /// <summary>Lists are merged by their keys, as Kubernetes defines them.</summary>
    Strategic,

    /// <summary>RFC 6902.</summary>
    Json,
}

/// <summary>How to delete.</summary>
/// <param name="Uid">Only the object with this UID, not one of the same name; null for any.</param>
/// <param name="Propagation">Background, Foreground or Orphan; null for the kind's own.</param>
public sealed record DeleteOptions(bool DryRun = false, string? Uid = null, string? Propagation = null, int? GracePeriodSeconds = null);
