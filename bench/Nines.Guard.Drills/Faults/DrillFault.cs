using Nines.Guard.Drills.Site;
using Nines.Testing.Consistency;

namespace Nines.Guard.Drills.Faults;

/// <summary>A fault, from its beginning until it is repaired.</summary>
/// <param name="Name">As it is printed and chosen.</param>
/// <param name="Effects">Broken promises that it excuses.</param>
/// <param name="Run">Ends when the cause is gone; the guards may still be on their way back.</param>
internal sealed record DrillFault(string Name, FaultEffects Effects, Func<FaultScene, Task> Run)
{
    /// <summary>Null when this machine can do it; otherwise what it lacks.</summary>
    public string? Missing { get; init; }
}

/// <summary>Site of a fault, and its random choices.</summary>
/// <param name="Random">Of this one occurrence: what it draws depends on the seed alone.</param>
/// <param name="Report">Notes what was chosen.</param>
internal sealed record FaultScene(DrillSite Site, Random Random, Action<string> Report, CancellationToken Cancellation)
{
    public DrillGuard AnyGuard() => Site.Guards[Random.Next(Site.Guards.Length)];

    public Task WaitAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), Cancellation);
}
