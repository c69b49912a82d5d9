namespace Nines.Guard.Setup.Manifests;

/// <summary>Requirements of the settings on the pods of the guard; see <see cref="ManifestConfig"/>.</summary>
internal sealed record GuardNeeds
{
    /// <summary>The settings file.</summary>
    public required string SettingsYaml { get; init; }

    /// <summary>The policy file; null when Azure alone decides.</summary>
    public string? PolicyYaml { get; init; }

    /// <summary>Seconds between SIGTERM and the end that a pod is given: the drain of the guard and some reserve.</summary>
    public int GraceSeconds { get; init; } = 45;

    /// <summary>The most memory of a guard, MiB: its own, and its near copies.</summary>
    public int MemoryMiB { get; init; } = 256;

    /// <summary>The client id that the pods sign in to Azure with, by workload identity; null for another way or none.</summary>
    public string? WorkloadIdentity { get; init; }
}
