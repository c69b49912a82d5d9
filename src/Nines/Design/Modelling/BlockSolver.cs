using Nines.Design.Model;
using Nines.Reliability.Solving;

namespace Nines.Design.Modelling;

/// <summary>Solves parts of a diagram while the model is built, for the mean down time that a failover has to bridge.</summary>
internal sealed class BlockSolver(SolverBudget budget, TimeProvider time, CancellationToken cancellation)
{
    // Reckoned with when a part's own mean down time is not known.
    private static readonly TimeSpan Fallback = TimeSpan.FromHours(1);
    private readonly Dictionary<Block, FailureFrequency?> _frequencies = new(ReferenceEqualityComparer.Instance);

    /// <summary>Failure frequency of a block; null when a mean down time is not known or the block is too hard for the budget.</summary>
    public FailureFrequency? Frequency(Block block)
    {
        if (!_frequencies.TryGetValue(block, out FailureFrequency? known))
        {
            CompiledBlock compiled = BlockCompiler.Compile(block);
            known = Solver.Solve(compiled.Function, budget, time, cancellation).Frequency();
            _frequencies.Add(block, known);
        }

        return known;
    }

    /// <summary>Mean down time of a block, MDT = U / w; one hour when a component's is not known or the block never fails.</summary>
    public TimeSpan MeanDownTime(Block block) => block is ComponentBlock { Component.MeanDownTime: { } own }
        ? own
        : Frequency(block) is { MeanDownTimeHours: > 0 and < 1e6 } frequency ? TimeSpan.FromHours(frequency.MeanDownTimeHours) : Fallback;
}
