using System.Collections.Immutable;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Nines.Measure.References;
using Nines.Measure.Sources;
using Nines.Testing;

namespace Nines.Measure.Tests;

/// <summary>Allowed references between projects and between the folders of the core, by symbol. A new arrow changes these tables, in review.</summary>
public sealed class ArchitectureTests
{
    private static readonly ImmutableDictionary<string, ImmutableArray<string>> s_projects = new Dictionary<string, ImmutableArray<string>>
    {
        ["Nines"] = [],
        ["Nines.Yaml"] = ["Nines"],
        ["Nines.Azure"] = ["Nines", "Nines.Yaml"],
        ["Nines.Kubernetes"] = ["Nines", "Nines.Yaml"],
        ["Nines.FakeAzure"] = [],
        ["Nines.Guard"] = ["Nines", "Nines.Yaml"],
        ["Nines.Cli"] = ["Nines", "Nines.Azure", "Nines.FakeAzure", "Nines.Guard", "Nines.Kubernetes", "Nines.Yaml"],
    }.ToImmutableDictionary();

    // The folders of the core, each with those that it may use.
    private static readonly ImmutableDictionary<string, ImmutableArray<string>> s_core = new Dictionary<string, ImmutableArray<string>>
    {
        ["Text"] = [],
        ["Clusters"] = ["Text"],
        ["Domains"] = ["Clusters", "Text"],
        ["Reliability"] = ["Domains", "Text"],
        ["Environments"] = ["Clusters", "Domains", "Reliability", "Text"],
        ["Scheduling"] = ["Clusters", "Domains", "Reliability", "Text"],
        ["Audits"] = ["Clusters", "Domains", "Reliability", "Scheduling", "Text"],
    }.ToImmutableDictionary();

    // Types of .NET that reach outside the process.
    private static readonly ImmutableHashSet<string> s_effects =
    [
        "System.Console", "System.Environment", "System.Diagnostics.Process", "System.IO.File", "System.IO.FileInfo", "System.IO.Directory",
        "System.IO.DirectoryInfo", "System.IO.FileStream", "System.Net.Http.HttpClient", "System.Net.Sockets.Socket", "System.Net.Sockets.TcpClient",
    ];

    [Fact]
    public void The_sources_compile_so_that_no_reference_is_missed() =>
        Measured.Tree.Product.SelectMany(project => project.Errors()).Select(error => error.ToString()).Take(5).ShouldBeEmpty();

    [Fact]
    public void Projects_refer_to_each_other_as_drawn()
    {
        Measured.Tree.Product.Select(project => project.Name).Order(StringComparer.Ordinal).ShouldBe(s_projects.Keys.Order(StringComparer.Ordinal));
        foreach (SourceProject project in Measured.Tree.Product)
        {
            project.ProjectReferences.Order(StringComparer.Ordinal).ToArray().ShouldBe([.. s_projects[project.Name]], project.Name);
        }
    }

    [Fact]
    public void The_core_has_no_packages_and_azure_only_those_of_azure()
    {
        Packages("Nines").ShouldBeEmpty();
        Packages("Nines.Azure").ShouldBe(["Azure.Core", "Azure.Identity"]);
    }

    [Fact]
    public void Folders_of_the_core_use_only_what_is_below_them() =>
        Measured.References
            .Where(reference => FolderGraphs.Project(reference.FromFile) == "Nines" && FolderGraphs.Project(reference.ToFile) == "Nines")
            .Select(reference => (reference, From: FolderGraphs.TopFolder(reference.FromFile)[6..], To: FolderGraphs.TopFolder(reference.ToFile)[6..]))
            .Where(arrow => arrow.From != arrow.To && !(s_core.TryGetValue(arrow.From, out ImmutableArray<string> below) && below.Contains(arrow.To)))
            .Select(arrow => $"{arrow.reference.FromFile} uses {arrow.reference.To}: {arrow.From} -> {arrow.To}")
            .ShouldBeEmpty();

    [Fact]
    public void Namespaces_follow_folders() =>
        Measured.Tree.Files
            .SelectMany(file => file.Tree.GetRoot().DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>()
                .Where(declared => declared.Name.ToString() != file.Folder.Replace('/', '.'))
                .Select(declared => $"{file.Path} declares {declared.Name}"))
            .ShouldBeEmpty();

    [Fact]
    public void The_core_reaches_neither_files_nor_the_network_nor_the_console()
    {
        SourceProject core = Measured.Tree.Product.Single(project => project.Name == "Nines");
        core.Files.SelectMany(file => Effects(file, core.Compilation.GetSemanticModel(file.Tree))).ShouldBeEmpty();
    }

    [Fact]
    public void No_file_is_long() =>
        Measured.Tree.Projects.SelectMany(project => project.Files).Where(file => file.Lines > 400).Select(file => $"{file.Path}: {file.Lines} lines").ShouldBeEmpty();

    [Fact]
    public void The_map_for_contributors_names_every_top_folder()
    {
        string map = File.ReadAllText(Repository.File("CONTRIBUTING.md"));
        string[] words = map.Split([' ', '\n', ',', ';', ':', '/', '`'], StringSplitOptions.RemoveEmptyEntries);
        Measured.Tree.Files.Select(file => FolderGraphs.TopFolder(file.Path)).Distinct()
            .Where(folder => !words.Contains(folder.Split('/')[^1]))
            .ShouldBeEmpty();
    }

    private static IEnumerable<string> Effects(SourceFile file, SemanticModel model) =>
        file.Tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>()
            .Select(name => model.GetSymbolInfo(name).Symbol)
            .Select(symbol => symbol as INamedTypeSymbol ?? symbol?.ContainingType)
            .OfType<INamedTypeSymbol>()
            .Select(type => type.ToDisplayString())
            .Where(s_effects.Contains)
            .Select(type => $"{file.Path}: {type}");

    private static IEnumerable<string> Packages(string project) =>
        XDocument.Load(Repository.File($"src/{project}/{project}.csproj")).Descendants("PackageReference")
            .Select(reference => reference.Attribute("Include")!.Value);
}
