namespace Nines.Domains;

/// <summary>One way in which the nodes of a cluster fall into domains.</summary>
/// <param name="Key">One of <see cref="DomainKeys"/>, or the user's own name: rack.</param>
/// <param name="Kind">What sort of domain it is; <see cref="DomainKind.Custom"/> for the user's own.</param>
/// <param name="SpreadLabel">The node label that the scheduler can spread pods by; null when nodes have none, which is a gap of the cluster.</param>
public sealed record DomainLevel(string Key, DomainKind Kind, string? SpreadLabel)
{
    /// <summary>For people: update domain.</summary>
    public string Title => Kind == DomainKind.Custom ? Key : Key.Replace('-', ' ');
}

/// <summary>A failure domain and the nodes in it.</summary>
/// <param name="Domain">The domain. Its id is unique in its axis: fault and update domains are counted anew in each scale set.</param>
/// <param name="Nodes">Names, in ordinal order; at least one.</param>
public sealed record DomainNodes(FailureDomain Domain, System.Collections.Immutable.ImmutableArray<string> Nodes);
