using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Domains;
using Nines.Reliability.Months;
using Nines.Scheduling;

namespace Nines.Audits.Losses;

/// <summary>Options of a placement study.</summary>
public sealed record PlaceOptions
{
    /// <summary>The most trials that are kept one by one.</summary>
    public const int MaxTrials = 100_000;

    /// <summary>1 to <see cref="MaxTrials"/>.</summary>
    public int Trials { get; init; } = 200;

    /// <summary>Random seed of the trials.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>In place of the replicas that the manifest says; null for those.</summary>
    public int? Replicas { get; init; }

    /// <summary>Sources of domains.</summary>
    public DomainOptions Domains { get; init; } = new();
}

/// <summary>One possible course of events.</summary>
/// <param name="Seed">Repeats it.</param>
/// <param name="Levels">In the order of the report's levels.</param>
/// <param name="Unplaced">Pods that found no node.</param>
public sealed record PlaceTrial(ulong Seed, ImmutableArray<LevelCounts> Levels, int Unplaced);

/// <summary>Results of the trials for one level.</summary>
/// <param name="Level">The kind of domain.</param>
/// <param name="DomainsUsed">In how many domains the pods were.</param>
/// <param name="Left">Number of pods that remain after the worst loss of one domain.</param>
/// <param name="Exposed">Share of trials in which that is fewer than required, with its 95 % interval.</param>
public sealed record LevelOutcome(DomainLevel Level, Distribution DomainsUsed, Distribution Left, Estimate Exposed);

/// <summary>Reason for which pods found no node, and the number of trials with it.</summary>
public sealed record UnplacedReason(string Message, int Trials);

/// <summary>Simulated placement of one workload.</summary>
public sealed record WorkloadPlacement
{
    public required Workload Workload { get; init; }

    public required Requirement Requirement { get; init; }

    /// <summary>Number of pods placed in each trial.</summary>
    public required int Pods { get; init; }

    /// <summary>True if the cluster already has it: its pods were removed first.</summary>
    public bool Replaces { get; init; }

    public ImmutableArray<PlaceTrial> Trials { get; init; } = [];

    public ImmutableArray<LevelOutcome> Levels { get; init; } = [];

    /// <summary>The most frequent first.</summary>
    public ImmutableArray<UnplacedReason> Unplaced { get; init; } = [];
}

/// <summary>Simulated deployment of some workloads.</summary>
/// <param name="Domains">Of the cluster.</param>
/// <param name="Options">Options.</param>
/// <param name="Workloads">In the order in which they were given, which is that in which their pods are placed.</param>
/// <param name="Notes">Human-readable.</param>
public sealed record PlaceReport(DomainMap Domains, PlaceOptions Options, ImmutableArray<WorkloadPlacement> Workloads, ImmutableArray<string> Notes);
