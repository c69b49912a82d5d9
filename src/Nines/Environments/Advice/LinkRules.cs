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
    private static readonly string[] Names = ["second", "another"];

    public static IEnumerable<Improvement> Propose(EnvironmentSpec spec, DocumentNode root)
    {
        foreach ((string owner, string path, OnPremisesSpec link) in Links.Find(spec))
        {
            if (link.ExpressRoute is not { Circuits: [var only] })
            {
                continue;
            }

            bool isShared = link.ExpressRoute.SharesCircuits;
            IEnumerable<string> taken = isShared ? spec.Circuits.Select(circuit => circuit.Name) : [only.Name];
            string name = Names.Except(taken).FirstOrDefault() ?? $"{only.Name}-second";
            string at = $"{path}.expressRoute.circuits";
            DocumentNode circuit = Flow.Map(
                [("peeringLocation", Flow.From("another peering location")), .. Plan(Flow.At(root, [.. (isShared ? "circuits" : at).Split('.'), only.Name]))]);
            yield return new Improvement(
                $"circuit:{owner}",
                $"A second ExpressRoute circuit for {owner}, at another peering location",
                isShared ? [new($"circuits.{name}", circuit), new(at, Flow.From([only.Name, name]))] : [new($"{at}.{name}", circuit)]);
        }
    }

    // The second circuit is billed as the first one, where the file says how.
    private static IEnumerable<(string Key, DocumentNode Value)> Plan(DocumentNode? first) =>
        ((string[])["bandwidth", "sku", "data"]).Select(key => (key, Flow.Child(first, key)!)).Where(entry => entry.Item2 is not null);
}

/// <summary>A gateway whose SKU spans zones, instead of one in a single zone.</summary>
internal static class ZoneRedundantGatewayRule
{
    public static IEnumerable<Improvement> Propose(EnvironmentSpec spec, DocumentNode root)
    {
        foreach ((string owner, string path, OnPremisesSpec link) in Links.Find(spec))
        {
            DocumentChange[] changes =
            [
                .. Change($"{path}.expressRoute.gatewaySku", link.ExpressRoute?.GatewaySku, sku => sku switch
                {
                    "UltraPerformance" => "ErGw3AZ",
                    "HighPerformance" => "ErGw2AZ",
                    _ => "ErGw1AZ",
                }),
                .. Change($"{path}.vpn.gatewaySku", link.Vpn?.GatewaySku, sku => sku == "Basic" ? "VpnGw1AZ" : $"{sku}AZ"),
            ];
            if (changes.Length > 0)
            {
                yield return new Improvement($"gateway-zones:{owner}", $"Gateways of {owner} that span zones", [.. changes]);
            }
        }
    }

    private static IEnumerable<DocumentChange> Change(string path, string? sku, Func<string, string> better) =>
        sku is null || GatewaySkus.SpansZones(sku) ? [] : [new DocumentChange(path, Flow.From(better(sku)))];
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
