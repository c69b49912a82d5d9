using Nines.Azure.FailureDomains;
using Nines.FakeAzure.Faults;
using Nines.FakeAzure.Tenants;

namespace Nines.Azure.Tests.FailureDomains;

/// <summary>Whatever the pages, the views and the passing failures: what is read is where the machines are, or is unknown with a reason.</summary>
public sealed class AgreesWithTruthTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task What_is_read_is_where_the_machines_are(int seed)
    {
        var random = new Random(seed);
        await using ArmSite site = await ArmSite.StartAsync();
        site.Server.Compute.Set(new ComputeSettings(Page: random.Next(1, 9), ExpandsViews: random.Next(2) == 0));
        List<(NodeProvider Node, FakeScaleSet Set, FakeInstance? Instance)> truth = [];
        for (int at = 0; at < 5; at++)
        {
            var set = new FakeScaleSet(ArmSite.SetId($"Set{at}"), random.Next(1, 4), Instances:
            [
                .. Enumerable.Range(0, random.Next(0, 25)).Select(n => new FakeInstance(
                    $"{n * 3}", random.Next(3), random.Next(5) == 0 ? null : random.Next(5), random.Next(4) == 0 ? null : $"{random.Next(1, 4)}",
                    random.Next(3) == 0 ? "group" : null, random.Next(4) > 0)),
            ]);
            site.Server.Compute.Put(set);
            truth.AddRange(set.Instances!.Where(_ => random.Next(3) > 0).Select(instance => (ArmSite.Node(set.Name, instance.InstanceId), set, (FakeInstance?)instance)));
            truth.Add((ArmSite.Node(set.Name.ToUpperInvariant(), "1"), set, null));
        }

        foreach (PathKind kind in (PathKind[])[PathKind.ScaleSet, PathKind.Instances, PathKind.InstanceView])
        {
            site.Server.Faults.Set(kind, new Fault(Status: random.Next(2) == 0 ? 503 : 429, RetryAfterSeconds: 1, Times: 3));
        }

        (NodeProvider Node, FakeScaleSet Set, FakeInstance? Instance)[] asked = [.. truth];
        random.Shuffle(asked);
        DomainReading reading = await site.ReadAsync([.. asked.Select(one => one.Node)]);
        reading.Machines.Select(machine => machine.Node).ShouldBe(asked.Select(one => one.Node.Node));
        foreach (((_, FakeScaleSet set, FakeInstance? instance), MachineDomains machine) in asked.Zip(reading.Machines))
        {
            machine.FaultDomain.ShouldBe(set.FaultDomainCount == 1 ? null : instance?.FaultDomain);
            machine.UpdateDomain.ShouldBe(instance?.UpdateDomain);
            machine.Zone.ShouldBe(instance?.Zone);
            (machine.FaultDomainUnknown == UnknownReason.None).ShouldBe(machine.FaultDomain is not null);
            (machine.UpdateDomainUnknown == UnknownReason.None).ShouldBe(machine.UpdateDomain is not null);
            (machine.ZoneUnknown == UnknownReason.None).ShouldBe(machine.Zone is not null);
        }

        // Equal names are the same domain, and the other way round.
        foreach (((_, FakeScaleSet set, FakeInstance? instance), int at) in asked.Select((one, at) => (one, at)).Where(pair => pair.one.Instance?.UpdateDomain is not null))
        {
            string? name = reading.ToNodeDomains()[at]["update-domain"];
            reading.ToNodeDomains().Select((node, other) => (node, other)).Where(pair => pair.node["update-domain"] == name).Select(pair => pair.other).ShouldBe(
                Enumerable.Range(0, asked.Length).Where(other => asked[other].Set == set && asked[other].Instance is { } one
                    && (one.UpdateDomain, one.Zone, one.PlacementGroup) == (instance!.UpdateDomain, instance.Zone, instance.PlacementGroup)));
        }
    }
}
