using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Nines.Audits.Findings;
using Nines.Clusters;

namespace Nines.Audits.Fixes;

/// <summary>How a patch reaches the cluster.</summary>
public enum PatchWay
{
    /// <summary>Adds fields or an object: <c>kubectl apply --server-side</c>.</summary>
    Apply,

    /// <summary>Replaces or removes what somebody wrote: <c>kubectl patch --type strategic</c>.</summary>
    Merge,
}

/// <summary>The smallest change of one object that closes some exposures.</summary>
public sealed record Patch
{
    public required ObjectName Target { get; init; }

    public required PatchWay Way { get; init; }

    /// <summary>With apiVersion, kind and metadata, so that it also serves as a patch of kustomize.</summary>
    public required JsonObject Body { get; init; }

    /// <summary>What it closes.</summary>
    public ImmutableArray<Finding> Closes { get; init; } = [];

    /// <summary>What people should know before they apply it.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}

/// <summary>Something that only people can change, since it takes knowledge of the program.</summary>
/// <param name="Finding">What it would close.</param>
/// <param name="Advice">What to do.</param>
public sealed record Suggestion(Finding Finding, string Advice);
