using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Nines.Measure.Sources;

/// <summary>Compiles a project in memory, as the build does: implicit usings, friends, packages, source generators.</summary>
internal static class ProjectCompiler
{
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest, DocumentationMode.Parse);

    public static SourceProject Compile(string root, ProjectFile file, IReadOnlyDictionary<string, SourceProject> compiled)
    {
        ImmutableArray<SourceFile> files =
        [
            .. Directory.EnumerateFiles(file.Folder, "*.cs", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(path => Parse(root, path)),
        ];
        bool isProgram = files.Any(source => ((CompilationUnitSyntax)source.Tree.GetRoot()).Members.OfType<GlobalStatementSyntax>().Any());
        ImmutableArray<string> below = ProjectsBelow(file.ProjectReferences, compiled);
        CSharpCompilation compilation = CSharpCompilation.Create(
            file.Name,
            [.. files.Select(source => source.Tree), CSharpSyntaxTree.ParseText(Preamble(file), Parsing)],
            [
                .. ReferenceAssemblies.Framework,
                .. ReferenceAssemblies.Packages(root, file.Name),
                .. below.Select(name => compiled[name].Compilation.ToMetadataReference()),
            ],
            new CSharpCompilationOptions(
                isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                allowUnsafe: true,
                nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create(ReferenceAssemblies.Generators, parseOptions: Parsing)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation generated, out _);
        return new SourceProject(file.Name, file.Area, file.ProjectReferences, files, (CSharpCompilation)generated);
    }

    private static SourceFile Parse(string root, string path)
    {
        string relative = Path.GetRelativePath(root, path).Replace('\\', '/');
        return new SourceFile(relative, CSharpSyntaxTree.ParseText(File.ReadAllText(path), Parsing, relative));
    }

    private static string Preamble(ProjectFile file) =>
        string.Concat(file.Usings.Distinct(StringComparer.Ordinal).Select(name => $"global using {name};\n"))
        + string.Concat(file.Friends.Select(name => $"[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{name}\")]\n"));

    // References between projects pass through: a project sees those behind the ones that it names.
    private static ImmutableArray<string> ProjectsBelow(ImmutableArray<string> named, IReadOnlyDictionary<string, SourceProject> compiled)
    {
        HashSet<string> found = [];
        var open = new Queue<string>(named.Where(compiled.ContainsKey));
        while (open.TryDequeue(out string? name))
        {
            if (found.Add(name))
            {
                compiled[name].ProjectReferences.Where(compiled.ContainsKey).ToList().ForEach(open.Enqueue);
            }
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }
}
