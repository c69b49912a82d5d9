using System.Collections.Immutable;

namespace Nines.Measure.Sources;

/// <summary>Projects of this repository with their compilations, each after those it refers to.</summary>
internal sealed class SourceTree
{
    private SourceTree(string root, ImmutableArray<SourceProject> projects) => (Root, Projects) = (root, projects);

    public string Root { get; }

    public ImmutableArray<SourceProject> Projects { get; }

    public ImmutableArray<SourceProject> Product => [.. Projects.Where(project => project.Area == "src")];

    /// <summary>Files of src.</summary>
    public ImmutableArray<SourceFile> Files => [.. Product.SelectMany(project => project.Files)];

    /// <param name="root">Folder with nines.slnx.</param>
    /// <param name="areas">Folders to read: src, tests, bench, tools.</param>
    public static SourceTree Load(string root, params ReadOnlySpan<string> areas)
    {
        Dictionary<string, ProjectFile> files = [];
        foreach (string area in areas)
        {
            foreach (string path in Directory.EnumerateFiles(Path.Combine(root, area), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                var file = ProjectFile.Read(path, area);
                files.Add(file.Name, file);
            }
        }

        Dictionary<string, SourceProject> compiled = [];
        foreach (ProjectFile file in files.Values)
        {
            Compile(file);
        }

        return new SourceTree(root, [.. compiled.Values]);

        void Compile(ProjectFile file)
        {
            if (compiled.ContainsKey(file.Name))
            {
                return;
            }

            foreach (string reference in file.ProjectReferences.Where(files.ContainsKey))
            {
                Compile(files[reference]);
            }

            compiled.Add(file.Name, ProjectCompiler.Compile(root, file, compiled));
        }
    }

    /// <summary>The folder with nines.slnx at or above a folder.</summary>
    public static string FindRoot(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "nines.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"nines.slnx is in no folder at or above {start}. Run measure inside the repository.");
    }
}
