using Nines.Reliability;

namespace Nines.Environments.Predictions;

/// <summary>How much to work out.</summary>
public sealed record PredictOptions
{
    /// <summary>What each journey may spend.</summary>
    public SolverBudget Budget { get; init; } = SolverBudget.Default;

    /// <summary>How many minimal cut sets to list; 0 only counts them. 0 to 100 000.</summary>
    public int CutSets { get; init; } = 10;

    /// <summary>Whether to work out importance, and with it downtime by cause.</summary>
    public bool Importance { get; init; } = true;

    /// <summary>How many months to simulate; 0 for none.</summary>
    public int Months { get; init; }

    /// <summary>Repeats a simulation.</summary>
    public ulong Seed { get; init; } = 1;
}
