using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Domains;
using Nines.Text;

namespace Nines.Audits.Findings;

/// <summary>One code: its texts are shared by documentation, tests and every output.</summary>
/// <param name="Code">NINE and three digits; never used for something else again.</param>
/// <param name="Severity">Maximum severity; a single case may matter less.</param>
/// <param name="Title">The problem, in a few words.</param>
/// <param name="Why">Consequence.</param>
/// <param name="Fix">General advice.</param>
public sealed record FindingKind(string Code, Severity Severity, string Title, string Why, string Fix)
{
    /// <summary>Kinds of objects without which it cannot be judged: PodDisruptionBudget. When one was not read, the report lists the code as not evaluated.</summary>
    public ImmutableArray<string> Reads { get; init; } = [];

    public override string ToString() => $"{Code} {Title}";
}

/// <summary>Something that makes a failure worse than it need be.</summary>
public sealed record Finding
{
    public required FindingKind Kind { get; init; }

    /// <summary>The object.</summary>
    public required ObjectName Subject { get; init; }

    /// <summary>One sentence with the numbers of this case. Names come from the cluster and may be hostile: outputs escape them.</summary>
    public required string Message { get; init; }

    /// <summary>Distinguishes it from others of its kind on the same subject: a domain, a container; empty for none. Stable over time.</summary>
    public string Detail { get; init; } = "";

    /// <summary>At most that of its kind.</summary>
    public Severity Severity
    {
        get => field;
        init => field = value;
    }

    /// <summary>The kind of domain that it is about (<c>DomainLevel.Key</c>); empty for none.</summary>
    public string LevelKey { get; init; } = "";

    /// <summary>The domains whose loss it is about.</summary>
    public ImmutableArray<FailureDomain> Domains { get; init; } = [];

    /// <summary>Advice for this case; empty for the general advice of its kind.</summary>
    public string Fix { get; init; } = "";

    /// <summary>Stable identity, in baselines and in SARIF.</summary>
    public string Fingerprint => Detail.Length == 0 ? $"{Kind.Code}:{Subject}" : $"{Kind.Code}:{Subject}:{Detail}";

    /// <summary>With the severity of its kind.</summary>
    public static Finding Create(FindingKind kind, ObjectName subject, string message, string detail = "") =>
        new() { Kind = kind, Subject = subject, Message = message, Detail = detail, Severity = kind.Severity };
}

/// <summary>Subject of findings about the cluster as a whole: one name for all clusters, so that baselines stay valid when a cluster is renamed.</summary>
internal static class ClusterSubject
{
    public static ObjectName Name { get; } = new("Cluster", "", "cluster");
}
