namespace Nines.Audits.Findings;

/// <summary>One row of the table of codes, which documentation, tests and every output share.</summary>
/// <param name="Code">NINE and three digits; never used for something else again.</param>
/// <param name="Severity">How much it matters at most; a single case may matter less.</param>
/// <param name="Title">What is the case, in a few words.</param>
/// <param name="Why">What it leads to, and when.</param>
/// <param name="Fix">What to do.</param>
public sealed record FindingKind(string Code, Severity Severity, string Title, string Why, string Fix)
{
    /// <summary>Kinds of objects without which it cannot be judged: PodDisruptionBudget. When one was not read, that is told instead.</summary>
    public System.Collections.Immutable.ImmutableArray<string> Reads { get; init; } = [];

    public override string ToString() => $"{Code} {Title}";
}
