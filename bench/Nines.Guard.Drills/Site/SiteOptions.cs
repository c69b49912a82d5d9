namespace Nines.Guard.Drills.Site;

/// <summary>Parts of a site.</summary>
internal sealed record SiteOptions
{
    public int Guards { get; init; } = 3;

    /// <summary>Different questions that callers ask.</summary>
    public int Questions { get; init; } = 10;

    /// <summary>Time for which Azure's answers are valid.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Latency of Azure.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(15);

    /// <summary>Of the proxies and of Azure.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The guards are built with this mistake; none when null.</summary>
    public string? Mutant { get; init; }

    /// <summary>Time for which a guard still answers after SIGTERM, as a value of its flag.</summary>
    public string DrainWait { get; init; } = "500ms";
}
