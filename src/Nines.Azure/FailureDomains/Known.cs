using System.Collections.Immutable;

namespace Nines.Azure.FailureDomains;

/// <summary>What was learnt of one node's machine and of the set that it is in, before it is judged.</summary>
/// <param name="Machine">Null when it could not be read; then <paramref name="Failure"/> says why.</param>
internal sealed record Known(NodeProvider Node, NodeMachine Where, ArmMachine? Machine, ArmFailure? Failure)
{
    public ScaleSetId? SetId { get; init; }

    /// <summary>Null when the machine is in none, or when its set could not be read.</summary>
    public ArmSet? Set { get; init; }

    /// <summary>What failed about the set or its list.</summary>
    public ImmutableArray<ArmFailure> SetFailures { get; init; } = [];

    /// <summary>Whether machines of the same set showed different fault domains: then the number means something, whatever the set says.</summary>
    public bool FaultDomainsDiffer { get; init; }
}
