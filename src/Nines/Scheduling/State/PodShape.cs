using System.Collections.Immutable;
using Nines.Clusters;

namespace Nines.Scheduling.State;

/// <summary>A template, made ready for one state of a cluster.</summary>
internal sealed class PodShape
{
    public required PodTemplate Template { get; init; }

    public required LabelClass Live { get; init; }

    public required LabelClass Terminating { get; init; }

    /// <summary>What it asks of each extended resource, by the state's numbers.</summary>
    public required ImmutableArray<(int Resource, long Amount)> Extended { get; init; }

    /// <summary>Terms that others feel once it is placed.</summary>
    public required ImmutableArray<CarriedTerm> Carried { get; init; }

    /// <summary>What is needed to place one; made when the first is placed.</summary>
    public PlacingRules? Rules { get; set; }

    /// <summary>Equal for shapes with the same <see cref="NodeFacts"/>; made when the first is placed.</summary>
    public string FactsKey => field ??= NodeFacts.KeyOf(Template);

    /// <summary>Whether it may go to a node that does not answer.</summary>
    public bool ToleratesUnreachable => _toleratesUnreachable ??= Taint.Unreachable.All(taint => Template.Tolerations.Any(toleration => toleration.Tolerates(taint)));

    private bool? _toleratesUnreachable;

    public LabelClass Class(bool isTerminating) => isTerminating ? Terminating : Live;
}

/// <summary>A spread constraint, made ready.</summary>
internal sealed record SpreadRule(SpreadConstraint Constraint, Topology Topology, PodCounter? Pods, bool MeansItself)
{
    public bool IsHostname => Topology.Key == Node.HostnameLabel;
}

/// <summary>A term of inter-pod affinity, made ready.</summary>
internal sealed record NearRule(Topology Topology, PodCounter Pods, int Weight);

/// <summary>All that a template asks when it is to be placed.</summary>
internal sealed class PlacingRules
{
    public required ImmutableArray<SpreadRule> Hard { get; init; }

    public required ImmutableArray<SpreadRule> Soft { get; init; }

    /// <summary>Whether nodes that lack a label of the soft constraints are omitted of their score.</summary>
    public required bool SoftNeedsAllLabels { get; init; }

    public required ImmutableArray<Topology> Near { get; init; }

    /// <summary>The pods that all required affinity terms mean; null without such terms.</summary>
    public required PodCounter? NearPods { get; init; }

    /// <summary>Whether the pod's own terms mean itself, which lets the first of its kind in.</summary>
    public required bool NearMeansItself { get; init; }

    public required ImmutableArray<NearRule> Far { get; init; }

    public required ImmutableArray<NearRule> Preferred { get; init; }
}
