using System.Collections.Immutable;

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

/// <summary>Position in a text. Lines and columns count from 1; 0 means that only the file is known.</summary>
public readonly record struct SourcePosition(string File, int Line, int Column)
{
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}:{Column}";
}

/// <summary>A problem of an input or of a setup: position, problem, fix.</summary>
/// <param name="Position">Position of the problem: a place in a file, or the name of an option, a setting or a server.</param>
/// <param name="Message">The problem: found and expected, in one or two sentences.</param>
/// <param name="Hint">The fix, such as the nearest valid spelling; null when the message suffices.</param>
public sealed record Diagnostic(SourcePosition Position, string Message, string? Hint = null)
{
    /// <summary>An error unless stated otherwise: most inputs are either usable or not.</summary>
    public Severity Severity { get; init; } = Severity.Error;

    public override string ToString() => Hint is null ? $"{Position}: {Message}" : $"{Position}: {Message} {Hint}";
}

/// <summary>Result of reading an input: a value, or every error in it.</summary>
/// <param name="Value">Null exactly when there are diagnostics.</param>
/// <param name="Diagnostics">Every error, in the order of the text; empty when there is a value.</param>
public sealed record ReadResult<T>(T? Value, ImmutableArray<Diagnostic> Diagnostics)
    where T : class
{
    /// <summary>True when there are no errors; then <see cref="Value"/> is not null.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(true, nameof(Value))]
    public bool IsValid => Diagnostics.IsEmpty && Value is not null;
}

/// <summary>Creates <see cref="ReadResult{T}"/>s.</summary>
public static class ReadResult
{
    public static ReadResult<T> Of<T>(T value)
        where T : class => new(value, []);

    /// <param name="diagnostics">At least one.</param>
    public static ReadResult<T> Failed<T>(params ImmutableArray<Diagnostic> diagnostics)
        where T : class => new(null, diagnostics);
}
