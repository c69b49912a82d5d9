namespace Nines.Tests.Oracle;

/// <summary>Builds the machine of an environment: everything that docs/predict.md says happens, as parts that follow each other in time.</summary>
internal sealed class Blueprint
{
    private readonly Surroundings _about;
    private readonly IReadOnlyDictionary<string, int> _unstated;
    private readonly int _seed;
    private readonly Dictionary<string, Part> _parts = [];
    private readonly Dictionary<string, Clusters> _clusters = [];

    /// <param name="about">The environment.</param>
    /// <param name="unstated">The zone of each resource whose zone the file does not state.</param>
    /// <param name="seed">Random seed.</param>
    public Blueprint(Surroundings about, IReadOnlyDictionary<string, int> unstated, int seed)
    {
        _about = about;
        _unstated = unstated;
        _seed = seed;
        foreach (Place place in about.Places.Where(place => place.Pools.Length > 0))
        {
            _clusters.Add(place.Name, new Clusters(this, about, place, seed));
        }

        Top = about.Requires is { } need ? Resolve(need, "j", null) : about.Router is { } router ? Routed(router) : Stamp(about.Places[0]);
    }

    public Machine Machine { get; } = new();

    /// <summary>The journey.</summary>
    public Part Top { get; }

    public Unit Unit(string name, Failing failing) => (Unit)Known(name, () => Machine.Add(new Unit(name, failing.Unavailability, failing.DownSeconds / 3600.0, _seed)));

    public Part All(params IEnumerable<Part?> parts)
    {
        Part[] all = [.. parts.OfType<Part>()];
        return all.Length == 1 ? all[0] : Machine.Add(new Several(all.Length, all));
    }

    public Part AtLeast(int count, params IEnumerable<Part> parts) => Machine.Add(new Several(count, [.. parts]));

    public Unit Region(Place place) => Unit(place.Name, _about.RegionFailing);

    public Unit Zone(Place place, int zone) => Unit($"{place.Name}.zone{zone}", _about.ZoneFailing);

    /// <summary>The zone of a resource that is in one; null when the region has none.</summary>
    public Unit? UnstatedZone(Place place, string resource) => place.Zones.Length == 0 ? null : Zone(place, _unstated[resource]);

    public Part Resolve(Need need, string owner, string? region)
    {
        switch (need)
        {
            case Named named:
                return Find(named.Name, region);
            case InEachRegion each:
                return All(_about.Places.Where(place => Has(place, each.Name)).Select(place => Find($"{place.Name}.{each.Name}", null)));
            case Backed backed:
                Part active = Resolve(backed.Active, owner + "a", region), standby = Resolve(backed.Standby, owner + "s", region);
                return All(AtLeast(1, active, standby), Machine.Add(new Takeover($"{owner} takeover", active, 1, backed.Switchover, _seed)));
            default:
                var counted = (Counted)need;
                return AtLeast(counted.AtLeast, counted.Of.Select((part, i) => Resolve(part, $"{owner}{i}", region)));
        }
    }

    private Part Known(string name, Func<Part> create)
    {
        if (!_parts.TryGetValue(name, out Part? part))
        {
            part = create();
            _parts.Add(name, part);
        }

        return part;
    }

    private Part Find(string name, string? region)
    {
        if (_about.Things.FirstOrDefault(thing => thing.Name == name) is { } thing)
        {
            return Known($"thing {name}", () => Instance(thing));
        }

        if (_about.Places.FirstOrDefault(place => place.Name == name) is { } whole)
        {
            return Region(whole);
        }

        int dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 && region is null)
        {
            return Known($"any {name}", () => AtLeast(1, _about.Places.Where(place => Has(place, name)).Select(place => Find($"{place.Name}.{name}", null))));
        }

        Place home = _about.Places.Single(place => place.Name == (dot < 0 ? region : name[..dot]));
        string what = name[(dot + 1)..];
        return what switch
        {
            "stamp" => Known($"{home.Name}.stamp", () => Stamp(home)),
            "ingress" => Known($"{home.Name}.ingress", () => Ingress(home)),
            _ => Known($"{home.Name}.{what} serves", () => Serving(home, _about.Services.Single(service => service.Name == what))),
        };
    }

    private bool Has(Place place, string name) => name switch
    {
        "ingress" => place.HasIngress,
        _ => place.Pools.Length > 0,
    };

    private Part Ingress(Place place) => All(Region(place), Unit($"{place.Name} load balancer", _about.IngressFailing));

    private Part Stamp(Place place) => All(
    [
        Region(place), place.HasIngress ? Find($"{place.Name}.ingress", null) : null, _clusters.GetValueOrDefault(place.Name)?.Dns,
        .. place.Pools.Length == 0 ? [] : _about.Services.Select(service => Find($"{place.Name}.{service.Name}", null)),
    ]);

    private Part Serving(Place place, Service service) => All(
        [Region(place), .. _clusters[place.Name].Conditions(service), service.Requires is { } need ? Resolve(need, $"{place.Name}.{service.Name}", place.Name) : null]);

    private Part Instance(Thing thing)
    {
        Place? home = thing.Region is { } region ? _about.Places.Single(place => place.Name == region) : null;
        Part? requires = thing.Requires is { } need ? Resolve(need, thing.Name, null) : null;
        if (thing.Failing is not { } failing)
        {
            return All(home is null ? null : Region(home), requires);
        }

        Part? common = thing.Beta > 0 ? Unit($"{thing.Name} in common", failing with { Unavailability = failing.Unavailability * thing.Beta }) : null;
        IEnumerable<Part> replicas = Enumerable.Range(0, thing.Replicas).Select(i => All(
            thing.Zones.Length > 0 ? Zone(home!, thing.Zones[i % thing.Zones.Length]) : null,
            Unit($"{thing.Name} {i}", failing with { Unavailability = failing.Unavailability * (1 - thing.Beta) }),
            common));
        bool isZonal = home is not null && thing is { Zones.Length: 0, IsZoneRedundant: false };
        return All(home is null ? null : Region(home), isZonal ? UnstatedZone(home!, thing.Name) : null, AtLeast(thing.Needed, replicas), requires);
    }

    private Part Routed(Router router)
    {
        int first = router.Origins.Min(origin => origin.Priority);
        double weights = router.Origins.Where(origin => router.Method != "priority" || origin.Priority == first).Sum(origin => (double)origin.Weight);
        Part[] stamps = [.. router.Origins.Select(origin => Find($"{origin.Region}.stamp", null))];
        IEnumerable<Part> moves = router.Origins.Select((origin, i) => (Origin: origin, Stamp: stamps[i], Share: router.Method switch
        {
            "latency" => 1.0 / router.Origins.Length,
            "priority" when origin.Priority != first => 0,
            _ => origin.Weight / weights,
        })).Where(move => move.Share > 0).Select(move => Machine.Add(new Takeover($"move from {move.Origin.Region}", move.Stamp, move.Share, router.Switchover, _seed)));
        return All([Unit("router", _about.RouterFailing), AtLeast(1, stamps), .. moves]);
    }
}
