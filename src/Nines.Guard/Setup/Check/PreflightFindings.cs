using System.Collections.Immutable;

namespace Nines.Guard.Setup.Check;

/// <summary>What was found so far. Safe for many threads: servers are asked side by side.</summary>
internal sealed class PreflightFindings
{
    private readonly Lock _gate = new();
    private readonly List<StoreFinding> _found = [];

    /// <summary>The worst first, each once.</summary>
    public ImmutableArray<StoreFinding> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _found.Distinct().OrderBy(finding => finding.Kind)];
            }
        }
    }

    public void Add(params IEnumerable<StoreFinding> findings)
    {
        lock (_gate)
        {
            _found.AddRange(findings);
        }
    }

    public static StoreFinding Given(FindingKind kind, string what, string expected, string fix) => new(kind, "settings", what, expected, fix);

    public static StoreFinding Unreachable(string where, string why) => new(
        FindingKind.Broken, where, $"it cannot be asked: {why}", "an answer within a second", "check the address, the network policy, TLS, the user and the password");

    public static StoreFinding Unreadable(string where, string command) => new(
        FindingKind.Unknown, where, $"its settings cannot be read: {command} is not allowed to this user", "as nines guard manifests sets them", "run the check once as an administrator of Redis");
}

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
/// <param name="Fix">What to do, as a command or a line of a file where there is one.</param>
internal sealed record StoreFinding(FindingKind Kind, string Where, string What, string Expected, string Fix);
