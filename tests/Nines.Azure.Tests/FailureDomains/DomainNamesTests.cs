using System.Text.RegularExpressions;
using Nines.Azure.FailureDomains;
using Nines.Azure.FailureDomains.Tables;
using Nines.Domains;

namespace Nines.Azure.Tests.FailureDomains;

public sealed class DomainNamesTests
{
    private const string Group = "/subscriptions/s/resourcegroups/g/providers/microsoft.compute/virtualmachinescalesets/";

    [Fact]
    public void In_one_set_and_zone_a_domain_is_called_after_the_set() =>
        Names(Machine("apps"), Machine("apps", fault: 1, update: 2)).ShouldBe(["apps-0 apps-0", "apps-1 apps-2"]);

    [Fact]
    public void The_same_number_in_another_set_or_zone_or_placement_group_is_another_domain()
    {
        Names(Machine("a"), Machine("b")).Distinct().Count().ShouldBe(2);
        Names(Machine("a", zone: "1"), Machine("a", zone: "2")).ShouldBe(["a-z1-0 a-z1-0", "a-z2-0 a-z2-0"]);
        Names(Machine("a", placement: "p"), Machine("a", placement: "q")).Distinct().Count().ShouldBe(2);
        Names(Machine("a"), Machine("a") with { Group = Group.Replace("/g/", "/h/", StringComparison.Ordinal) + "a" }).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void Names_that_would_collide_are_distinguished() =>
        Names(Machine("a", zone: "1"), Machine("a", zone: "2"), Machine("a-z1")).Distinct().Count().ShouldBe(3);

    [Fact]
    public void Bare_names_are_the_numbers() =>
        new DomainReading([Machine("a"), Machine("b", fault: 1)]).ToNodeDomains(DomainNaming.Bare)
            .Select(node => node[DomainKinds.FaultDomain]).ShouldBe(["0", "1"]);

    [Fact]
    public void Unknown_domains_have_no_name() =>
        new DomainReading([Machine("a") with { FaultDomain = null, Zone = "2", Region = "westeurope" }]).ToNodeDomains().Single()
            .Values.ShouldBe([KeyValuePair.Create("region", "westeurope"), KeyValuePair.Create("update-domain", "a-0"), KeyValuePair.Create("zone", "westeurope-2")]);

    [Fact]
    public void Every_name_fits_a_label_and_a_table()
    {
        string[] hostile = [new('x', 80), "-a", "_", "a b", "\u001b[31m", "ä"];
        NodeDomains[] nodes =
        [
            .. new DomainReading([.. hostile.SelectMany(name => new[] { Machine(name, zone: "1", placement: "p"), Machine(name, fault: 999, zone: "2", placement: "q") })])
                .ToNodeDomains().Select((node, at) => node with { Node = $"n{at}" }),
        ];
        foreach (string value in nodes.SelectMany(node => node.Values.Values))
        {
            Regex.IsMatch(value, "^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).ShouldBeTrue(value);
        }

        nodes.Select(node => node["fault-domain"]).Distinct().Count().ShouldBe(nodes.Length);
        string table = "node,fault-domain,update-domain,zone\n" + string.Concat(nodes.Select(node => $"{node.Node},{node["fault-domain"]},{node["update-domain"]},{node["zone"]}\n"));
        DomainTableFile.Read(table, "t.csv").Diagnostics.ShouldBeEmpty();
    }

    private static string[] Names(params MachineDomains[] machines) =>
        [.. new DomainReading([.. machines]).ToNodeDomains().Select(node => $"{node["fault-domain"]} {node["update-domain"]}")];

    private static MachineDomains Machine(string set, int fault = 0, int update = 0, string? zone = null, string? placement = null) => new()
    {
        Node = "n",
        Machine = new ScaleSetInstance(new ScaleSetId("s", "g", set), "0"),
        FaultDomain = fault,
        UpdateDomain = update,
        Zone = zone,
        PlacementGroup = placement,
        Group = Group + set,
    };
}
