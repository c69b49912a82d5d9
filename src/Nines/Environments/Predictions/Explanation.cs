using System.Collections.Immutable;

namespace Nines.Environments.Predictions;

/// <summary>One line of a calculation that is told as a tree: what it yields, by which formula, from which numbers.</summary>
/// <param name="Text">For people: what this line stands for and its result, <c>Application Gateway in weu: 99.95 %</c>.</param>
/// <param name="Formula">The formula in symbols, <c>U = 1 - (1 - U1)(1 - U2)</c>; null when the line is a bare number.</param>
/// <param name="Numbers">The formula with the numbers put in; null when there is no formula.</param>
/// <param name="Source">Where the number came from; null when it was computed from the lines below.</param>
/// <param name="Children">What the line was computed from, in the order of the formula.</param>
public sealed record ExplanationLine(
    string Text, string? Formula, string? Numbers, string? Source, ImmutableArray<ExplanationLine> Children);
