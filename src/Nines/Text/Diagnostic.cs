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

/// <summary>Where in a text something stands. Lines and columns count from 1; 0 means that only the file is known.</summary>
public readonly record struct SourcePosition(string File, int Line, int Column)
{
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}:{Column}";
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

/// <summary>What came of reading something: a value, or everything that is wrong with the input.</summary>
/// <param name="Value">Null exactly when there are diagnostics.</param>
/// <param name="Diagnostics">Every fault found, in the order of the text; empty when the value is there.</param>
public sealed record ReadResult<T>(T? Value, ImmutableArray<Diagnostic> Diagnostics)
    where T : class
{
    /// <summary>True when nothing is wrong; then <see cref="Value"/> is there.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(true, nameof(Value))]
    public bool IsValid => Diagnostics.IsEmpty && Value is not null;
}

/// <summary>Makes <see cref="ReadResult{T}"/>s.</summary>
public static class ReadResult
{
    public static ReadResult<T> Of<T>(T value)
        where T : class => new(value, []);

    /// <param name="diagnostics">At least one.</param>
    public static ReadResult<T> Failed<T>(params ImmutableArray<Diagnostic> diagnostics)
        where T : class => new(null, diagnostics);
}
