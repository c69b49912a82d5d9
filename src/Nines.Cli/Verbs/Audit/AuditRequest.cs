using System.Collections.Immutable;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Clusters;

namespace Nines.Cli.Verbs.Audit;

/// <summary>How an audit is written.</summary>
internal enum AuditFormat
{
    Text,
    Json,
    Html,
    Sarif,
    Junit,
    Markdown,
}

/// <summary>What <c>nines audit</c> was asked.</summary>
internal sealed record AuditRequest : IFileRequest
{
    /// <summary>Empty for the live cluster, <c>-</c> for standard input.</summary>
    public required ImmutableArray<string> Files { get; init; }

    /// <summary>Whether a kind of which the files have no object is one of which the cluster has none.</summary>
    public bool IsComplete { get; init; }

    public required ClusterChoice Cluster { get; init; }

    public required DomainSources Domains { get; init; }

    /// <summary>Which namespaces are judged; empty for all.</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];

    /// <summary>Which workloads are judged, by their own labels.</summary>
    public LabelSelector Selector { get; init; } = LabelSelector.Everything;

    /// <summary>Codes that are not reported.</summary>
    public ImmutableHashSet<string> Ignored { get; init; } = [];

    public FailLevel FailOn { get; init; } = FailLevel.Warning;

    /// <summary>An earlier report; null for none.</summary>
    public string? Baseline { get; init; }

    public required OutputTarget<AuditFormat> Output { get; init; }

    public IEnumerable<string> Inputs => [.. Files, .. new[] { Baseline, Rates, Domains.Table }.OfType<string>()];

    string? IFileRequest.OutputFile => Output.File;

    /// <summary>The one workload that is told in full; null for all.</summary>
    public string? Workload { get; init; }

    /// <summary>Where patches are written; null for nowhere.</summary>
    public string? FixFolder { get; init; }

    /// <summary>Simulated placements for each fix, before and after.</summary>
    public int Trials { get; init; }

    public ulong Seed { get; init; }

    /// <summary>A file of rates of failure; null for the table of nines.</summary>
    public string? Rates { get; init; }

    /// <summary>Whether only a part of the cluster is judged.</summary>
    public bool IsPartial => !Namespaces.IsEmpty || !Selector.Requirements.IsEmpty || Workload is not null;
}
