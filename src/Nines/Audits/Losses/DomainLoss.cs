using System.Collections.Immutable;
using Nines.Domains;

namespace Nines.Audits.Losses;

/// <summary>What a workload loses with one domain, at once, before anything is recreated.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Lost">Serving pods in it.</param>
/// <param name="Left">Serving pods elsewhere, those on nodes of unknown domain included.</param>
public sealed record DomainLoss(FailureDomain Domain, int Lost, int Left);

/// <summary>What a workload loses with two domains of one level.</summary>
public sealed record PairLoss(FailureDomain First, FailureDomain Second, int Lost, int Left);

/// <summary>How the loss of single domains of one level hits one workload.</summary>
public sealed record LevelLoss
{
    public required DomainLevel Level { get; init; }

    /// <summary>Every domain that holds a serving pod of it, the greatest loss first.</summary>
    public ImmutableArray<DomainLoss> Losses { get; init; } = [];

    /// <summary>Serving pods on nodes whose domain is unknown: they are not counted as shared with anything.</summary>
    public int UnknownPods { get; init; }

    /// <summary>The two domains whose loss leaves the least; null when there are fewer than two.</summary>
    public PairLoss? WorstPair { get; init; }

    /// <summary>The greatest loss; null when no pod is in a known domain.</summary>
    public DomainLoss? Worst => Losses.IsDefaultOrEmpty ? null : Losses[0];

    /// <summary>Whether the loss of one domain leaves less than is needed.</summary>
    public required bool IsExposed { get; init; }

    /// <summary>
    /// Whether the cluster as it is could place the same number of pods so that no single loss exposes it: with one zone it cannot, and
    /// then that is a gap of the cluster and no fault of the workload.
    /// </summary>
    public required bool CanBeClosed { get; init; }

    /// <summary>How many known domains of the cluster the pods may use at all, by node selectors, taints and volumes.</summary>
    public int UsableDomains { get; init; }
}
