namespace Nines.Text;

/// <summary>One thing that is wrong with an input: where, what, and how to mend it.</summary>
/// <param name="Position">Where the fault stands.</param>
/// <param name="Message">What was found and what was expected.</param>
/// <param name="Hint">How to mend it, such as the nearest valid spelling; null when the message says all.</param>
public sealed record Diagnostic(SourcePosition Position, string Message, string? Hint = null)
{
    public override string ToString() => Hint is null ? $"{Position}: {Message}" : $"{Position}: {Message} {Hint}";
}
