using Nines.Reliability;
using Nines.Reliability.Solving;
using Nines.Reliability.Structure;

namespace Nines.Tests.Reliability.Solving;

/// <summary>The time that is given is the time that is taken, also inside a single enormous gate.</summary>
public sealed class DeadlineTests
{
    [Fact]
    public void A_gate_of_a_thousand_arguments_does_not_outlast_the_deadline()
    {
        var clock = new CountingClock();
        StructureFunction function = PodsInZones(pods: 1000, needed: 900);

        Solution solution = Solver.Solve(
            function, new SolverLimits(64 << 20, 1L << 50) { MaxTime = TimeSpan.FromMilliseconds(Looks) }, clock, TestLimit.Token);

        solution.Unavailability.IsExact.ShouldBeFalse();
        solution.EndedBy.ShouldBe(SolverLimit.Time);
        solution.Unavailability.Lower.ShouldBeLessThan(solution.Unavailability.Upper);

        // What is left to do after the deadline may look at the clock now and then, but not go on working.
        clock.Looks.ShouldBeLessThan(200 * Looks);
    }

    private const int Looks = 10_000;

    /// <summary>Too few pods ready, or too few nodes left: the two counts share every zone and node.</summary>
    private static StructureFunction PodsInZones(int pods, int needed)
    {
        var builder = new StructureFunctionBuilder();
        NodeRef[] zones = [.. Enumerable.Range(0, 3).Select(zone => builder.Event($"zone{zone}", 1e-4))];
        NodeRef[] moved = [.. Enumerable.Range(0, 3).Select(zone => builder.Event($"zone{zone}-moved", 0.03))];
        var missing = new NodeRef[pods];
        var lost = new NodeRef[pods];
        for (int i = 0; i < pods; i++)
        {
            NodeRef node = builder.Event($"node{i}", 1e-3);
            missing[i] = builder.Or(
                builder.And(zones[i % 3], moved[i % 3]),
                builder.And(node, builder.Event($"node{i}-moved", 0.1)),
                builder.Event($"pod{i}", 1e-4));
            lost[i] = builder.Or(zones[i % 3], node);
        }

        return builder.Build(builder.Or(builder.AtLeast(pods - needed + 1, missing), builder.AtLeast(pods - needed + 1, lost)));
    }

    /// <summary>Time passes by being looked at: a millisecond a look.</summary>
    private sealed class CountingClock : TimeProvider
    {
        public long Looks { get; private set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => ++Looks;
    }
}
