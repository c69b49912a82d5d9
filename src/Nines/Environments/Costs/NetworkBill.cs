using Nines.Environments.Specs;

namespace Nines.Environments.Costs;

/// <summary>The network lines of a bill: ways in and out with their addresses, and links to on-premises.</summary>
internal static class NetworkBill
{
    // An instance that an Application Gateway always runs reserves so many capacity units, which are billed whether used or not.
    private const int CapacityUnitsPerInstance = 10;

    public static void Add(RegionSpec region, BillWriter bill)
    {
        NetworkSpec network = region.Network;
        string id = $"{region.Name}.network", location = region.Location;
        bool isBalanced = network.Ingress?.Kind == IngressKind.LoadBalancer, balancesOut = network.Egress?.Kind == EgressKind.LoadBalancer;
        if (isBalanced || balancesOut)
        {
            // A cluster has one load balancer for both directions, with an address each.
            bill.Add($"{id}.loadBalancer", $"Load balancer of {region.Name}, up to 5 rules", "lb.standard.base", location);
            AddAddresses($"{id}.loadBalancer", $"load balancer of {region.Name}", (isBalanced ? 1 : 0) + (balancesOut ? 1 : 0), location, bill);
        }

        if (network.Ingress is { Kind: IngressKind.ApplicationGateway } gateway)
        {
            AddGateway($"{id}.ingress", region, gateway, bill);
        }

        if (network.Egress is { Kind: EgressKind.NatGateway })
        {
            bill.Add($"{id}.egress", $"NAT gateway of {region.Name}", "nat.gateway", location);
            AddAddresses($"{id}.egress", $"NAT gateway of {region.Name}", 1, location, bill);
        }
        else if (network.Egress is { Kind: EgressKind.Firewall } firewall)
        {
            AddFirewall($"{id}.egress", region.Name, firewall, location, bill);
        }

        AddLink($"{id}.onPremises", region.Name, network.OnPremises, location, bill);
    }

    public static void Add(HubSpec hub, string location, BillWriter bill)
    {
        if (hub.Firewall is { } firewall)
        {
            AddFirewall($"hubs.{hub.Name}.firewall", hub.Name, firewall, location, bill);
        }

        AddLink($"hubs.{hub.Name}.onPremises", hub.Name, hub.OnPremises, location, bill);
    }

    public static void AddCircuit(string id, CircuitSpec circuit, string location, BillWriter bill)
    {
        if (circuit.Plan is { } plan)
        {
            bill.Add(id, $"ExpressRoute circuit {circuit.Name}, {plan.Replace('.', ' ')}", $"er.circuit.{plan}", location);
        }
        else
        {
            bill.AddUnknown(id, $"ExpressRoute circuit {circuit.Name}", "the circuit states no bandwidth");
        }

        bill.Omit("Data of metered ExpressRoute circuits, and the fees of their providers.");
    }

    private static void AddGateway(string id, RegionSpec region, IngressSpec gateway, BillWriter bill)
    {
        string item = $"Application Gateway of {region.Name}";
        if (gateway.Sku is not { } sku)
        {
            bill.AddUnknown(id, item, "the ingress states no sku");
        }
        else
        {
            string meter = sku == "wafV2" ? "appgw.waf-v2" : "appgw.standard-v2";
            bill.Add(id, $"{item}, {sku}", $"{meter}.fixed", region.Location);
            if (gateway.Instances > 0)
            {
                int units = gateway.Instances * CapacityUnitsPerInstance;
                bill.Add(id, $"Reserved capacity units of the Application Gateway of {region.Name}, {units}", $"{meter}.cu", region.Location, units);
            }

            bill.Omit("Capacity units of Application Gateways beyond those that their instances reserve.");
        }

        AddAddresses(id, item, 1, region.Location, bill);
    }

    private static void AddFirewall(string id, string owner, EgressSpec firewall, string location, BillWriter bill)
    {
        string item = $"Firewall of {owner}";
        if (firewall.FirewallTier is { } tier)
        {
            bill.Add(id, $"{item}, {tier}", $"firewall.{tier}", location);
        }
        else
        {
            bill.AddUnknown(id, item, "the firewall states no tier");
        }

        AddAddresses(id, $"firewall of {owner}", 1, location, bill);
    }

    private static void AddLink(string id, string owner, OnPremisesSpec? link, string location, BillWriter bill)
    {
        if (link?.ExpressRoute is { } route)
        {
            if (route.GatewaySku == "ErGwScale")
            {
                bill.AddUnknown($"{id}.expressRoute", $"ExpressRoute gateway of {owner}, ErGwScale", "the number of its scale units is not part of the file");
            }
            else
            {
                bill.Add($"{id}.expressRoute", $"ExpressRoute gateway of {owner}, {route.GatewaySku}", $"er.gateway.{route.GatewaySku.ToLowerInvariant()}", location);
            }

            foreach (CircuitSpec circuit in route.SharesCircuits ? [] : route.Circuits)
            {
                AddCircuit($"{id}.circuits.{circuit.Name}", circuit, location, bill);
            }
        }

        if (link?.Vpn is { } vpn)
        {
            bill.Add($"{id}.vpn", $"VPN gateway of {owner}, {vpn.GatewaySku}", $"vpn.gateway.{vpn.GatewaySku.ToLowerInvariant()}", location);
            AddAddresses($"{id}.vpn", $"VPN gateway of {owner}", vpn.ActiveActive ? 2 : 1, location, bill);
            bill.AddOutside($"{id}.devices", $"VPN devices on-premises of {owner}, {vpn.Devices}", vpn.Devices);
        }
    }

    private static void AddAddresses(string id, string owner, int count, string location, BillWriter bill) =>
        bill.Add(id, $"Public address{(count == 1 ? "" : "es")} of the {owner}{(count == 1 ? "" : $", {count}")}", "ip.standard", location, count);
}
