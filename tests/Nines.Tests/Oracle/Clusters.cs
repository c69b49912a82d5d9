namespace Nines.Tests.Oracle;

/// <summary>Nodes and pods of one region.</summary>
internal sealed class Clusters
{
    // The autoscaler stops while more nodes than these are lost.
    private const int LostAlways = 3;
    private const double LostShare = 0.45;

    private readonly Blueprint _blueprint;
    private readonly Surroundings _about;
    private readonly Place _place;
    private readonly Dictionary<string, Host[]> _hosts = [];
    private readonly Dictionary<string, Part[]> _up = [];
    private readonly Dictionary<string, PodGroup> _pods = [];

    public Clusters(Blueprint blueprint, Surroundings about, Place place, int seed)
    {
        _blueprint = blueprint;
        _about = about;
        _place = place;
        foreach (NodeGroup pool in place.Pools)
        {
            _hosts.Add(pool.Name, [.. Enumerable.Range(0, Nodes(about, pool)).Select(i => new Host(
                blueprint.Unit($"{place.Name}.{pool.Name}.{i}", about.NodeFailing), pool.Zones.Length == 0 ? null : blueprint.Zone(place, pool.Zones[i % pool.Zones.Length])))]);
            _up.Add(pool.Name, [.. _hosts[pool.Name].Select(host => blueprint.All(host.Node, host.Zone))]);
        }

        foreach (Service service in about.Services)
        {
            string name = $"{place.Name}.{service.Name}";
            _pods.Add(service.Name, blueprint.Machine.Add(new PodGroup(name, _hosts[service.Pool], [.. Homes(service).Select((home, i) => (
                blueprint.Unit($"{name}.{i}", about.PodFailing), home))], service.Needed, service.Spread, about.RolloutHours, seed)));
        }

        bool[] scales = [.. place.Pools.Select(pool => pool.Scales)];
        foreach (Unit domain in _hosts.Values.SelectMany(hosts => hosts).SelectMany(host => new[] { host.Node, host.Zone }).OfType<Unit>().Distinct().ToArray())
        {
            (PodGroup, int)[] groups = [.. about.Services.Where(service => _hosts[service.Pool].Any(host => host.IsIn(domain)))
                .Select(service => (_pods[service.Name], Array.FindIndex(place.Pools, pool => pool.Name == service.Pool)))];
            blueprint.Machine.Add(new Evacuation(domain, about.Reactions, groups, scales, seed));
        }

        NodeGroup system = place.Pools.First(pool => pool.IsSystem);
        Dns = blueprint.All(system.Zones.Length == 0 ? blueprint.UnstatedZone(place, $"{place.Name}.{system.Name}") : null, blueprint.AtLeast(1, _up[system.Name]));
    }

    /// <summary>One node of the system pool.</summary>
    public Part Dns { get; }

    /// <summary>Nodes of a pool in normal operation.</summary>
    public static int Nodes(Surroundings about, NodeGroup pool)
    {
        if (!pool.Scales)
        {
            return pool.Count;
        }

        Service[] services = [.. about.Services.Where(service => service.Pool == pool.Name)];
        int spread = services.Max(service => Math.Min(service.Replicas, service.Spread switch { "zone" => Math.Max(1, pool.Zones.Length), "node" => 2, _ => 1 }));
        return Math.Clamp(Math.Max(spread, Fewest(pool, services, service => service.Replicas)), Math.Max(1, pool.Count), pool.Max);
    }

    /// <summary>Fewest nodes of a pool for some pods of each workload.</summary>
    public static int Fewest(NodeGroup pool, Service[] services, Func<Service, int> count) =>
        new Packer(pool.MilliCpu, [.. services.Select(service => service.MilliCpu)]).FewestNodes([.. services.Select(count)]);

    /// <summary>What a workload needs of its cluster: ready pods, room, and the zone of a pool that is in one.</summary>
    public IEnumerable<Part?> Conditions(Service service)
    {
        NodeGroup pool = _place.Pools.Single(each => each.Name == service.Pool);
        yield return pool.Zones.Length == 0 ? _blueprint.UnstatedZone(_place, $"{_place.Name}.{pool.Name}") : null;
        yield return _pods[service.Name];
        yield return Room(pool);
    }

    private Part Room(NodeGroup pool)
    {
        int fewest = Fewest(pool, [.. _about.Services.Where(each => each.Pool == pool.Name)], each => each.Needed);
        Part[] up = _up[pool.Name];
        Part rest = _blueprint.AtLeast(fewest, up);
        if (!pool.Scales || pool.Max == up.Length)
        {
            return rest;
        }

        Part[] all = [.. _up.Values.SelectMany(each => each)];
        return _blueprint.AtLeast(1, rest, _blueprint.All(
            pool.Zones.Length == 0 ? null : _blueprint.AtLeast(1, pool.Zones.Select(zone => _blueprint.Zone(_place, zone))),
            _blueprint.AtLeast(fewest - (pool.Max - up.Length), up),
            _blueprint.AtLeast(all.Length - Math.Max(LostAlways, (int)(all.Length * LostShare)), all)));
    }

    private IEnumerable<int> Homes(Service service)
    {
        NodeGroup pool = _place.Pools.Single(each => each.Name == service.Pool);
        int nodes = _hosts[service.Pool].Length, zones = Math.Max(1, pool.Zones.Length);
        int slots = service.MilliCpu == 0 ? service.Replicas : pool.MilliCpu / service.MilliCpu;
        int[] order = service.Spread switch
        {
            "zone" => [.. Enumerable.Range(0, nodes)],
            "node" => [.. Enumerable.Range(0, nodes).OrderBy(node => node % zones)],
            _ => [.. Enumerable.Range(0, nodes).OrderBy(node => node % zones).SelectMany(node => Enumerable.Repeat(node, slots))],
        };
        return Enumerable.Range(0, service.Replicas).Select(pod => order[pod % order.Length]);
    }
}
