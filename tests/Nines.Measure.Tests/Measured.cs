using System.Collections.Immutable;
using Nines.Measure.References;
using Nines.Measure.Running;
using Nines.Measure.Sources;
using Nines.Testing;

namespace Nines.Measure.Tests;

/// <summary>Sources of this repository, compiled once for all tests.</summary>
internal static class Measured
{
    private static readonly Lazy<SourceTree> s_tree = new(() => SourceTree.Load(Repository.File(""), "src", "tests", "bench"));
    private static readonly Lazy<StructureReport> s_structure = new(() => StructureReport.Create(s_tree.Value));
    private static readonly Lazy<ImmutableArray<SymbolReference>> s_references = new(() => ReferenceWalker.Find(s_tree.Value.Product));
    private static readonly Lazy<Task<RunningReport>> s_running = new(() => RunningReport.CreateAsync(Repository.File("")));

    public static SourceTree Tree => s_tree.Value;

    public static StructureReport Structure => s_structure.Value;

    /// <summary>Mentions within src.</summary>
    public static ImmutableArray<SymbolReference> References => s_references.Value;

    public static Task<RunningReport> RunningAsync() => s_running.Value;
}
