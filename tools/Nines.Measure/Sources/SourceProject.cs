using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Nines.Measure.Sources;

/// <param name="Name">Name of the project and its folder.</param>
/// <param name="Area">Folder of the root that contains it: src, tests, bench or tools.</param>
/// <param name="ProjectReferences">Names of the projects that its project file refers to.</param>
/// <param name="Files">Sources as written, without generated ones.</param>
/// <param name="Compilation">All sources, generated ones too, with everything they refer to.</param>
internal sealed record SourceProject(
    string Name, string Area, ImmutableArray<string> ProjectReferences, ImmutableArray<SourceFile> Files, CSharpCompilation Compilation)
{
    /// <summary>Errors of the compilation; with any of them, references are missing from the graph.</summary>
    public ImmutableArray<Diagnostic> Errors() =>
        [.. Compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
}
