using Nines.Guard.Drills.Faults;

namespace Nines.Guard.Drills.Failures;

/// <summary>A row of the failure table.</summary>
/// <param name="Name">As it is chosen.</param>
/// <param name="What">The failure, in a few words.</param>
/// <param name="Run">Ends when the cause is gone.</param>
internal sealed record FailureRow(string Name, string What, Func<FaultScene, Task> Run)
{
    /// <summary>Null when this machine can do it; otherwise what it lacks.</summary>
    public string? Missing { get; init; }
}
