using FsCheck;
using FsCheck.Fluent;
using Nines.Reliability.Redundancy;
using Nines.Reliability.Structure;

namespace Nines.Tests.Reliability.Redundancy;

public sealed class ZoneCapacityTests
{
    private static readonly CapacityZone[] SixNodesInThreeZones =
        [.. Enumerable.Repeat(CapacityZone.OfEqualNodes(1e-4, 2, 1e-3), 3)];

    [Fact]
    public void Six_nodes_in_three_zones_needing_four_is_1_25e_minus_6() =>
        ZoneCapacity.Unavailability(SixNodesInThreeZones, 4).ShouldBe(1.25e-6, 0.005e-6);

    [Fact]
    public void Forgetting_the_zones_understates_it_47_times()
    {
        double independent = ZoneCapacity.UnavailabilityIfIndependent(SixNodesInThreeZones, 4);

        (ZoneCapacity.Unavailability(SixNodesInThreeZones, 4) / independent).ShouldBe(47, 0.5);
    }

    [Fact]
    public void It_agrees_with_a_structure_function_state_by_state()
    {
        Gen<CapacityZone> zone =
            from down in Gen.Choose(0, 1000)
            from nodes in Gen.Choose(0, 3).SelectMany(n => Gen.ListOf(
                from u in Gen.Choose(0, 1000)
                from capacity in Gen.Choose(0, 3)
                select new CapacityNode(u / 1000.0, capacity), n))
            select new CapacityZone(down / 1000.0, [.. nodes]);
        Gen<(CapacityZone[] Zones, int Needed)> designs =
            from zones in Gen.Choose(1, 3).SelectMany(n => Gen.ListOf(zone, n))
            from needed in Gen.Choose(-1, 12)
            select (zones.ToArray(), needed);

        Prop.ForAll(designs.ToArbitrary(), design =>
        {
            double brute = ByEnumeration(design.Zones, design.Needed);
            ZoneCapacity.Unavailability(design.Zones, design.Needed).ShouldBe(brute, 1e-12);
        }).Check(Config.QuickThrowOnFailure.WithReplay(17, 19).WithMaxTest(300));
    }

    [Fact]
    public void Very_small_unavailabilities_keep_their_digits()
    {
        CapacityZone[] zones = [.. Enumerable.Repeat(CapacityZone.OfEqualNodes(1e-9, 1, 0), 3)];

        ZoneCapacity.Unavailability(zones, 1).ShouldBe(1e-27, 1e-40);
    }

    [Fact]
    public void Requiring_more_than_exists_is_never_met_and_requiring_nothing_always()
    {
        ZoneCapacity.Unavailability(SixNodesInThreeZones, 7).ShouldBe(1, 1e-15);
        ZoneCapacity.Unavailability(SixNodesInThreeZones, 0).ShouldBe(0);
        ZoneCapacity.Unavailability([], 1).ShouldBe(1);
    }

    [Fact]
    public void A_hundred_regions_of_three_zones_of_fifty_nodes_is_a_small_matter()
    {
        CapacityZone[] zones = [.. Enumerable.Repeat(CapacityZone.OfEqualNodes(1e-4, 50, 1e-3), 300)];

        double unavailability = ZoneCapacity.Unavailability(zones, 14_900, TestLimit.Token);

        unavailability.ShouldBeInRange(1e-6, 0.1);
    }

    [Fact]
    public void Impossible_numbers_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => ZoneCapacity.Unavailability([CapacityZone.OfEqualNodes(1.5, 1, 0)], 1));
        Should.Throw<ArgumentOutOfRangeException>(() => ZoneCapacity.Unavailability([CapacityZone.OfEqualNodes(0, 1, double.NaN)], 1));
        Should.Throw<ArgumentOutOfRangeException>(() => ZoneCapacity.Unavailability([], ZoneCapacity.MaxNeeded + 1));
    }

    private static double ByEnumeration(CapacityZone[] zones, int needed)
    {
        var builder = new StructureFunctionBuilder();
        var units = new List<NodeRef>();
        foreach ((int z, CapacityZone zone) in zones.Index())
        {
            NodeRef zoneDown = builder.Event($"zone {z}", zone.Unavailability);
            foreach ((int i, CapacityNode node) in zone.Nodes.Index())
            {
                NodeRef down = builder.Or(zoneDown, builder.Event($"node {z}.{i}", node.Unavailability));
                units.AddRange(Enumerable.Repeat(down, node.Capacity));
            }
        }

        StructureFunction function = builder.Build(builder.AtLeast(units.Count - needed + 1, [.. units]));
        return StateEnumeration.Probability(function);
    }
}
