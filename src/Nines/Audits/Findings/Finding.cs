using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Domains;

namespace Nines.Audits.Findings;

/// <summary>Something that makes a failure worse than it need be.</summary>
public sealed record Finding
{
    public required FindingKind Kind { get; init; }

    /// <summary>What it is about.</summary>
    public required ObjectName Subject { get; init; }

    /// <summary>One sentence with the numbers of this case. Names come from the cluster and may be hostile: outputs escape them.</summary>
    public required string Message { get; init; }

    /// <summary>What tells it from others of its kind on the same subject: a domain, a container; empty for none. Stable from one day to the next.</summary>
    public string Detail { get; init; } = "";

    /// <summary>At most that of its kind.</summary>
    public Severity Severity
    {
        get => field;
        init => field = value;
    }

    /// <summary>The kind of domain that it is about (<c>DomainAxis.Key</c>); empty for none.</summary>
    public string LevelKey { get; init; } = "";

    /// <summary>The domains whose loss it is about.</summary>
    public ImmutableArray<FailureDomain> Domains { get; init; } = [];

    /// <summary>What to do in this case; the general advice of its kind when empty.</summary>
    public string Fix { get; init; } = "";

    /// <summary>What it is known by, in baselines and in SARIF.</summary>
    public string Fingerprint => Detail.Length == 0 ? $"{Kind.Code}:{Subject}" : $"{Kind.Code}:{Subject}:{Detail}";

    /// <summary>With the severity of its kind.</summary>
    public static Finding Create(FindingKind kind, ObjectName subject, string message, string detail = "") =>
        new() { Kind = kind, Subject = subject, Message = message, Detail = detail, Severity = kind.Severity };
}
