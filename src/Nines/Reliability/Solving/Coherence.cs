using Nines.Reliability.Circuits;
using Nines.Reliability.Diagrams;

namespace Nines.Reliability.Solving;

/// <summary>Decides coherence module by module: modules share no events, so the whole is monotone exactly when its parts are.</summary>
internal static class Coherence
{
    public static bool Check(ModuleTree tree, Diagram?[] diagrams)
    {
        Shape top = tree.Modules[^1].Shape;
        if (diagrams[top.Index] is { Root: Diagram.Zero or Diagram.One })
        {
            return true;
        }

        if (tree.TopIsComplemented)
        {
            return false;
        }

        // Modules that the top does not depend on have no say.
        bool[] matters = new bool[tree.Modules.Length];
        bool?[] known = new bool?[tree.Shapes.Length];
        matters[^1] = true;
        for (int m = tree.Modules.Length - 1; m >= 0; m--)
        {
            if (!matters[m])
            {
                continue;
            }

            Module module = tree.Modules[m];
            Diagram? diagram = diagrams[module.Shape.Index];
            known[module.Shape.Index] ??= module.Shape.IsNaturallyCoherent || (diagram is not null && Monotonicity.Holds(diagram));
            if (!known[module.Shape.Index]!.Value)
            {
                return false;
            }

            foreach (int variable in Decisive(module, diagram))
            {
                if (variable < 0)
                {
                    matters[~variable] = true;
                }
            }
        }

        return true;
    }

    private static IEnumerable<int> Decisive(Module module, Diagram? diagram)
    {
        if (diagram is null)
        {
            return module.Variables;
        }

        bool[] decides = new bool[diagram.Levels];
        for (int i = 2; i < diagram.Vertices.Length; i++)
        {
            decides[diagram.Vertices[i].Level] = true;
        }

        return Enumerable.Range(0, decides.Length).Where(l => decides[l]).Select(l => module.Variables[diagram.VariableAt[l]]);
    }
}
