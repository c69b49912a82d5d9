using Nines.Reliability;
using Nines.Reliability.Solving;
using Nines.Reliability.Structure;

namespace Nines.Tests.Reliability.Solving;

public sealed class FussellVeselyTests
{
    [Fact]
    public void Equal_nodes_of_a_zone_are_all_answered_and_alike()
    {
        StructureFunctionBuilder builder = new();
        List<NodeRef> nodes = [];
        for (int zone = 0; zone < 3; zone++)
        {
            NodeRef down = builder.Event($"zone{zone}", 1e-4);
            for (int node = 0; node < 20; node++)
            {
                nodes.Add(builder.Or(down, builder.Event($"node{zone}.{node}", zone == 0 ? 2e-3 : 1e-3)));
            }
        }

        Solution solution = Solver.Solve(
            builder.Build(builder.AtLeast(25, [.. nodes])), SolverLimits.Default, TimeProvider.System, TestLimit.Token);
        ILookup<string, double?> byZone = solution.Importance(true, TestLimit.Token)
            .Where(e => solution.Function.Events[e.Event].Name.StartsWith("node", StringComparison.Ordinal))
            .ToLookup(e => solution.Function.Events[e.Event].Name.Split('.')[0], e => e.FussellVesely);

        byZone.Count.ShouldBe(3);
        foreach (IGrouping<string, double?> zone in byZone)
        {
            zone.Distinct().Count().ShouldBe(1, zone.Key);
            zone.First().ShouldNotBeNull();
        }

        byZone["node1"].First()!.Value.ShouldBe(byZone["node2"].First()!.Value, 1e-12);
        byZone["node0"].First()!.Value.ShouldBeGreaterThan(byZone["node1"].First()!.Value);
    }
}
