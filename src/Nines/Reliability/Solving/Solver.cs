using Nines.Reliability.Solving.Bdd;
using Nines.Reliability.Solving.Ordering;
using Nines.Reliability.Solving.Preprocessing;
using Nines.Reliability.Structure;

namespace Nines.Reliability.Solving;

/// <summary>
/// Solves structure functions: simplify, split into modules, compile each distinct module to a decision diagram, and combine.
/// </summary>
public static class Solver
{
    private const int MaxGroupings = 6;

    // What exact compilation may use before bounds get the rest.
    private const double ExactShareOfTime = 0.7;
    private const double ShareOfMemory = 0.6;

    /// <summary>Computes the probability of the top event, exactly when the budget allows, else between certified bounds.</summary>
    /// <param name="function">What to solve; the events are independent.</param>
    /// <param name="budget">What may be spent, later questions to the solution included.</param>
    /// <param name="time">Measures the time spent.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Solution Solve(StructureFunction function, SolverBudget budget, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(budget);
        ArgumentNullException.ThrowIfNull(time);
        Effort effort = new(budget, time);
        using Effort.Stretch work = effort.Work(cancellation);
        Circuit circuit = Simplifier.Simplify(function, effort);
        for (int i = 0; i < MaxGroupings; i++)
        {
            Circuit grouped = ArgumentGrouping.Group(circuit, effort);
            if (ReferenceEquals(grouped, circuit))
            {
                break;
            }

            circuit = grouped;
        }

        ModuleTree tree = ModuleTree.Of(circuit);
        effort.AllowUpTo(ExactShareOfTime);
        BddCompiler compiler = new(effort);
        int maxVertices = VertexStore.VerticesIn((long)(budget.MaxBytes * ShareOfMemory));
        Diagram?[] diagrams = new Diagram?[tree.Shapes.Length];
        foreach (Shape shape in tree.Shapes)
        {
            diagrams[shape.Index] = OrderPortfolio.Solve(compiler, shape, maxVertices, effort);
        }

        effort.AllowUpTo(1);
        return new Solution(function, tree, diagrams, effort);
    }
}
