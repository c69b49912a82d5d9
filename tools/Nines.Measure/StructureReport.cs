using System.Collections.Immutable;
using Nines.Measure.Counts;
using Nines.Measure.References;
using Nines.Measure.Sources;

namespace Nines.Measure;

/// <param name="Name">Name of the project.</param>
/// <param name="Folders">Folders that contain a source.</param>
/// <param name="Files">Sources.</param>
/// <param name="Lines">Lines of all sources.</param>
internal sealed record ProjectSize(string Name, int Folders, int Files, int Lines);

/// <param name="From">Folder that refers.</param>
/// <param name="To">Folder of the same cycle that it refers to.</param>
/// <param name="Reasons">Files behind the arrow.</param>
internal sealed record CycleArrow(string From, string To, ImmutableArray<string> Reasons);

/// <param name="Members">Folders that reach each other.</param>
/// <param name="Arrows">Arrows between them.</param>
internal sealed record FolderCycle(ImmutableArray<string> Members, ImmutableArray<CycleArrow> Arrows);

/// <summary>Structure of src, from the sources alone.</summary>
internal sealed record StructureReport(
    ImmutableArray<ProjectSize> Projects,
    ProjectSize Total,
    Lengths FileLengths,
    Lengths MethodLengths,
    ImmutableArray<ImmutableArray<string>> ProjectCycles,
    ImmutableArray<ImmutableArray<string>> TopFolderCycles,
    ImmutableArray<FolderCycle> FolderCycles,
    Names Names,
    Comments Comments,
    double TestLinesPerLine)
{
    public int FoldersInCycles => FolderCycles.Sum(cycle => cycle.Members.Length);

    public static StructureReport Create(SourceTree tree)
    {
        ImmutableArray<SourceProject> projects = tree.Product;
        ImmutableArray<SourceFile> files = tree.Files;
        var graphs = FolderGraphs.Create(projects, ReferenceWalker.Find(projects));
        return new StructureReport(
            [.. projects.Select(project => Size(project.Name, project.Files)).OrderBy(size => size.Name, StringComparer.Ordinal)],
            Size("src", files),
            Lengths.Files(files),
            Lengths.Methods(files),
            graphs.Projects.Cycles(),
            graphs.TopFolders.Cycles(),
            [.. graphs.Folders.Cycles().Select(cycle => Describe(graphs.Folders, cycle))],
            Names.Count(projects),
            Comments.Count(files),
            (double)LinesBelow(Path.Combine(tree.Root, "tests")) / files.Sum(file => file.Lines));
    }

    private static ProjectSize Size(string name, ImmutableArray<SourceFile> files) =>
        new(name, files.Select(file => file.Folder).Distinct().Count(), files.Length, files.Sum(file => file.Lines));

    private static FolderCycle Describe(Graph folders, ImmutableArray<string> cycle) => new(
        cycle,
        [
            .. cycle.SelectMany(from => folders.From(from)
                .Where(to => cycle.Contains(to))
                .Select(to => new CycleArrow(from, to, [.. folders.Reasons(from, to)]))),
        ]);

    private static int LinesBelow(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Sum(path => File.ReadLines(path).Count());
}
