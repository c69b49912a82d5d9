namespace Nines.Guard.Setup.Check;

internal enum FindingKind : byte
{
    /// <summary>A guarantee does not hold with this, or nothing works.</summary>
    Broken,

    /// <summary>It works, and is weaker than it should be.</summary>
    Weak,

    /// <summary>It could not be found out.</summary>
    Unknown,
}

/// <summary>One thing that is not as the shared cache needs it.</summary>
/// <param name="Where">The server, as <c>Redis host:port</c> or <c>Sentinel host:port</c>, or <c>settings</c> for what the guard was given.</param>
/// <param name="What">What was seen.</param>
/// <param name="Expected">What should be, and why.</param>
/// <param name="Mend">What to do, as a command or a line of a file where there is one.</param>
internal sealed record StoreFinding(FindingKind Kind, string Where, string What, string Expected, string Mend);
