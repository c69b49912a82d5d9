namespace Nines.Text;

/// <summary>Severity of a diagnostic or a finding, mildest first: the levels of SARIF. It decides nothing but order, color and exit code.</summary>
public enum Severity
{
    /// <summary>Good to know: nothing is wrong, or a check could not be made.</summary>
    Note,

    /// <summary>It works, but will hurt together with something else: a drain, a rollout, a second failure, an expiry.</summary>
    Warning,

    /// <summary>It does not work, or a single failure breaks it.</summary>
    Error,
}

/// <summary>A problem of an input or of a setup: position, problem, fix.</summary>
/// <param name="Position">Position of the problem: a place in a file, or the name of an option, a setting or a server.</param>
/// <param name="Message">What was found and what was expected, in one or two sentences.</param>
/// <param name="Hint">The fix, such as the nearest valid spelling; null when the message says all.</param>
public sealed record Diagnostic(SourcePosition Position, string Message, string? Hint = null)
{
    /// <summary>An error unless stated otherwise: most inputs are either usable or not.</summary>
    public Severity Severity { get; init; } = Severity.Error;

    public override string ToString() => Hint is null ? $"{Position}: {Message}" : $"{Position}: {Message} {Hint}";
}
