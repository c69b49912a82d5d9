using Nines.Guard.Drills.Site;

namespace Nines.Guard.Drills.Consistency;

/// <summary>Length, seed and faults of a run.</summary>
internal sealed record ConsistencyOptions
{
    public required int Seed { get; init; }

    /// <summary>At least this long, and until everything went wrong once.</summary>
    public required TimeSpan Length { get; init; }

    /// <summary>Names of faults; all when empty.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    public SiteOptions Site { get; init; } = new();

    /// <summary>File for the history of a run that broke a promise.</summary>
    public string Folder { get; init; } = Path.GetTempPath();

    /// <summary>Ends as soon as a promise is broken; for mutants.</summary>
    public bool EndsAtViolation { get; init; }

    /// <summary>Repeats it.</summary>
    public string Command =>
        $"dotnet run -c Release --project bench/Nines.Guard.Drills -- consistency --seed {Seed} --seconds {Length.TotalSeconds:0}"
        + string.Concat(Faults.Select(fault => $" --fault \"{fault}\"")) + (Site.Mutant is { } mutant ? $" --mutant {mutant}" : "");
}
