using System.Collections.Immutable;
using Nines.Measure.Sources;

namespace Nines.Measure.References;

/// <summary>Arrows between projects, between the top folders of a project, and between all folders.</summary>
internal sealed record FolderGraphs(Graph Projects, Graph TopFolders, Graph Folders)
{
    public static FolderGraphs Create(ImmutableArray<SourceProject> projects, IEnumerable<SymbolReference> references)
    {
        string[] files = [.. projects.SelectMany(project => project.Files).Select(file => file.Path)];
        var graphs = new FolderGraphs(new Graph(files.Select(Project)), new Graph(files.Select(TopFolder)), new Graph(files.Select(Folder)));
        HashSet<string> known = [.. files];
        foreach (SymbolReference reference in references.Where(reference => known.Contains(reference.FromFile) && known.Contains(reference.ToFile)))
        {
            string reason = $"{Path.GetFileNameWithoutExtension(reference.FromFile)} > {Path.GetFileNameWithoutExtension(reference.ToFile)}";
            graphs.Projects.Add(Project(reference.FromFile), Project(reference.ToFile), reason);
            graphs.Folders.Add(Folder(reference.FromFile), Folder(reference.ToFile), reason);
            if (Project(reference.FromFile) == Project(reference.ToFile))
            {
                graphs.TopFolders.Add(TopFolder(reference.FromFile), TopFolder(reference.ToFile), reason);
            }
        }

        return graphs;
    }

    public static string Project(string path) => path.Split('/')[1];

    /// <summary>The first folder below the project; the project itself for files at its root.</summary>
    public static string TopFolder(string path) => path.Split('/') is [_, var project, var folder, _, ..] ? $"{project}/{folder}" : Project(path);

    public static string Folder(string path) => string.Join('/', path.Split('/')[1..^1]);
}
