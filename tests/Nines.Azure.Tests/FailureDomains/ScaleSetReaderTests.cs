using Nines.Azure.FailureDomains;
using Nines.FakeAzure.Faults;
using Nines.FakeAzure.Tenants;

namespace Nines.Azure.Tests.FailureDomains;

public sealed class ScaleSetReaderTests
{
    [Fact]
    public async Task All_instances_of_a_set_are_read_from_its_list_page_by_page()
    {
        await using ArmSite site = await ArmSite.StartAsync();
        site.PutSet("apps", 7);
        site.Server.Compute.Set(new ComputeSettings(Page: 3));
        DomainReading reading = await site.ReadSetAsync("apps", 7);
        reading.Machines.Select(machine => (machine.Node, machine.FaultDomain, machine.UpdateDomain, machine.Zone, machine.Region)).ShouldBe(
            Enumerable.Range(0, 7).Select(n => ($"apps-{n}", (int?)(n % 2), (int?)(n % 3), (string?)$"{(n % 3) + 1}", (string?)"westeurope")));
        reading.Machines.ShouldAllBe(machine => machine.FaultDomainCount == 5 && machine.FaultDomainUnknown == UnknownReason.None);
        reading.Notes.ShouldBeEmpty();
        (site.Asked(PathKind.ScaleSet), site.Asked(PathKind.Instances), site.Asked(PathKind.InstanceView)).ShouldBe((1, 3, 0));
        site.Credential.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task The_list_is_read_no_further_than_needed()
    {
        await using ArmSite site = await ArmSite.StartAsync();
        site.PutSet("apps", 50);
        site.Server.Compute.Set(new ComputeSettings(Page: 10));
        (await site.ReadSetAsync("apps", 12)).Machines.ShouldAllBe(machine => machine.FaultDomain != null);
        site.Asked(PathKind.Instances).ShouldBe(2);
    }

    [Fact]
    public async Task Instances_are_asked_one_by_one_when_the_list_comes_without_views()
    {
        await using ArmSite site = await ArmSite.StartAsync();
        site.PutSet("apps", 6);
        site.Server.Compute.Set(new ComputeSettings(ExpandsViews: false));
        DomainReading reading = await site.ReadSetAsync("apps", 6);
        reading.Machines.Select(machine => (machine.FaultDomain, machine.UpdateDomain, machine.Zone)).ShouldBe(
            Enumerable.Range(0, 6).Select(n => ((int?)(n % 2), (int?)(n % 3), (string?)$"{(n % 3) + 1}")));
        site.Asked(PathKind.InstanceView).ShouldBe(6);
    }

    [Fact]
    public async Task Only_instances_without_a_view_are_asked_one_by_one()
    {
        await using ArmSite site = await ArmSite.StartAsync();
        site.PutSet("apps", 6, change: instance => instance with { HasView = instance.InstanceId != "4" });
        (await site.ReadSetAsync("apps", 6)).Machines[4].UpdateDomain.ShouldBe(1);
        site.Asked(PathKind.InstanceView).ShouldBe(1);
    }

    [Fact]
    public async Task A_fault_domain_count_of_one_means_unknown_and_not_shared()
    {
        await using ArmSite site = await ArmSite.StartAsync();
        site.PutSet("apps", 4, count: 1);
        DomainReading reading = await site.ReadSetAsync("apps", 4);
        reading.Machines.ShouldAllBe(machine => machine.FaultDomain == null && machine.FaultDomainUnknown == UnknownReason.SpreadAsFarAsPossible);
        reading.Machines.Select(machine => machine.UpdateDomain).ShouldBe([0, 1, 2, 0]);
        reading.Notes.Single().ShouldBe(
            "Scale set mc_shop/apps: the fault domain of 4 nodes is unknown: the scale set spreads its machines as far as possible (platformFaultDomainCount 1), and Azure does not say where each one is.");
        reading.ToNodeDomains().ShouldAllBe(node => node["fault-domain"] == null && node["update-domain"] != null);
    }

    [Fact]
    public async Task Flexible_sets_do_not_tell_but_their_zones_are_read()
    {
        await using ArmSite site = await ArmSite.StartAsync();
        site.Server.Compute.Put(new FakeScaleSet(ArmSite.SetId("flex"), 2, IsFlexible: true, Instances: [new FakeInstance("flex_a", 1, 1), new FakeInstance("flex_b", 0, 0)]));
        foreach (string name in (string[])["flex_a", "flex_b"])
        {
            site.Server.Compute.Put(new FakeMachine($"{ArmSite.Compute}/virtualMachines/{name}", 1, 1, "2", ScaleSet: ArmSite.SetId("FLEX")));
        }

        DomainReading reading = await site.ReadAsync(ArmSite.Machine("flex_a"), ArmSite.Node("flex", "flex_b"));
        reading.Machines.ShouldAllBe(machine => machine.FaultDomainUnknown == UnknownReason.FlexibleSet && machine.UpdateDomainUnknown == UnknownReason.FlexibleSet && machine.Zone == "2");
        reading.Machines.Select(machine => machine.Group).Distinct().ShouldBe([ArmSite.SetId("flex").ToLowerInvariant()]);
        reading.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_flexible_set_is_read_once_for_all_of_its_machines()
    {
        await using ArmSite site = await ArmSite.StartAsync();
        site.Server.Compute.Put(new FakeScaleSet(ArmSite.SetId("flex"), 1, IsFlexible: true));
        NodeProvider[] nodes = [.. Enumerable.Range(0, 20).Select(n => ArmSite.Machine($"flex_{n}"))];
        foreach (NodeProvider node in nodes)
        {
            site.Server.Compute.Put(new FakeMachine(node.ProviderId!["azure://".Length..], ScaleSet: ArmSite.SetId("flex")));
        }

        (await site.ReadAsync(nodes)).Machines.ShouldAllBe(machine => machine.FaultDomainUnknown == UnknownReason.SpreadAsFarAsPossible && machine.ZoneUnknown == UnknownReason.NotZonal);
        site.Asked(PathKind.ScaleSet).ShouldBe(1);
    }

    [Fact]
    public async Task Machines_of_an_availability_set_tell_and_those_alone_do_not()
    {
        await using ArmSite site = await ArmSite.StartAsync();
        site.Server.Compute.Put(new FakeMachine($"{ArmSite.Compute}/virtualMachines/in", 2, 17, AvailabilitySet: $"{ArmSite.Compute}/availabilitySets/Group"));
        site.Server.Compute.Put(new FakeMachine($"{ArmSite.Compute}/virtualMachines/bare", 1, 3, AvailabilitySet: $"{ArmSite.Compute}/availabilitySets/Group", HasView: false));
        site.Server.Compute.Put(new FakeMachine($"{ArmSite.Compute}/virtualMachines/alone", 2, 17, Zone: "3"));
        DomainReading reading = await site.ReadAsync(ArmSite.Machine("in"), ArmSite.Machine("alone"), ArmSite.Machine("bare"));
        (reading.Machines[0].FaultDomain, reading.Machines[0].UpdateDomain).ShouldBe((2, 17));
        (reading.Machines[1].FaultDomainUnknown, reading.Machines[1].UpdateDomainUnknown, reading.Machines[1].Zone).ShouldBe((UnknownReason.Alone, UnknownReason.Alone, "3"));
        (reading.Machines[2].FaultDomain, reading.Machines[2].UpdateDomain).ShouldBe((1, 3));
        reading.ToNodeDomains()[0]["update-domain"].ShouldBe("group-17");
    }

    [Fact]
    public async Task Ids_that_differ_in_case_are_one_set()
    {
        await using ArmSite site = await ArmSite.StartAsync();
        site.PutSet("Apps", 2);
        DomainReading reading = await site.ReadAsync(
            new NodeProvider("a", $"azure://{ArmSite.SetId("Apps")}/virtualMachines/0".ToUpperInvariant()),
            new NodeProvider("b", $"azure://{ArmSite.SetId("Apps")}/virtualMachines/1".ToLowerInvariant()));
        reading.Machines.Select(machine => machine.FaultDomain).ShouldBe([0, 1]);
        site.Asked(PathKind.ScaleSet).ShouldBe(1);
    }

    [Fact]
    public async Task Nodes_outside_of_Azure_need_no_call()
    {
        await using ArmSite site = await ArmSite.StartAsync();
        DomainReading reading = await site.ReadAsync(new NodeProvider("kind", "kind://docker/kind/kind"), new NodeProvider("none", null));
        reading.Machines.ShouldAllBe(machine => machine.FaultDomainUnknown == UnknownReason.NotAzure && machine.ZoneUnknown == UnknownReason.NotAzure);
        reading.Notes.ShouldBe(
        [
            "Elsewhere: the fault domain of 2 nodes is unknown: the node is not known to run on a machine in Azure.",
            "Elsewhere: the update domain of 2 nodes is unknown: the node is not known to run on a machine in Azure.",
        ]);
        site.Credential.Asked.ShouldBe(0);
        (await site.ReadAsync()).Machines.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_admin_endpoint_puts_is_read_and_what_it_deletes_is_gone()
    {
        await using ArmSite site = await ArmSite.StartAsync();
        using HttpClient http = site.Http();
        string body = $$"""{"id":"{{ArmSite.SetId("apps")}}","faultDomainCount":2,"instances":[{"instanceId":"0","faultDomain":1,"updateDomain":4}]}""";
        using (var content = new StringContent(body))
        using (HttpResponseMessage put = await http.PutAsync("/admin/scale-sets", content))
        {
            put.EnsureSuccessStatusCode();
        }

        MachineDomains machine = (await site.ReadSetAsync("apps", 1)).Machines.Single();
        (machine.FaultDomain, machine.UpdateDomain, machine.FaultDomainCount).ShouldBe((1, 4, 2));
        (await http.GetStringAsync("/admin/state")).ShouldContain("\"instanceId\":\"0\"");
        using HttpResponseMessage removed = await http.DeleteAsync($"/admin/scale-sets/{Uri.EscapeDataString(ArmSite.SetId("APPS"))}");
        removed.EnsureSuccessStatusCode();
        (await site.ReadSetAsync("apps", 1)).Machines.Single().FaultDomainUnknown.ShouldBe(UnknownReason.NotFound);
    }
}
