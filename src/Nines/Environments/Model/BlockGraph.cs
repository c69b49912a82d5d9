using System.Collections.Immutable;
using Nines.Environments.Specs;

namespace Nines.Environments.Model;

/// <summary>
/// Resolves names to diagrams, each once. The requirements of a name are built first, with an explicit stack, so that a chain of ten thousand
/// components that require each other does not overflow the call stack.
/// </summary>
internal sealed class BlockGraph
{
    private readonly ModelContext _context;
    private readonly EnvironmentSpec _spec;
    private readonly ImmutableSortedSet<string> _names;
    private readonly Dictionary<string, Block> _built = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ComponentSpec> _components;
    private readonly Dictionary<string, WorkloadSpec> _workloads;
    private readonly Dictionary<string, RegionSpec> _regions;
    private readonly RegionServices _services;
    private readonly LinkModel _links;
    private readonly WorkloadModel _workloadModel;
    private readonly ComponentModel _free;
    private readonly RequirementBlocks _requirements;

    public BlockGraph(ModelContext context)
    {
        _context = context;
        _spec = context.Spec;
        _names = ReferenceNames.Collect(_spec);
        _components = _spec.Components.ToDictionary(component => component.Name, StringComparer.Ordinal);
        _workloads = _spec.Workloads.ToDictionary(workload => workload.Name, StringComparer.Ordinal);
        _regions = _spec.Regions.ToDictionary(region => region.Name, StringComparer.Ordinal);
        var failover = new FailoverModel(context);
        _services = new RegionServices(context, failover);
        _links = new LinkModel(context, failover, _services);
        _workloadModel = new WorkloadModel(context);
        _free = new ComponentModel(context);
        _requirements = new RequirementBlocks(context, failover);
        Journeys = new JourneyDefinitions(_spec);
    }

    public JourneyDefinitions Journeys { get; }

    /// <summary>The diagram of a full name.</summary>
    public Block Resolve(string key)
    {
        var pending = new Stack<(string Key, bool Expanded)>([(key, false)]);
        while (pending.TryPop(out (string Key, bool Expanded) next))
        {
            if (_built.ContainsKey(next.Key))
            {
                continue;
            }

            string[] missing = next.Expanded ? [] : [.. Needs(next.Key).Where(need => !_built.ContainsKey(need))];
            if (missing.Length == 0)
            {
                _built.Add(next.Key, Build(next.Key));
                continue;
            }

            pending.Push((next.Key, true));
            foreach (string need in missing)
            {
                pending.Push((need, false));
            }
        }

        return _built[key];
    }

    /// <summary>The full name that a short one stands for, seen from a region or from outside.</summary>
    public string FullName(string name, string? region) =>
        region is not null && _names.Contains($"{region}.{name}") ? $"{region}.{name}" : name;

    /// <summary>Builds a routed group of regions: see <see cref="FailoverModel.Group"/>.</summary>
    public Block Routed(GlobalRoutingSpec routing) => Series("Serve through " + routing.Kind, ReferenceNames.GlobalRouting, new RoutingModel(_context).Over(
        routing, origin => _built[$"{origin}.{ReferenceNames.Stamp}"]));

    private SeriesBlock Series(string label, string first, Block second) => new(label, [_built[first], second]);

    private IEnumerable<string> Needs(string key)
    {
        if (key.StartsWith(ReferenceNames.JourneyPrefix, StringComparison.Ordinal))
        {
            return Journeys.Needs(key[ReferenceNames.JourneyPrefix.Length..], FullName);
        }

        (RegionSpec? region, string name) = Split(key);
        if (region is null)
        {
            return _components.TryGetValue(name, out ComponentSpec? component)
                ? component.Regions.IsEmpty ? RequirementsOf(component.Requires, null) : component.Regions.Select(home => $"{home}.{name}")
                : IsShared(name) ? [] : InRegions(name);
        }

        return name switch
        {
            ReferenceNames.KubernetesApi => _spec.Identity is null ? [] : [ReferenceNames.Entra],
            ReferenceNames.PullImage => region.Network.Egress is null ? [ReferenceNames.Entra] : [ReferenceNames.Entra, $"{region.Name}.{ReferenceNames.Egress}"],
            ReferenceNames.Stamp => StampParts(region),
            _ when _workloads.TryGetValue(name, out WorkloadSpec? workload) =>
                RequirementsOf(workload.Requires, region.Name).Concat(RequirementsOf(workload.StartRequires, region.Name)),
            _ when _components.TryGetValue(name, out ComponentSpec? component) => RequirementsOf(component.Requires, region.Name),
            _ => [],
        };
    }

    private Block Build(string key)
    {
        if (key.StartsWith(ReferenceNames.JourneyPrefix, StringComparison.Ordinal))
        {
            return Journeys.Build(key[ReferenceNames.JourneyPrefix.Length..], this, _requirements);
        }

        (RegionSpec? region, string name) = Split(key);
        return region is null ? BuildShared(name) : BuildRegional(region, name);
    }

    private Block BuildShared(string name)
    {
        if (_components.TryGetValue(name, out ComponentSpec? component))
        {
            return component.Regions.IsEmpty
                ? _free.Instance(component, null, Requires(component.Name, component.Requires, null))
                : Blocks.AnyOf($"{component.Label} in any region", component.Regions.Select(home => _built[$"{home}.{name}"]));
        }

        return name switch
        {
            ReferenceNames.Entra => _services.Entra(),
            ReferenceNames.Registry => _services.Registry(null),
            ReferenceNames.GlobalRouting => _services.GlobalRouting(),
            _ when _regions.ContainsKey(name) => _context.Region(name),
            _ => Blocks.AnyOf($"{name} in any region", InRegions(name).Select(regional => _built[regional])),
        };
    }

    private Block BuildRegional(RegionSpec region, string name) => name switch
    {
        ReferenceNames.Ingress => _services.Ingress(region),
        ReferenceNames.Egress => _services.Egress(region),
        ReferenceNames.KubernetesApi => _services.KubernetesApi(region, _spec.Identity is null ? null : _built[ReferenceNames.Entra]),
        ReferenceNames.OnPremises => _links.OnPremises(region),
        ReferenceNames.PullImage => _services.PullImage(
            region, _built[ReferenceNames.Entra], _built.GetValueOrDefault($"{region.Name}.{ReferenceNames.Egress}")),
        ReferenceNames.Stamp => Blocks.Series(
            $"Serve in {region.Name}", [_context.Region(region.Name), .. StampParts(region).Select(part => _built[part]), _workloadModel.SystemPods(region)]),
        _ when _workloads.TryGetValue(name, out WorkloadSpec? workload) =>
            _workloadModel.Workload(
                region, workload, Requires($"{region.Name}.{name}", workload.Requires, region.Name), Starts(region, workload)),
        _ => _free.Instance(_components[name], region.Name, Requires($"{region.Name}.{name}", _components[name].Requires, region.Name)),
    };

    private Block? Requires(string owner, RequirementSpec? requirement, string? region) => requirement is null
        ? null
        : _requirements.Build(owner, requirement, name => _built[FullName(name, region)]);

    private StartRequirement? Starts(RegionSpec region, WorkloadSpec workload) =>
        Requires($"{region.Name}.{workload.Name}.start", workload.StartRequires, region.Name) is { } block
            ? new StartRequirement(string.Join('+', RequirementsOf(workload.StartRequires, region.Name)), block)
            : null;

    private IEnumerable<string> RequirementsOf(RequirementSpec? requirement, string? region) =>
        Requirements.References(requirement).Select(reference => FullName(reference.Name, region));

    private IEnumerable<string> StampParts(RegionSpec region) =>
        (region.Network.Ingress is null ? Array.Empty<string>() : [$"{region.Name}.{ReferenceNames.Ingress}"])
        .Concat(_spec.Workloads
            .Where(workload => workload.ServesRequests && ReferenceNames.RunsIn(workload, region))
            .Select(workload => $"{region.Name}.{workload.Name}"));

    private IEnumerable<string> InRegions(string name) =>
        _spec.Regions.Select(region => $"{region.Name}.{name}").Where(_names.Contains);

    private bool IsShared(string name) =>
        name is ReferenceNames.Entra or ReferenceNames.Registry or ReferenceNames.GlobalRouting || _regions.ContainsKey(name);

    private (RegionSpec? Region, string Name) Split(string key)
    {
        int dot = key.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && _regions.TryGetValue(key[..dot], out RegionSpec? region) ? (region, key[(dot + 1)..]) : (null, key);
    }
}

/// <summary>
/// The journeys of an environment, as listed by <see cref="DefaultJourneys"/>, with titles and diagrams.
/// </summary>
internal sealed class JourneyDefinitions
{
    private readonly EnvironmentSpec _spec;
    private readonly Dictionary<string, JourneySpec> _redefined;

    public JourneyDefinitions(EnvironmentSpec spec)
    {
        _spec = spec;
        _redefined = spec.Journeys.ToDictionary(journey => journey.Name, StringComparer.Ordinal);
    }

    /// <summary>Every journey of the report with its title.</summary>
    public IEnumerable<(ReportedJourney Journey, string Title)> All() => DefaultJourneys.Reported(_spec).Select(journey =>
    {
        string title = _redefined.GetValueOrDefault(journey.Journey)?.Title ?? DefaultTitle(journey.Journey);
        return (journey, journey.Scope switch
        {
            JourneyScope.OneRegion => $"{title} in {journey.Region}",
            _ => title,
        });
    });

    /// <summary>The full names that must be built before a journey can be.</summary>
    public IEnumerable<string> Needs(string journey, Func<string, string?, string> fullName)
    {
        if (_redefined.GetValueOrDefault(journey)?.Requires is { } requires)
        {
            return Requirements.References(requires).Select(reference => fullName(reference.Name, null));
        }

        (string name, string? only) = Split(journey);
        IEnumerable<string> parts = (only is null ? RegionsOf(name) : [only]).SelectMany(region => PartsIn(name, region));
        return name == DefaultJourneys.Serve && _spec.GlobalRouting is not null ? parts.Append(ReferenceNames.GlobalRouting) : parts;
    }

    public Block Build(string journey, BlockGraph graph, RequirementBlocks requirements)
    {
        if (_redefined.GetValueOrDefault(journey)?.Requires is { } requires)
        {
            return requirements.Build(
                ReferenceNames.JourneyPrefix + journey, requires, name => graph.Resolve(graph.FullName(name, null)));
        }

        (string name, string? only) = Split(journey);
        if (name == DefaultJourneys.Serve && only is null && _spec.GlobalRouting is { } routing)
        {
            return graph.Routed(routing);
        }

        IEnumerable<Block> regions = (only is null ? RegionsOf(name) : [only])
            .Select(region => Blocks.Series($"{DefaultTitle(name)} in {region}", PartsIn(name, region).Select(graph.Resolve)));

        // A deployment goes to every cluster; any other journey over all regions is served by any one of them.
        return name == DefaultJourneys.Deploy ? Blocks.Series(DefaultTitle(name), regions) : Blocks.AnyOf(DefaultTitle(name), regions);
    }

    private static (string Name, string? Region) Split(string journey)
    {
        int slash = journey.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (journey, null) : (journey[..slash], journey[(slash + 1)..]);
    }

    private static string DefaultTitle(string name) => name switch
    {
        DefaultJourneys.Serve => "Serve a request",
        ReferenceNames.KubernetesApi => "Reach the Kubernetes API",
        ReferenceNames.PullImage => "Pull an image",
        ReferenceNames.OnPremises => "Reach on-premises",
        DefaultJourneys.Deploy => "Deploy",
        _ => name,
    };

    private ImmutableArray<string> RegionsOf(string name) => DefaultJourneys.RegionsOf(_spec, name);

    private IEnumerable<string> PartsIn(string name, string region) => name switch
    {
        DefaultJourneys.Serve => [$"{region}.{ReferenceNames.Stamp}"],
        DefaultJourneys.Deploy when _spec.Registry is not null => [$"{region}.{ReferenceNames.KubernetesApi}", $"{region}.{ReferenceNames.PullImage}"],
        DefaultJourneys.Deploy => [$"{region}.{ReferenceNames.KubernetesApi}"],
        _ => [$"{region}.{name}"],
    };
}
