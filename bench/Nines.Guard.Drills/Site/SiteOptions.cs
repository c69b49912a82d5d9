namespace Nines.Guard.Drills.Site;

/// <summary>What a site is made of.</summary>
internal sealed record SiteOptions
{
    public int Guards { get; init; } = 3;

    /// <summary>Different questions that callers ask.</summary>
    public int Questions { get; init; } = 10;

    /// <summary>How long Azure says that its answers are good for.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long Azure takes.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(15);

    /// <summary>Of the proxies and of Azure.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The guards are built with this mistake; none when null.</summary>
    public string? Mutant { get; init; }

    /// <summary>How long a guard goes on answering after SIGTERM, as its flag takes it.</summary>
    public string DrainWait { get; init; } = "500ms";
}
