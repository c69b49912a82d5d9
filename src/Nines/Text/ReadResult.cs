using System.Collections.Immutable;

namespace Nines.Text;

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
