using Nines.Reliability;
using Nines.Reliability.Circuits;
using Nines.Reliability.CutSets;
using Nines.Reliability.Diagrams;
using Nines.Reliability.Structure;

namespace Nines.Tests.Reliability.Solving;

public sealed class PartialCutSetsTests
{
    private static string Text(IEnumerable<int> set) => string.Join(' ', set);

    [Fact]
    public void Low_orders_and_probable_paths_find_only_minimal_cut_sets_and_all_they_promise()
    {
        RandomFunctions random = new(21);
        Effort effort = new(SolverLimits.Default, TimeProvider.System);
        using Effort.Stretch work = effort.Work(TestLimit.Token);
        int checkedShapes = 0;
        for (int i = 0; i < 1500; i++)
        {
            StructureFunction function = random.Make(9, 16, coherent: true);
            ModuleTree tree = ModuleTree.Create(Simplifier.Simplify(function, effort));
            Module module = tree.Modules[^1];
            if (tree.Modules.Length > 1 || module.Shape.Root < 0)
            {
                continue;
            }

            checkedShapes++;
            HashSet<string> expected = [.. new BruteForce(function).MinimalCutSets.Select(Text)];
            string Events(int[] set) => Text(set.Select(v => module.Variables[v]).Order());

            (List<int[]> low, int completeTo) = LowOrders.Find(module.Shape, effort);
            completeTo.ShouldBeGreaterThanOrEqualTo(Math.Min(3, module.Variables.Length));
            low.Select(Events).Order().ShouldBe(expected.Where(s => s.Split(' ').Length <= completeTo).Order(), $"{i}");

            int[] order = [.. Enumerable.Range(0, module.Variables.Length)];
            Diagram bdd = new BddCompiler(effort).Compile(module.Shape, order, 1 << 20)!;
            double[] rarity = [.. module.Variables.Select(v => -Math.Log(0.01 + (v * 0.03)))];
            List<int[]> probable = ProbablePaths.Find(bdd, rarity, effort);
            probable.Select(Events).Order().ShouldBe(expected.Order(), $"{i}");
            double[] costs = [.. probable.Select(s => s.Sum(v => rarity[v]))];
            for (int c = 1; c < costs.Length; c++)
            {
                costs[c].ShouldBeGreaterThanOrEqualTo(costs[c - 1] - 1e-12, $"{i}");
            }

            CutSetCounter.MostByPaths(tree, [bdd], effort).ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo((UInt128)expected.Count, $"{i}");
            Diagram sets = SetsDiagram.Create(probable, module.Variables.Length);
            CutSetCounter.Count(tree, [sets], effort)!.Value.Total.ShouldBe((UInt128)expected.Count, $"{i}");
        }

        checkedShapes.ShouldBeGreaterThan(200);
    }

    [Fact]
    public void Without_a_diagram_every_listed_set_is_minimal_and_the_counted_orders_are_complete()
    {
        RandomFunctions random = new(8);
        Effort effort = new(SolverLimits.Default, TimeProvider.System);
        using Effort.Stretch work = effort.Work(TestLimit.Token);
        for (int i = 0; i < 600; i++)
        {
            StructureFunction function = random.Make(9, 16, coherent: i % 3 > 0);
            HashSet<string> expected = [.. new BruteForce(function).MinimalCutSets.Select(Text)];
            ModuleTree tree = ModuleTree.Create(Simplifier.Simplify(function, effort));
            CutSetCatalogue catalogue = Without(tree, function, effort);

            catalogue.Summary.CountLower.ShouldBeLessThanOrEqualTo((UInt128)expected.Count, $"{i}");
            catalogue.MostProbable(int.MaxValue).Select(s => Text(s.Events)).ShouldBeSubsetOf(expected, $"{i}");
            for (int order = 0; order < catalogue.Summary.CountByOrder.Length; order++)
            {
                int size = order;
                catalogue.Summary.CountByOrder[order].ShouldBe((UInt128)expected.Count(s => Size(s) == size), $"{i}");
            }
        }
    }

    [Fact]
    public void Too_many_cut_sets_still_give_the_lowest_orders_and_no_count()
    {
        // Half of the pods gone, pairs on a machine in a zone: far more cut sets than can be built.
        StructureFunctionBuilder builder = new();
        List<NodeRef> pods = [];
        for (int i = 0; i < 150; i++)
        {
            pods.Add(builder.Or(
                builder.Event($"zone{i / 50}", 1e-4), builder.Event($"node{i / 2}", 1e-3), builder.Event($"pod{i}", 1e-3)));
        }

        StructureFunction function = builder.Build(builder.Or(builder.Event("gateway", 1e-5), builder.AtLeast(75, [.. pods])));
        Effort effort = new(SolverLimits.Default, TimeProvider.System);
        using Effort.Stretch work = effort.Work(TestLimit.Token);
        CutSetCatalogue catalogue = Without(ModuleTree.Create(Simplifier.Simplify(function, effort)), function, effort);

        catalogue.IsComplete.ShouldBeFalse();
        catalogue.Summary.Count.ShouldBeNull();
        catalogue.Summary.CountByOrder[1].ShouldBe(UInt128.One);
        catalogue.Summary.CountByOrder[2].ShouldBe((UInt128)3);
        string Names(MinimalCutSet set) => string.Join('+', set.Events.Select(e => function.Events[e].Name).Order());
        catalogue.OfOrder(1, 10).Select(Names).ShouldBe(["gateway"]);
        catalogue.MostProbable(4).Select(Names).ShouldBe(["gateway", "zone0+zone1", "zone0+zone2", "zone1+zone2"], ignoreOrder: true);
    }

    private static int Size(string set) => set.Length == 0 ? 0 : set.Split(' ').Length;

    private static CutSetCatalogue Without(ModuleTree tree, StructureFunction function, Effort effort) => CutSetCatalogue.Make(
        tree, ModuleValues.OfEvents(tree, [.. function.Events.Select(e => e.Unavailability)]), new Diagram?[tree.Shapes.Length], effort);
}
