namespace Nines.Domains;

/// <summary>The kinds of failure domain, from the widest to the narrowest.</summary>
public enum DomainKind
{
    /// <summary>The whole environment: what no region holds (Entra ID, Front Door).</summary>
    Global,
    Region,
    Zone,
    FaultDomain,
    UpdateDomain,
    NodePool,
    Node,
    Pod,

    /// <summary>Any other set of things that fail together: a rack, a power feed, a peering location.</summary>
    Custom,
}
