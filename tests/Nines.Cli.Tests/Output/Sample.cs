using System.Collections.Immutable;
using Nines.Domains;
using Nines.Environments.Model;
using Nines.Environments.Predictions;
using Nines.Environments.Specs;
using Nines.Reliability.Dependence;
using Nines.Reliability.Importance;
using Nines.Reliability.Solving;

namespace Nines.Cli.Tests.Output;

/// <summary>Predictions to print: one region with three zones and a link on-premises, and what is hard about them.</summary>
internal static class Sample
{
    private static readonly FailureDomain Root = new(DomainKind.Global, "global", "everything", null);
    private static readonly FailureDomain Region = new(DomainKind.Region, "weu", "region weu (westeurope)", Root);

    private static readonly ImmutableArray<FailureDomain> Zones =
        [.. Enumerable.Range(1, 3).Select(zone => new FailureDomain(DomainKind.Zone, $"weu.zone{zone}", $"zone {zone}", Region))];

    private static readonly ImmutableArray<FailureDomain> Nodes =
    [
        .. Enumerable.Range(0, 6)
            .Select(node => new FailureDomain(DomainKind.Node, $"{Zones[node % 3].Id}.pool3-{node}", $"node pool3-{node}", Zones[node % 3])),
    ];

    private static readonly Provenance Published = new(
        ProvenanceKind.Catalogue,
        "Application Gateway v2, two instances or more",
        "2025-06-01",
        "https://www.microsoft.com/licensing/docs/view/Service-Level-Agreements-SLA-for-Online-Services",
        Confidence.High);

    private static readonly Provenance Assumed = new(
        ProvenanceKind.Assumption, "nobody publishes the availability of one zone", "2025-06-01", null, Confidence.Low);

    private static readonly Provenance Written = new(ProvenanceKind.File, "hybrid.yaml:23:18");

    /// <summary>examples/hybrid.yaml, near enough: meets one objective and misses another.</summary>
    public static Prediction Hybrid(string file = "examples/hybrid.yaml", double gateway = 5e-4)
    {
        ImmutableArray<Block> zones = [.. Zones.Select((zone, index) => Leaf(
            zone.Id, $"Zone {index + 1} of weu", ComponentKind.Domain, "Zone outages", zone, 1e-4, Assumed))];
        ImmutableArray<Block> nodes = [.. Nodes.Select((node, index) => Leaf(
            node.Id, $"Node pool3-{index}", ComponentKind.Node, "Nodes", node, 1e-3, Assumed))];
        Block ingress = Leaf("weu.ingress", "Application Gateway in weu", ComponentKind.Service, "Ingress", Region, gateway, Published);
        Block egress = Leaf("weu.egress", "NAT Gateway in weu", ComponentKind.Service, "Egress", Region, 1e-4, Published);
        Block api = Leaf("weu.api", "Kubernetes API in weu", ComponentKind.Service, "Kubernetes API", Region, 5e-4, Published);
        Block entra = Leaf("entra-id", "Entra ID", ComponentKind.Service, "Identity", Root, 1e-4, Published);
        Block shop = new RedundantBlock(
            "shop, 4 of 6 replicas", 4, [.. nodes.Select((node, index) => new SeriesBlock($"replica {index}", [zones[index % 3], node]))]);
        Block expressRoute = new SeriesBlock("ExpressRoute",
        [
            Leaf("weu.er-gateway", "ExpressRoute gateway in weu", ComponentKind.Service, "On-premises link", Region, 5e-4, Published),
            Leaf("weu.circuit", "ExpressRoute circuit Amsterdam", ComponentKind.Link, "On-premises link", Region, 5e-4, Written),
        ]);
        ComponentBlock failover = Leaf("weu.failover", "Failover from ExpressRoute to VPN", ComponentKind.Failover, "Failover", Region, 0.0213, Assumed);
        Block link = new RedundantBlock("link to on-premises", 1,
        [
            expressRoute,
            new SeriesBlock("VPN",
            [
                new ComponentBlock(failover.Component with { Reaction = new OutageReaction(ReactionKind.Failover, expressRoute, null, 1, null) }),
                Leaf("weu.vpn", "VPN gateway in weu", ComponentKind.Service, "On-premises link", Region, 5e-4, Published),
                Leaf("weu.device", "VPN device on-premises", ComponentKind.Link, "On-premises link", Root, 1e-3, Assumed),
            ]),
        ]);
        return Of(file, Root,
            BruteForce.Predict("serve", "Serve a request", new SeriesBlock("serve", [ingress, egress, shop]), 1e-3),
            BruteForce.Predict("kubernetes-api", "Reach the Kubernetes API", new SeriesBlock("kubernetes-api", [entra, api]), 1e-4),
            BruteForce.Predict("on-premises", "Reach the on-premises network", new SeriesBlock("on-premises", [egress, link])));
    }

    /// <summary>Two stacks that share a Traffic Manager and Entra ID: 99.97997 %.</summary>
    public static Prediction SharedServices()
    {
        Component Plain(string id, string label, double unavailability) =>
            new(id, label, ComponentKind.Service, label.Contains("app", StringComparison.Ordinal) ? "Stacks" : "Shared services", Root,
                unavailability, TimeSpan.FromHours(1), Written, Assumed);
        Block entra = new ComponentBlock(Plain("entra-id", "Entra ID", 1e-4));
        Block Stack(int number) => new SeriesBlock($"Stack {number}",
        [
            new ComponentBlock(Plain($"web-{number}", $"Web app {number}", 5e-4)),
            new ComponentBlock(Plain($"database-{number}", $"Database of app {number}", 1e-4)),
            entra,
        ]);
        Block block = new SeriesBlock("sign in",
        [
            new ComponentBlock(Plain("traffic-manager", "Traffic Manager", 1e-4)),
            new RedundantBlock("stacks", 1, [Stack(1), Stack(2)]),
        ]);
        return Of("examples/shared-services.yaml", Root,
            BruteForce.Predict("sign-in-and-use", "Sign in and use the app", block, 1e-3));
    }

    /// <summary>Hostile names, a bounded answer, an objective of 100 %, and nothing that is optional.</summary>
    public static Prediction Awkward()
    {
        Component nasty = new(
            "x", "[red]<script>alert('x')</script>[/] & \"quotes\"", ComponentKind.Service, "[bold]cause</td>", null,
            0.25, null, new Provenance(ProvenanceKind.File, "[link=http://example.com]<b>here</b>[/]", Url: "javascript:alert(1)"), null);
        JourneyPrediction journey = new(
            "n<a>me", "[bold]Title</title>[/]", new ComponentBlock(nasty), [nasty], new BoundedProbability(0.2, 0.3, 0.25, false), null,
            new ObjectiveResult(0, false, double.PositiveInfinity), null, [], [], [], [], new FrechetBounds(0, 1),
            [new CauseDowntime("[bold]cause</td>", 0.25)], null);
        return new Prediction(
            "a[b].yaml", new SystemModel("[name]", [], [nasty], [], ["[i]assumed</i>[/]"]), [journey]);
    }

    /// <summary>A fault tree that came from elsewhere: no diagram, no domains, no objective.</summary>
    public static Prediction FaultTree()
    {
        ImmutableArray<Component> events =
        [
            .. Enumerable.Range(1, 3).Select(index => new Component(
                $"e{index}", $"e{index}", ComponentKind.Event, "e", null, 0.01 * index, null, new Provenance(ProvenanceKind.File, "t.xml"), null)),
        ];
        JourneyPrediction top = BruteForce.Predict(
            "top", "top", new RedundantBlock("top", 2, [.. events.Select(item => new ComponentBlock(item))]));
        return new Prediction(
            "t.xml", new SystemModel("t", [], events, [], []), [top with { Diagram = null, Frequency = null, DowntimeByCause = [] }]);
    }

    /// <summary>Many regions, zones and nodes with made-up numbers: too much to draw one box each.</summary>
    public static Prediction Large(int regions, int zones, int nodes)
    {
        ImmutableArray<FailureDomain>.Builder domains = ImmutableArray.CreateBuilder<FailureDomain>();
        domains.Add(Root);
        List<Block> stamps = [];
        for (int r = 0; r < regions; r++)
        {
            FailureDomain region = new(DomainKind.Region, $"r{r}", $"region r{r}", Root);
            domains.Add(region);
            List<Block> all = [];
            for (int z = 0; z < zones; z++)
            {
                FailureDomain zone = new(DomainKind.Zone, $"r{r}.zone{z}", $"zone {z}", region);
                domains.Add(zone);
                Block outage = Leaf(zone.Id, $"Zone {z} of r{r}", ComponentKind.Domain, "Zone outages", zone, 1e-4, Assumed);
                for (int n = 0; n < nodes; n++)
                {
                    FailureDomain node = new(DomainKind.Node, $"r{r}.zone{z}.n{n}", $"node n{n}", zone);
                    domains.Add(node);
                    all.Add(new SeriesBlock($"replica {n}", [outage,
                        Leaf(node.Id, $"Node n{n} in zone {z}", ComponentKind.Node, "Nodes", node, 1e-3, Assumed)]));
                }
            }

            stamps.Add(new SeriesBlock($"stamp r{r}",
            [
                Leaf($"r{r}.ingress", $"Load Balancer in r{r}", ComponentKind.Service, "Ingress", region, 1e-4, Published),
                new RedundantBlock("nodes", Math.Max(1, all.Count * 2 / 3), [.. all]),
            ]));
        }

        Block block = new SeriesBlock("serve",
        [
            Leaf("front-door", "Front Door", ComponentKind.Service, "Global routing", Root, 1e-4, Published),
            new RedundantBlock("regions", 1, [.. stamps]),
        ]);
        ImmutableArray<Component> components = [.. BruteForce.Leaves(block).Distinct()];
        ImmutableArray<EventImportance> importance =
        [
            .. components.Select((item, index) => new EventImportance(index, item.Unavailability, 1, index == 0 ? 0.9 : 1e-6, 0, 1, 1, null)),
        ];
        JourneyPrediction journey = new(
            "serve", "Serve a request", block, components, BoundedProbability.Exact(1.1e-4), null, null, null, [], [], [], importance,
            new FrechetBounds(0, 1e-3), [new CauseDowntime("Global routing", 1e-4), new CauseDowntime("Nodes", 1e-5)], null);
        return new Prediction("large.yaml", new SystemModel("large", domains.ToImmutable(), components, [], ["Failures are independent."]), [journey]);
    }

    private static ComponentBlock Leaf(
        string id, string label, ComponentKind kind, string cause, FailureDomain domain, double unavailability, Provenance source) =>
        new(new Component(id, label, kind, cause, domain, unavailability, TimeSpan.FromHours(2), source, Assumed));

    private static Prediction Of(string file, FailureDomain root, params ImmutableArray<JourneyPrediction> journeys)
    {
        ImmutableArray<Component> components = [.. journeys.SelectMany(journey => journey.Components).Distinct()];
        ImmutableArray<FailureDomain> domains =
        [
            root,
            .. components.SelectMany(item => item.Domain!.SelfAndAncestors().Reverse()).Distinct().Where(domain => domain != root),
        ];
        return new Prediction(file, new SystemModel("hybrid", domains, components, [],
        [
            "Failures are independent unless a common cause is given.",
            "Repair starts at once and does not wait for people.",
        ]), journeys);
    }
}
