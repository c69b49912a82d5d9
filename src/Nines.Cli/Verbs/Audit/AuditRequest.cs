using System.Collections.Immutable;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Clusters;

namespace Nines.Cli.Verbs.Audit;

/// <summary>Output formats of an audit.</summary>
internal enum AuditFormat
{
    Text,
    Json,
    Html,
    Sarif,
    Junit,
    Markdown,
}

/// <summary>Request of <c>nines audit</c>.</summary>
internal sealed record AuditRequest : IFileRequest
{
    /// <summary>Empty for the live cluster, <c>-</c> for standard input.</summary>
    public required ImmutableArray<string> Files { get; init; }

    /// <summary>True if the cluster has no object of a kind that the files do not contain.</summary>
    public bool IsComplete { get; init; }

    public required ClusterChoice Cluster { get; init; }

    public required DomainSources Domains { get; init; }

    /// <summary>Namespaces to audit; empty for all.</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];

    /// <summary>Selects workloads to audit by their own labels.</summary>
    public LabelSelector Selector { get; init; } = LabelSelector.Everything;

    /// <summary>Codes that are not reported.</summary>
    public ImmutableHashSet<string> Ignored { get; init; } = [];

    public FailLevel FailOn { get; init; } = FailLevel.Warning;

    /// <summary>Path of an earlier report; null for none.</summary>
    public string? Baseline { get; init; }

    public required OutputTarget<AuditFormat> Output { get; init; }

    public IEnumerable<string> Inputs => [.. Files, .. new[] { Baseline, Rates, Domains.Table }.OfType<string>()];

    string? IFileRequest.OutputFile => Output.File;

    /// <summary>Workload to show in detail; null for all workloads.</summary>
    public string? Workload { get; init; }

    /// <summary>Folder for patches; null for none.</summary>
    public string? FixFolder { get; init; }

    /// <summary>Simulated placements for each fix, before and after.</summary>
    public int Trials { get; init; }

    public ulong Seed { get; init; }

    /// <summary>Path of a file with failure rates; null for the built-in table.</summary>
    public string? Rates { get; init; }

    /// <summary>True if only a part of the cluster is audited.</summary>
    public bool IsPartial => !Namespaces.IsEmpty || !Selector.Requirements.IsEmpty || Workload is not null;
}
