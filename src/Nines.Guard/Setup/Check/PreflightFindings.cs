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

    public static StoreFinding Given(FindingKind kind, string what, string expected, string mend) => new(kind, "settings", what, expected, mend);

    public static StoreFinding Unreachable(string where, string why) => new(
        FindingKind.Broken, where, $"it cannot be asked: {why}", "an answer within a second", "check the address, the network policy, TLS, the user and the password");

    public static StoreFinding Unreadable(string where, string command) => new(
        FindingKind.Unknown, where, $"its settings cannot be read: {command} is not allowed to this user", "as nines guard manifests sets them", "run the check once as an administrator of Redis");
}
