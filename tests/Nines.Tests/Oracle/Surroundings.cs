using System.Globalization;
using System.Text;

namespace Nines.Tests.Oracle;

/// <summary>Share of the time in which a thing is down, and the mean length of its outages.</summary>
internal sealed record Failing(double Unavailability, int DownSeconds)
{
    public static Failing Never { get; } = new(0, 3600);

    public string Text => string.Create(CultureInfo.InvariantCulture, $"{{ unavailability: {Unavailability:0.#########}, meanDownTime: {DownSeconds}s }}");
}

/// <summary>Mean reaction times of the platform in seconds.</summary>
internal sealed record Reactions(int Detection, int Eviction, int Start, int Provisioning);

/// <summary>A node pool: a fixed number of nodes, or the bounds of an autoscaler.</summary>
internal sealed record NodeGroup(string Name, bool IsSystem, int[] Zones, int Count, int Max, int MilliCpu)
{
    public bool Scales => Max > 0;

    public string Text => $"{Name}: {{ size: Standard_D4s_v5, mode: {(IsSystem ? "system" : "user")}, {(Scales ? $"min: {Count}, max: {Max}" : $"count: {Count}")}, "
        + $"cpu: {MilliCpu}m, memory: 64Gi{(Zones.Length > 0 ? $", zones: [{string.Join(", ", Zones)}]" : "")} }}";
}

/// <summary>A region with its zones, a load balancer for requests, and node pools.</summary>
internal sealed record Place(string Name, int[] Zones, bool HasIngress, params NodeGroup[] Pools);

/// <summary>Pods of one kind in every region that has a cluster.</summary>
internal sealed record Service(string Name, string Pool, int Replicas, int Needed, int MilliCpu, string Spread, Need? Requires)
{
    public string Text => $"  {Name}: {{ pool: {Pool}, replicas: {Replicas}, needed: {Needed}{(MilliCpu > 0 ? $", cpu: {MilliCpu}m" : "")}, spread: {Spread}"
        + $"{(Requires is null ? "" : $", requires: {Requires.Text}")} }}\n";
}

/// <summary>A component: replicas that fail by themselves, a name for what it requires, or both.</summary>
internal sealed record Thing(string Name, Failing? Failing)
{
    public string? Region { get; init; }

    public int[] Zones { get; init; } = [];

    public bool IsZoneRedundant { get; init; }

    public int Replicas { get; init; } = 1;

    public int Needed { get; init; } = 1;

    /// <summary>Share of the downtime that takes all replicas at once.</summary>
    public double Beta { get; init; }

    public Need? Requires { get; init; }

    public string Text
    {
        get
        {
            List<string> entries = [];
            if (Failing is not null)
            {
                entries.AddRange([Failing.Text.Trim('{', '}', ' '), $"replicas: {Replicas}", $"needed: {Needed}"]);
            }

            if (Region is not null)
            {
                entries.AddRange([$"region: {Region}", .. Zones.Length > 0 ? [$"zones: [{string.Join(", ", Zones)}]"] : IsZoneRedundant ? ["zoneRedundant: true"] : Array.Empty<string>()]);
            }

            if (Requires is not null)
            {
                entries.Add($"requires: {Requires.Text}");
            }

            return $"  {Name}: {{ {string.Join(", ", entries)} }}\n";
        }
    }
}

/// <summary>Distribution of requests over regions.</summary>
internal sealed record Router(string Method, (string Region, int Weight, int Priority)[] Origins, Switchover Switchover)
{
    public string Text => $"globalRouting: {{ kind: frontDoor, method: {Method}, origins: {{ "
        + string.Join(", ", Origins.Select(origin => $"{origin.Region}: {{ weight: {origin.Weight}, priority: {origin.Priority} }}"))
        + $" }}, failover: {{ {Switchover.Text} }} }}\n";
}

/// <summary>An environment and the journey to compare: what the file for nines and the simulator of the oracle are both made from.</summary>
internal sealed record Surroundings(string Kind, int Seed)
{
    public Failing RegionFailing { get; init; } = Failing.Never;

    public Failing ZoneFailing { get; init; } = Failing.Never;

    public Failing NodeFailing { get; init; } = Failing.Never;

    public Failing PodFailing { get; init; } = Failing.Never;

    public Failing IngressFailing { get; init; } = Failing.Never;

    public Failing RouterFailing { get; init; } = Failing.Never;

    public Reactions Reactions { get; init; } = new(50, 300, 30, 240);

    /// <summary>Time after which pods that an outage has moved are back in place; 0 for at once, infinite for never.</summary>
    public double RolloutHours { get; init; }

    public Place[] Places { get; init; } = [];

    public Service[] Services { get; init; } = [];

    public Thing[] Things { get; init; } = [];

    public Router? Router { get; init; }

    /// <summary>Requirement of the journey <c>j</c>; null to compare the journey <c>serve</c>.</summary>
    public Need? Requires { get; init; }

    public string Journey => Requires is not null ? "j" : Router is not null || Places.Length == 1 ? "serve" : $"serve/{Places[0].Name}";

    /// <summary>Resources that are in one zone, which the file does not state, by region.</summary>
    public IEnumerable<(string Resource, int[] Zones)> InUnstatedZones =>
    [
        .. Places.Where(place => place.Zones.Length > 0).SelectMany(place => place.Pools.Where(pool => pool.Zones.Length == 0).Select(pool => ($"{place.Name}.{pool.Name}", place.Zones))),
        .. Things.Where(thing => thing is { Region: not null, Failing: not null, Zones.Length: 0, IsZoneRedundant: false })
            .Select(thing => (thing.Name, Places.Single(place => place.Name == thing.Region).Zones)).Where(entry => entry.Zones.Length > 0),
    ];

    /// <summary>The text of environment.yaml.</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder($"name: {Kind.Replace(' ', '-')}-{Seed}\n");
            Section(text, "regions", Places.Select(place => $"  {place.Name}: {{ location: westeurope, zones: [{string.Join(", ", place.Zones)}]"
                + $"{(place.HasIngress ? ", network: { ingress: { kind: loadBalancer } }" : "")}"
                + $"{(place.Pools.Length > 0 ? $", cluster: {{ nodePools: {{ {string.Join(", ", place.Pools.Select(pool => pool.Text))} }} }}" : "")} }}\n"));
            Section(text, "workloads", Services.Select(service => service.Text));
            Section(text, "components", Things.Select(thing => thing.Text));
            Section(text, "commonCauses", Things.Where(thing => thing.Beta > 0)
                .Select(thing => string.Create(CultureInfo.InvariantCulture, $"  of-{thing.Name}: {{ members: [{thing.Name}], beta: {thing.Beta} }}\n")));
            text.Append(Router?.Text);
            text.Append(Requires is null ? "" : $"journeys: {{ j: {{ requires: {Requires.Text} }} }}\n");
            text.Append(CultureInfo.InvariantCulture, $"timings: {{ nodeDetection: {Reactions.Detection}s, podEviction: {Reactions.Eviction}s, podStart: {Reactions.Start}s, nodeProvisioning: {Reactions.Provisioning}s, rebalance: {(double.IsInfinity(RolloutHours) ? "never" : RolloutHours == 0 ? "0s" : $"{RolloutHours}h")} }}\n");
            text.Append(CultureInfo.InvariantCulture, $"availabilities: {{ region: {RegionFailing.Text}, zone: {ZoneFailing.Text}, node: {NodeFailing.Text}, pod: {PodFailing.Text}, lb/standard: {IngressFailing.Text}, frontdoor/standard: {RouterFailing.Text} }}\n");
            return text.ToString();
        }
    }

    private static void Section(StringBuilder text, string name, IEnumerable<string> entries)
    {
        string all = string.Concat(entries);
        text.Append(all.Length == 0 ? "" : $"{name}:\n{all}");
    }
}
