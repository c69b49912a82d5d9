using System.Collections.Immutable;
using Nines.Reliability.Redundancy;

namespace Nines.Tests.Reliability.Redundancy;

public sealed class GroupLossesTests
{
    [Fact]
    public void It_agrees_with_adding_up_all_states()
    {
        var random = new Random(17);
        for (int trial = 0; trial < 2000; trial++)
        {
            int units = random.Next(1, 8);
            List<GroupLoss> events = Random(random, units, random.Next(0, 9));
            int down = random.Next(-1, units + 2);
            double expected = Enumerate(units, events, down);
            GroupLosses.AtLeastDown(units, events, down).ShouldNotBeNull().ShouldBe(expected, Math.Max(expected, 1e-300) * 1e-9);
        }
    }

    [Fact]
    public void Small_probabilities_keep_their_digits()
    {
        // Three units in three zones: all are down when their zones are, 1e-18.
        GroupLoss[] zones = [new([0], 1e-6, 0), new([1], 1e-6, 0), new([2], 1e-6, 0)];
        GroupLosses.AtLeastDown(3, zones, 3)!.Value.ShouldBe(1e-18, 1e-30);
    }

    [Fact]
    public void A_grid_of_racks_and_update_domains_is_split_by_the_fewer()
    {
        // Twelve update domains across forty racks: far too many crossings to split by racks.
        List<GroupLoss> events = [];
        for (int update = 0; update < 12; update++)
        {
            events.Add(new GroupLoss([.. Enumerable.Range(0, 480).Where(unit => unit % 12 == update)], 0.01, 1));
        }

        for (int rack = 0; rack < 40; rack++)
        {
            events.Add(new GroupLoss([.. Enumerable.Range(rack * 12, 12)], 0.02, 0));
        }

        double found = GroupLosses.AtLeastDown(480, events, 480).ShouldNotBeNull();

        // All are down when all racks are or all update domains are.
        double racks = Math.Pow(0.02, 40);
        double updates = Math.Pow(0.01, 12);
        found.ShouldBe(racks + updates - (racks * updates), 1e-30);
    }

    [Fact]
    public void Too_many_crossings_end_the_search()
    {
        List<GroupLoss> events = [.. Enumerable.Range(0, 60).Select(unit => new GroupLoss([unit, (unit + 1) % 60, (unit + 7) % 60], 0.1, unit))];
        GroupLosses.AtLeastDown(60, events, 30).ShouldBeNull();
    }

    [Fact]
    public void Invalid_probabilities_and_units_are_refused()
    {
        Should.Throw<ArgumentException>(() => GroupLosses.AtLeastDown(2, [new GroupLoss([0], double.NaN, 0)], 1));
        Should.Throw<ArgumentException>(() => GroupLosses.AtLeastDown(2, [new GroupLoss([2], 0.1, 0)], 1));
        Should.Throw<ArgumentException>(() => GroupLosses.AtLeastDown(-1, [], 1));
    }

    private static List<GroupLoss> Random(Random random, int units, int events) =>
    [
        .. Enumerable.Range(0, events).Select(_ => new GroupLoss(
            [.. Enumerable.Range(0, units).Where(_ => random.Next(3) == 0)], random.Next(10) == 0 ? random.Next(2) : random.NextDouble() * 0.5, random.Next(3))),
    ];

    private static double Enumerate(int units, List<GroupLoss> events, int down)
    {
        double sum = 0;
        for (int state = 0; state < 1 << events.Count; state++)
        {
            double probability = 1;
            int lost = 0;
            for (int index = 0; index < events.Count; index++)
            {
                bool happened = (state >> index & 1) == 1;
                probability *= happened ? events[index].Unavailability : 1 - events[index].Unavailability;
                foreach (int unit in happened ? events[index].Units : ImmutableArray<int>.Empty)
                {
                    lost |= 1 << unit;
                }
            }

            sum += System.Numerics.BitOperations.PopCount((uint)lost) >= down ? probability : 0;
        }

        return sum;
    }
}
