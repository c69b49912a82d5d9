using Microsoft.CodeAnalysis;

namespace Nines.Measure.Sources;

/// <param name="Path">From the root of the repository, with forward slashes.</param>
/// <param name="Tree">Syntax of the file.</param>
internal sealed record SourceFile(string Path, SyntaxTree Tree)
{
    public int Lines { get; } = Tree.GetText().Lines.Count - (Tree.GetText().ToString().EndsWith('\n') ? 1 : 0);

    /// <summary>Folder below src, tests, bench or tools: <c>Nines.Guard/Cache</c>.</summary>
    public string Folder { get; } = string.Join('/', Path.Split('/')[1..^1]);
}
