using Nines.Reliability.Circuits;
using Nines.Reliability.Diagrams;
using Nines.Reliability.Structure;

namespace Nines.Reliability.Solving;

/// <summary>
/// Solves structure functions: simplify, split into modules, compile each distinct module to a decision diagram, and combine.
/// </summary>
public static class Solver
{
    private const int MaxGroupings = 6;

    // Share of the steps for exact compilation; bounds get the rest.
    private const double ExactShareOfSteps = 0.8;

    // The rest is for listing the cut sets found.
    private const double BoundsShareOfSteps = 0.95;

    // Tables double when they grow, and the old one is live until the new one is filled.
    private const double ShareOfMemory = 0.35;

    /// <summary>Computes the probability of the top event, exactly when the limits allow, else between certified bounds.</summary>
    /// <param name="function">The function; its events are independent.</param>
    /// <param name="limits">Limits of the solve, later queries to the solution included.</param>
    /// <param name="time">Measures the time where the limits bound it.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Solution Solve(StructureFunction function, SolverLimits limits, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(time);
        Effort effort = new(limits, time);
        using Effort.Stretch work = effort.Work(cancellation);
        Circuit circuit = Simplifier.Simplify(function, effort);
        effort.AllowUpTo(ExactShareOfSteps);
        while (true)
        {
            circuit = Regroup(circuit, effort);
            ModuleTree tree = ModuleTree.Create(circuit);
            Diagram?[] diagrams = Compile(tree, effort);
            Dictionary<int, int> constants = Constants(circuit, tree, diagrams);
            if (constants.Count == 0)
            {
                SolverLimit? endedBy = Array.TrueForAll(diagrams, d => d is not null) ? null
                    : effort.IsOutOfTime ? SolverLimit.Time
                    : effort.IsSpent() ? SolverLimit.Work
                    : SolverLimit.Memory;
                effort.AllowUpTo(BoundsShareOfSteps);
                Solution solution = new(function, tree, diagrams, endedBy, effort);
                effort.AllowUpTo(1);
                return solution;
            }

            // A module that is constant after all lets more simplify above it; each round removes at least one gate.
            circuit = Simplifier.Replace(circuit, constants, effort);
        }
    }

    private static Circuit Regroup(Circuit circuit, Effort effort)
    {
        for (int i = 0; i < MaxGroupings; i++)
        {
            Circuit grouped = ArgumentGrouping.Group(circuit, effort);
            if (ReferenceEquals(grouped, circuit))
            {
                break;
            }

            circuit = grouped;
        }

        return circuit;
    }

    private static Diagram?[] Compile(ModuleTree tree, Effort effort)
    {
        BddCompiler compiler = new(effort);
        int maxVertices = VertexStore.VerticesIn((long)(effort.MaxBytes * ShareOfMemory));
        Diagram?[] diagrams = new Diagram?[tree.Shapes.Length];
        foreach (Shape shape in tree.Shapes)
        {
            diagrams[shape.Index] = OrderPortfolio.Solve(compiler, shape, maxVertices, effort);
        }

        return diagrams;
    }

    private static Dictionary<int, int> Constants(Circuit circuit, ModuleTree tree, Diagram?[] diagrams)
    {
        Dictionary<int, int> constants = [];
        if (!circuit.IsGate(circuit.Top >> 1) || Array.TrueForAll(diagrams, d => d is not { Root: Diagram.Zero }))
        {
            return constants;
        }

        // Modules are false when nothing has happened, so a constant one is always false; its gate may be the complement.
        bool[] whenNothing = circuit.ValuesWhenNothingHappened();
        foreach (Module module in tree.Modules)
        {
            if (diagrams[module.Shape.Index] is { Root: Diagram.Zero })
            {
                constants.Add(module.Node, whenNothing[module.Node] ? Circuit.True : Circuit.False);
            }
        }

        return constants;
    }
}

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

        // Modules that the top event does not depend on are ignored.
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
