namespace Nines.Tests.Oracle;

/// <summary>A kind of random environments.</summary>
/// <param name="Name">Name of the kind.</param>
/// <param name="About">Contents of its environments.</param>
/// <param name="MaxDifference">Largest relative difference between nines and the oracle, beyond the oracle's own error, that the model's approximations explain.</param>
/// <param name="Create">Creates an environment.</param>
internal sealed record Kind(string Name, string About, double MaxDifference, Func<RandomSurroundings, Surroundings> Create)
{
    private const double Exact = 0.05;

    public static Kind[] All { get; } =
    [
        new("components", "all, any and k-of-n of components with replicas, common causes and shared parts", Exact, random => random.Components(standbys: 0)),
        new("failovers", "active and standby, to any depth, with switchovers that may need an operator", 0.1, random => random.Components(standbys: 0.5)),
        new("zones", "components in zones of a region, or over several", Exact, random => random.Zonal(unstated: false)),
        new("unstated zones", "the same, some in a zone that the file does not state", Exact, random => random.Zonal(unstated: true)),
        new("workloads", "one to four workloads on one or two node pools in one to three zones", Exact, random => random.Workloads(scales: false, room: false)),
        new("room", "the same with large pods, so that lost nodes leave too little room", Exact, random => random.Workloads(scales: false, room: true)),
        new("autoscaled pools", "the same on pools that scale", Exact, random => random.Workloads(scales: true, room: true)),
        new("moved pods", "pods that stay where an outage has moved them, for hours, days or for good", 0.3, random => random.Moved()),
        new("routed regions", "two or three regions behind Front Door, by weight, priority or latency", 0.1, random => random.Routed()),
        new("shared services", "workloads that require a cache and a database with a failover", 0.15, random => random.Shared()),
        new("several regions", "each region, k of the regions, or one region as the standby of another", 0.15, random => random.Regions()),
    ];

    public bool IsExact => MaxDifference == Exact;

    /// <summary>The environment of a seed.</summary>
    public Surroundings From(int seed) => Create(new RandomSurroundings(Name, seed));
}

/// <summary>Creates random environments. Rates are high, so that a simulation sees enough outages.</summary>
internal sealed class RandomSurroundings(string kind, int seed)
{
    private readonly Random _random = new((seed * 31) + kind.Length);

    private Surroundings Start() => new(kind, seed)
    {
        RegionFailing = Fails(1e-3, 5e-3, 1800, 14400),
        ZoneFailing = Fails(1e-3, 1e-2, 1800, 14400),
        NodeFailing = Fails(2e-3, 2e-2, 1200, 10800),
        PodFailing = _random.Next(2) == 0 ? Failing.Never : Fails(5e-4, 5e-3, 300, 1800),
        IngressFailing = Fails(1e-3, 1e-2, 600, 7200),
        RouterFailing = Fails(5e-4, 2e-3, 600, 3600),
        Reactions = new(_random.Next(10, 60), _random.Next(30, 600), _random.Next(5, 120), _random.Next(60, 400)),
    };

    private Failing Fails(double least, double most, int shortest, int longest) => new(
        Math.Round(least * Math.Pow(most / least, _random.NextDouble()), 6), (int)(shortest * Math.Pow(longest / (double)shortest, _random.NextDouble())));

    private Switchover Switchover()
    {
        double coverage = _random.Next(2) == 0 ? 1 : Math.Round(0.8 + (0.2 * _random.NextDouble()), 3);
        return new(_random.Next(10, 300), _random.Next(5, 300), coverage, coverage < 1 && _random.Next(2) == 0 ? _random.Next(600, 5400) : null);
    }

    /// <summary>A requirement over names, each used once.</summary>
    private Need Combine(ReadOnlySpan<string> names, double standbys)
    {
        if (names.Length == 1)
        {
            return new Named(names[0]);
        }

        if (names.Length >= 3 && _random.Next(4) == 0)
        {
            return new Counted(_random.Next(1, names.Length), [.. names.ToArray().Select(name => new Named(name))]);
        }

        int left = _random.Next(1, names.Length);
        Need first = Combine(names[..left], standbys), second = Combine(names[left..], standbys);
        return _random.NextDouble() < standbys ? new Backed(first, second, Switchover())
            : _random.Next(2) == 0 ? Counted.All(first, second) : Counted.Any(first, second);
    }

    /// <summary>Components and requirements over them, with standbys or with something that two paths share.</summary>
    public Surroundings Components(double standbys)
    {
        string[] names = [.. Enumerable.Range(0, _random.Next(2, 7)).Select(i => $"c{i}")];
        Thing[] things = [.. names.Select(name =>
        {
            int replicas = _random.Next(3) == 0 ? _random.Next(2, 5) : 1;
            return new Thing(name, Fails(5e-3, 3e-2, 600, 7200))
            {
                Replicas = replicas, Needed = _random.Next(1, replicas + 1), Beta = replicas > 1 && _random.Next(2) == 0 ? Math.Round(_random.NextDouble() * 0.3, 2) : 0,
            };
        })];
        Need need = Combine(names, standbys);
        if (standbys == 0)
        {
            // Something that two paths share.
            need = _random.Next(2) == 0 ? need : Counted.Any(need, Counted.All(new Named("shared"), new Named(names[0])));
            things = [.. things, new Thing("shared", Fails(5e-3, 5e-2, 600, 7200)) { Requires = new Named(names[^1]) }];
        }

        return Start() with { Things = things, Requires = need };
    }

    /// <summary>Components in zones of one region.</summary>
    public Surroundings Zonal(bool unstated)
    {
        int zones = _random.Next(2, 4), unknown = 0;
        int[] all = [.. Enumerable.Range(1, zones)];
        string[] names = [.. Enumerable.Range(0, _random.Next(2, 6)).Select(i => $"c{i}")];
        Thing[] things = [.. names.Select(name =>
        {
            int replicas = _random.Next(1, 4);
            bool isUnknown = unstated && unknown < 3 && _random.Next(3) > 0;
            unknown += isUnknown ? 1 : 0;
            bool isRedundant = !isUnknown && _random.Next(4) == 0;
            return new Thing(name, Fails(2e-3, 3e-2, 600, 7200))
            {
                Region = "r", Replicas = replicas, Needed = _random.Next(1, replicas + 1), IsZoneRedundant = isRedundant,
                Zones = isRedundant || isUnknown ? [] : _random.Next(2) == 0 ? all : [_random.Next(1, zones + 1)],
            };
        })];
        return Start() with { Places = [new Place("r", all, false)], Things = things, Requires = Combine(names, standbys: 0.15) };
    }

    /// <summary>A region with one or two pools, and workloads that fit on them.</summary>
    private (Place Place, Service[] Services) Cluster(string region, int maxServices, bool scales, bool room)
    {
        int[] zones = [.. Enumerable.Range(1, _random.Next(1, 4))];
        bool isOnePool = _random.Next(2) == 0;
        for (int attempt = 0; ; attempt++)
        {
            NodeGroup user = Pool(isOnePool ? "pool" : "apps", isOnePool, zones, scales);
            NodeGroup[] pools = isOnePool ? [user] : [Pool("system", true, zones, false), user];
            Service[] services = [.. Enumerable.Range(0, _random.Next(1, maxServices + 1)).Select(i =>
            {
                int replicas = _random.Next(Math.Max(2, zones.Length), 6);
                return new Service(
                    $"w{i}", user.Name, replicas, Math.Max(1, replicas - _random.Next(0, 3)), room ? 250 * _random.Next(1, 9) : 100,
                    new[] { "zone", "zone", "node", "none" }[_random.Next(4)], null);
            })];
            var about = new Surroundings(kind, seed) { Services = services };
            if (Clusters.Fewest(user, services, service => service.Replicas) <= Clusters.Nodes(about, user) || attempt > 1000)
            {
                return (new Place(region, zones, _random.Next(2) == 0, pools), services);
            }
        }
    }

    private NodeGroup Pool(string name, bool isSystem, int[] zones, bool scales)
    {
        int count = _random.Next(Math.Max(2, zones.Length), 7);
        return new NodeGroup(name, isSystem, zones, scales ? _random.Next(1, 4) : count, scales ? count + _random.Next(0, 4) : 0, 4000);
    }

    /// <summary>Workloads of one region.</summary>
    public Surroundings Workloads(bool scales, bool room)
    {
        (Place place, Service[] services) = Cluster("r", 4, scales, room);
        return Start() with { Places = [place with { HasIngress = true }], Services = services };
    }

    /// <summary>A workload whose pods stay where outages have moved them.</summary>
    public Surroundings Moved()
    {
        Surroundings about = Workloads(scales: false, room: false);
        return about with
        {
            NodeFailing = Fails(1e-3, 5e-3, 1200, 7200),
            ZoneFailing = Fails(2e-4, 1e-3, 1200, 7200),
            RolloutHours = new[] { 12, 24, 168, double.PositiveInfinity }[_random.Next(4)],
            Services = [about.Services[0] with { Spread = _random.Next(2) == 0 ? "zone" : "node" }],
            Places = [about.Places[0] with { HasIngress = false }],
        };
    }

    /// <summary>Regions behind a service that distributes requests.</summary>
    public Surroundings Routed()
    {
        (Place place, Service[] services) = Cluster("r0", 2, false, false);
        Place[] places = [.. Enumerable.Range(0, _random.Next(2, 4)).Select(i => place with { Name = $"r{i}", HasIngress = true })];
        string method = new[] { "weighted", "priority", "latency" }[_random.Next(3)];
        var router = new Router(method, [.. places.Select((each, i) => (each.Name, _random.Next(1, 10) * 100, i + 1))], Switchover());
        return Start() with
        {
            Places = places, Services = _random.Next(2) == 0 ? services : [], Router = router,
            IngressFailing = Fails(5e-3, 3e-2, 600, 7200),
        };
    }

    /// <summary>Workloads of one region that require the same services.</summary>
    public Surroundings Shared()
    {
        (Place place, Service[] services) = Cluster("r", 3, false, false);
        Thing[] things =
        [
            new("primary", Fails(5e-3, 3e-2, 600, 7200)) { Region = "r", Zones = [place.Zones[0]] },
            new("replica", Fails(5e-3, 3e-2, 600, 7200)) { Region = "r", Zones = [place.Zones[^1]] },
            new("database", null) { Requires = new Backed(new Named("primary"), new Named("replica"), Switchover()) },
            new("entry", Fails(1e-3, 1e-2, 600, 7200)) { Replicas = 2 },
            new("cache", Fails(5e-3, 3e-2, 600, 7200)) { Region = "r", IsZoneRedundant = true, Requires = new Named("entry") },
        ];
        Need[] shared = [new Named("database"), Counted.All(new Named("cache"), new Named("database")), Counted.Any(new Named("cache"), new Named("database")), new Named("entry")];
        services = [.. services.Select(service => service with { Requires = shared[_random.Next(shared.Length)] })];
        return Start() with
        {
            Places = [place], Things = things, Services = services,
            Requires = Counted.All([new Named("entry"), .. services.Select(service => new Named(service.Name))]),
        };
    }

    /// <summary>Requirements over several regions.</summary>
    public Surroundings Regions()
    {
        (Place place, Service[] services) = Cluster("r0", 2, false, false);
        Place[] places = [.. Enumerable.Range(0, _random.Next(2, 4)).Select(i => place with { Name = $"r{i}", HasIngress = true })];
        string[] names = [.. services.Select(service => service.Name), "ingress"];
        Need[] inOne = [.. places.Select(each => (Need)new Named($"{each.Name}.stamp"))];
        Need need = _random.Next(4) switch
        {
            0 => new InEachRegion(names[_random.Next(names.Length)]),
            1 => new Counted(_random.Next(2, places.Length + 1), inOne),
            2 => new Backed(inOne[0], inOne[1], Switchover()),
            _ => Counted.All(new Named(services[0].Name), new Named("c")),
        };
        return Start() with { Places = places, Services = services, Requires = need, Things = [new Thing("c", Fails(2e-3, 1e-2, 600, 7200))] };
    }
}
