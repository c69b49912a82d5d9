using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Nines.Measure.Sources;

namespace Nines.Measure.Counts;

/// <param name="Median">Half are this long or shorter.</param>
/// <param name="P90">Nine of ten are this long or shorter.</param>
/// <param name="Max">The longest.</param>
internal sealed record Lengths(int Median, int P90, int Max)
{
    public static Lengths Files(IEnumerable<SourceFile> files) => From(files.Select(file => file.Lines));

    /// <summary>Lines from the first attribute or modifier to the closing brace, of methods, constructors and operators that have a body.</summary>
    public static Lengths Methods(IEnumerable<SourceFile> files) =>
        From(files.SelectMany(file => file.Tree.GetRoot().DescendantNodes().OfType<BaseMethodDeclarationSyntax>())
            .Where(method => method.Body is not null || method.ExpressionBody is not null)
            .Select(method => method.GetLocation().GetLineSpan())
            .Select(span => span.EndLinePosition.Line - span.StartLinePosition.Line + 1));

    private static Lengths From(IEnumerable<int> lengths)
    {
        ImmutableArray<int> sorted = [.. lengths.Order()];
        return sorted.IsEmpty ? new Lengths(0, 0, 0) : new Lengths(sorted[sorted.Length / 2], sorted[sorted.Length * 9 / 10], sorted[^1]);
    }
}
