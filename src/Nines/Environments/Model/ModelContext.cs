using System.Collections.Immutable;
using Nines.Domains;
using Nines.Environments.Specs;
using Nines.Text;

namespace Nines.Environments.Model;

/// <summary>State of a model while it is built: domains, components, assumptions.</summary>
internal sealed class ModelContext
{
    private readonly Dictionary<string, FailureDomain> _domains = new(StringComparer.Ordinal);
    private readonly List<FailureDomain> _domainOrder = [];
    private readonly Dictionary<string, Block> _leaves = new(StringComparer.Ordinal);
    private readonly List<Component> _components = [];
    private readonly List<string> _assumptions = [];
    private readonly List<Diagnostic> _faults = [];
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly CommonCauseBlocks _commonCauses;

    public ModelContext(EnvironmentSpec spec, AvailabilityCatalogue catalogue, BlockSolver solver, DriftTables drifts, CancellationToken cancellation)
    {
        Spec = spec;
        Catalogue = catalogue;
        Solver = solver;
        Drifts = drifts;
        Cancellation = cancellation;
        Root = Domain(DomainKind.Global, "global", "global", null);
        _commonCauses = new CommonCauseBlocks(this);
        UnknownZones = new UnknownZones(this);
    }

    public EnvironmentSpec Spec { get; }

    public AvailabilityCatalogue Catalogue { get; }

    public BlockSolver Solver { get; }

    public DriftTables Drifts { get; }

    public CancellationToken Cancellation { get; }

    public FailureDomain Root { get; }

    public UnknownZones UnknownZones { get; }

    public ImmutableArray<FailureDomain> Domains => [.. _domainOrder];

    public ImmutableArray<Component> Components => [.. _components];

    public ImmutableArray<string> Assumptions => [.. _assumptions];

    /// <summary>Workloads on node pools, in the order in which they were built.</summary>
    public List<PlacedWorkload> Workloads { get; } = [];

    /// <summary>Errors that concern several sections of the environment.</summary>
    public ImmutableArray<Diagnostic> Faults => [.. _faults];

    public void Report(SourcePosition position, string message, string? hint) => _faults.Add(new Diagnostic(position, message, hint));

    /// <summary>
    /// Reports entries of the file for components that the model does not have. A component that is named but that no journey needs is
    /// known, and is not reported.
    /// </summary>
    public void ReportLeftovers()
    {
        ImmutableSortedSet<string> names = ReferenceNames.Collect(Spec);
        string[] known = [.. _leaves.Keys, .. Catalogue.Services];
        foreach ((string id, AvailabilitySpec stated) in Spec.Availabilities)
        {
            if (!_used.Contains(id) && !_leaves.ContainsKey(id) && !names.Contains(id) && Catalogue.Find(id) is null)
            {
                Report(stated.Position, $"'{id}' is neither a component of this model nor a service of the catalogue.", Spelling.Hint(id, known));
            }
        }

        _commonCauses.ReportMissing(known);
    }

    public void Assume(string assumption)
    {
        if (!_assumptions.Contains(assumption))
        {
            _assumptions.Add(assumption);
        }
    }

    /// <summary>Finds a domain by id, or adds it below its parent.</summary>
    public FailureDomain Domain(DomainKind kind, string id, string label, FailureDomain? parent)
    {
        if (!_domains.TryGetValue(id, out FailureDomain? domain))
        {
            domain = new FailureDomain(kind, id, label, parent);
            _domains.Add(id, domain);
            _domainOrder.Add(domain);
        }

        return domain;
    }

    /// <summary>The domain of a region of the file, or of an Azure location that only holds a replica.</summary>
    public FailureDomain RegionDomain(string region)
    {
        RegionSpec? known = Spec.Regions.FirstOrDefault(candidate => candidate.Name == region);
        string label = known is null || known.Location == region ? $"region {region}" : $"region {region} ({known.Location})";
        return Domain(DomainKind.Region, region, label, Root);
    }

    public FailureDomain ZoneDomain(FailureDomain parent, int zone) => Domain(
        DomainKind.Zone, parent == Root ? $"zone{zone}" : $"{parent.Id}.zone{zone}", $"zone {zone}", parent);

    /// <summary>The event that a complete region is down.</summary>
    public Block Region(string region)
    {
        FailureDomain domain = RegionDomain(region);
        return Leaf(domain.Id, $"Region {region}", ComponentKind.Domain, $"Region {region}", domain, "region/default");
    }

    /// <summary>The event that a complete zone is down.</summary>
    public Block Zone(FailureDomain zone) => Leaf(
        zone.Id, Within("Zone " + zone.Label["zone ".Length..], zone.Parent), ComponentKind.Domain, Within("Zone outages", zone.Parent), zone, "zone/default");

    public string Within(string what, FailureDomain? where) => where is null || where == Root ? what : $"{what} in {where.Id}";

    /// <summary>A component whose availability comes from the catalogue, unless the file says otherwise. Each id exists once.</summary>
    /// <param name="id">Unique in the system.</param>
    /// <param name="label">Display name.</param>
    /// <param name="kind">Kind of the component.</param>
    /// <param name="cause">The group under which its downtime is reported.</param>
    /// <param name="domain">The narrowest failure domain that holds it.</param>
    /// <param name="service">The catalogue's name of it.</param>
    /// <param name="groups">Names under which the file may state the availability of several like it, narrowest first.</param>
    public Block Leaf(
        string id, string label, ComponentKind kind, string cause, FailureDomain domain, string service, params ReadOnlySpan<string> groups)
    {
        if (_leaves.TryGetValue(id, out Block? known))
        {
            return known;
        }

        CatalogueEntry entry = Catalogue.Find(service)
            ?? throw new InvalidOperationException($"The catalogue has no entry '{service}' for '{id}'.");
        var assumedDownTime = new Provenance(
            ProvenanceKind.Assumption, $"assumed mean down time of {entry.Service}", Confidence: Confidence.Low);
        return Replacement([id, .. groups, service, entry.Service]) is { } stated
            ? AddStated(id, label, kind, cause, domain, stated, (entry.MeanDownTime, assumedDownTime))
            : Add(new Component(id, label, kind, cause, domain, entry.ModelUnavailability,
                entry.MeanDownTime, entry.Source, assumedDownTime));
    }

    /// <summary>A component whose availability the file states, unless <c>availabilities</c> or a measurement says otherwise.</summary>
    /// <inheritdoc cref="Leaf"/>
    public Block StatedLeaf(
        string id, string label, ComponentKind kind, string cause, FailureDomain domain, AvailabilitySpec stated, params ReadOnlySpan<string> groups)
    {
        if (_leaves.TryGetValue(id, out Block? known))
        {
            return known;
        }

        (TimeSpan, Provenance)? own = stated.MeanDownTime is { } meanDownTime
            ? (meanDownTime, new Provenance(ProvenanceKind.File, stated.Position.ToString()))
            : null;
        return AddStated(id, label, kind, cause, domain, Replacement([id, .. groups]) ?? stated, own);
    }

    /// <summary>A component whose unavailability follows from others by a formula.</summary>
    public Block DerivedLeaf(
        string id, string label, ComponentKind kind, string cause, FailureDomain domain, double unavailability, TimeSpan meanDownTime, string formula,
        OutageReaction? reaction = null)
    {
        if (_leaves.TryGetValue(id, out Block? known))
        {
            return known;
        }

        var source = new Provenance(ProvenanceKind.Derived, formula);
        return Add(new Component(id, label, kind, cause, domain, Math.Clamp(unavailability, 0, 1), meanDownTime, source, source) { Reaction = reaction });
    }

    /// <summary>Adds a component as it is, without looking for its common causes.</summary>
    public ComponentBlock AddComponent(Component component)
    {
        _components.Add(component);
        return new ComponentBlock(component);
    }

    /// <summary>The entry of <c>availabilities</c>, or the measurement, of the first of some names that has one.</summary>
    private AvailabilitySpec? Replacement(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (Spec.Availabilities.TryGetValue(name, out AvailabilitySpec? stated))
            {
                _used.Add(name);
                return stated;
            }
        }

        return null;
    }

    private Block AddStated(
        string id, string label, ComponentKind kind, string cause, FailureDomain domain, AvailabilitySpec stated,
        (TimeSpan Value, Provenance Source)? defaultDownTime)
    {
        var source = new Provenance(
            stated.IsMeasured ? ProvenanceKind.Measurement : ProvenanceKind.File, stated.Position.ToString());
        TimeSpan? meanDownTime = stated.MeanDownTime ?? defaultDownTime?.Value;

        // Without an observed failure, the mean down time is not measured and comes from the file or the catalogue.
        double unavailability = stated.MeanUpTime is { } up && meanDownTime is { } down ? down / (up + down) : stated.Unavailability;
        return Add(new Component(
            id, label, kind, cause, domain, unavailability, meanDownTime, source,
            stated.MeanDownTime is not null ? source : defaultDownTime?.Source));
    }

    private Block Add(Component component)
    {
        Block block = _commonCauses.Split(component) ?? AddComponent(component);
        _leaves.Add(component.Id, block);
        return block;
    }
}
