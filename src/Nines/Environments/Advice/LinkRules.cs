using Nines.Environments.Predictions;
using Nines.Environments.Specs;
using Nines.Text;

namespace Nines.Environments.Advice;

/// <summary>The on-premises links of an environment, with their path in the file.</summary>
internal static class Links
{
    public static IEnumerable<(string Owner, string Path, OnPremisesSpec Link)> Find(EnvironmentSpec spec) => spec.Regions
        .Where(region => region.Network.OnPremises is not null)
        .Select(region => (region.Name, $"regions.{region.Name}.network.onPremises", region.Network.OnPremises!))
        .Concat(spec.Hubs.Select(hub => (hub.Name, $"hubs.{hub.Name}.onPremises", hub.OnPremises)));
}

/// <summary>A VPN that takes over when ExpressRoute is lost.</summary>
internal static class VpnBehindExpressRouteRule
{
    public static IEnumerable<Improvement> Propose(EnvironmentSpec spec, DocumentNode root) => Links.Find(spec)
        .Where(entry => entry.Link is { ExpressRoute: not null, Vpn: null })
        .Select(entry => new Improvement(
            $"vpn:{entry.Owner}",
            $"A VPN behind ExpressRoute in {entry.Owner}",
            [new($"{entry.Path}.vpn", Flow.Map(("gatewaySku", Flow.From("VpnGw1AZ")), ("activeActive", Flow.From("true"))))]));
}

/// <summary>A second circuit at another peering location.</summary>
internal static class SecondCircuitRule
{
    public static IEnumerable<Improvement> Propose(EnvironmentSpec spec, DocumentNode root)
    {
        foreach ((string owner, string path, OnPremisesSpec link) in Links.Find(spec))
        {
            if (link.ExpressRoute is not { Circuits: [var only] })
            {
                continue;
            }

            string name = only.Name == "second" ? "another" : "second";
            yield return new Improvement(
                $"circuit:{owner}",
                $"A second ExpressRoute circuit for {owner}, at another peering location",
                [new DocumentChange($"{path}.expressRoute.circuits.{name}", Flow.Map(("peeringLocation", Flow.From("another peering location"))))]);
        }
    }
}

/// <summary>A second VPN device on-premises.</summary>
internal static class SecondDeviceRule
{
    public static IEnumerable<Improvement> Propose(EnvironmentSpec spec, DocumentNode root) => Links.Find(spec)
        .Where(entry => entry.Link.Vpn is { Devices: 1 })
        .Select(entry => new Improvement(
            $"vpn-device:{entry.Owner}",
            $"A second VPN device on-premises for {entry.Owner}",
            [new($"{entry.Path}.vpn.devices", Flow.From(2))]));
}
