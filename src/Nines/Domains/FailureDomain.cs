namespace Nines.Domains;

/// <summary>A set of things that fail together.</summary>
/// <param name="Kind">What sort of domain it is.</param>
/// <param name="Id">Unique in its tree, dotted from the widest domain inwards: <c>weu.zone1.pool3-0</c>.</param>
/// <param name="Label">Human-readable: <c>zone 1</c>.</param>
/// <param name="Parent">The domain that holds it; null for the root.</param>
public sealed record FailureDomain(DomainKind Kind, string Id, string Label, FailureDomain? Parent)
{
    /// <summary>This domain and the ones that hold it, narrowest first. Bounded by the number of kinds in practice.</summary>
    public IEnumerable<FailureDomain> SelfAndAncestors()
    {
        for (FailureDomain? domain = this; domain is not null; domain = domain.Parent)
        {
            yield return domain;
        }
    }

    public bool IsWithin(FailureDomain other) => SelfAndAncestors().Any(domain => domain.Id == other.Id);
}
