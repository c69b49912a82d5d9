namespace Nines.Audits.Findings;

/// <summary>How much an exposure matters, as SARIF orders it.</summary>
public enum Severity
{
    /// <summary>Good to know, or worth a look.</summary>
    Note,

    /// <summary>Will hurt together with something else: a drain, a rollout, a second failure.</summary>
    Warning,

    /// <summary>One failure takes the service below what it needs.</summary>
    Error,
}
