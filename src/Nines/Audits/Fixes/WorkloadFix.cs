using System.Collections.Immutable;
using Nines.Clusters;

namespace Nines.Audits.Fixes;

/// <summary>What is to be changed for one workload, and what that is worth.</summary>
public sealed record WorkloadFix
{
    public required Workload Workload { get; init; }

    /// <summary>One or more, each of another object: the workload, its budget, its autoscaler.</summary>
    public ImmutableArray<Patch> Patches { get; init; } = [];

    /// <summary>For each axis that the patch spreads over; empty when it does not change where pods go.</summary>
    public ImmutableArray<FixProof> Proofs { get; init; } = [];

    /// <summary>Null when it does not change where pods go.</summary>
    public RecoveryProof? Recovery { get; init; }

    public required int ReplicasBefore { get; init; }

    public required int ReplicasAfter { get; init; }
}

/// <summary>What is asked of a plan of fixes.</summary>
public sealed record FixOptions
{
    /// <summary>The most runs of each kind.</summary>
    public const int MaxTrials = 10_000;

    /// <summary>1 to <see cref="MaxTrials"/>.</summary>
    public int Trials { get; init; } = 200;

    /// <summary>Repeats the runs.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>Everything that would be changed.</summary>
/// <param name="Options">What was asked.</param>
/// <param name="Labels">The labels that patches need and nodes do not have yet: <c>nines label</c> writes them.</param>
/// <param name="Workloads">In the order of their names; those without a patch are left out.</param>
/// <param name="Suggestions">What only people can change.</param>
/// <param name="Notes">For people.</param>
public sealed record FixPlan(
    FixOptions Options, LabelPlan Labels, ImmutableArray<WorkloadFix> Workloads, ImmutableArray<Suggestion> Suggestions, ImmutableArray<string> Notes);
