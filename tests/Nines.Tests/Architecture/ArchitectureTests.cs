using System.Collections.Immutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Nines.Testing;

namespace Nines.Tests.Architecture;

/// <summary>Which part may know which. An arrow that is not here is not wanted; whoever wants it changes this table, in review.</summary>
public sealed class ArchitectureTests
{
    private const int MostLines = 400;

    private static readonly ImmutableDictionary<string, ImmutableArray<string>> Projects = new Dictionary<string, ImmutableArray<string>>
    {
        ["Nines"] = [],
        ["Nines.Yaml"] = ["Nines"],
        ["Nines.Azure"] = ["Nines", "Nines.Yaml"],
        ["Nines.Kubernetes"] = ["Nines", "Nines.Yaml"],
        ["Nines.FakeAzure"] = [],
        ["Nines.Guard"] = ["Nines", "Nines.Yaml"],
        ["Nines.Cli"] = ["Nines", "Nines.Azure", "Nines.FakeAzure", "Nines.Guard", "Nines.Kubernetes", "Nines.Yaml"],
    }.ToImmutableDictionary();

    // Inside the core, a part may use those named here and itself.
    private static readonly ImmutableDictionary<string, ImmutableArray<string>> Parts = new Dictionary<string, ImmutableArray<string>>
    {
        ["Text"] = [],
        ["Clouds"] = [],
        ["Domains"] = ["Clusters"],
        ["Reliability"] = ["Domains", "Text"],
        ["Environments"] = ["Domains", "Reliability", "Text"],
        ["Clusters"] = ["Text"],
        ["Scheduling"] = ["Clusters", "Reliability", "Text"],
        ["Audits"] = ["Clusters", "Domains", "Reliability", "Scheduling", "Text"],
    }.ToImmutableDictionary();

    [Fact]
    public void Projects_refer_to_each_other_as_drawn()
    {
        string[] projects = [.. Directory.GetDirectories(Repository.File("src")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        projects.ShouldBe(Projects.Keys.Order(StringComparer.Ordinal));
        foreach (string project in projects)
        {
            References(project, "ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference)).Order(StringComparer.Ordinal)
                .ToArray().ShouldBe([.. Projects[project]], project);
        }
    }

    [Fact]
    public void The_core_has_no_packages_and_what_knows_azure_only_those_of_azure()
    {
        References("Nines", "PackageReference").ShouldBeEmpty();
        References("Nines.Azure", "PackageReference").ShouldBe(["Azure.Core", "Azure.Identity"]);
    }

    [Fact]
    public void Parts_of_the_core_use_only_what_is_below_them()
    {
        List<string> faults = [];
        foreach (SourceFile file in SourceTree.Below("src/Nines"))
        {
            string part = file.Namespace.Split('.') is ["Nines", var name, ..] ? name : "";
            if (!Parts.TryGetValue(part, out ImmutableArray<string> allowed))
            {
                faults.Add($"{file.Path}: the namespace {file.Namespace} is in no part that the table knows");
                continue;
            }

            // Both a using line and a name written out in full, with or without the leading Nines.
            faults.AddRange(Parts.Keys.Where(other => other != part && !allowed.Contains(other)
                    && Regex.IsMatch(file.Code, $@"(\bNines\.{other}\b)|((?<![\w.]){other}\.[A-Z])", RegexOptions.None, TimeSpan.FromSeconds(5)))
                .Select(other => $"{file.Path}: {part} uses {other}"));
        }

        faults.ShouldBeEmpty();
    }

    [Fact]
    public void Namespaces_follow_folders()
    {
        foreach (SourceFile file in SourceTree.Below("src").Where(file => file.Namespace.Length > 0))
        {
            string folder = Path.GetDirectoryName(file.Path)!.Replace('\\', '/')["src/".Length..];
            file.Namespace.ShouldBe(folder.Replace('/', '.'), file.Path);
        }
    }

    [Fact]
    public void The_core_touches_neither_files_nor_the_network_nor_the_console()
    {
        var effects = new Regex(
            @"(?<![\w.])(Console|File|Directory|FileStream|FileInfo|DirectoryInfo|StreamReader|HttpClient|Socket|TcpClient|Process|Environment)(\.[A-Z]|\()",
            RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));

        SourceTree.Below("src/Nines")
            .Where(file => effects.IsMatch(file.Code))
            .Select(file => $"{file.Path}: {effects.Match(file.Code).Value}")
            .ShouldBeEmpty();
    }

    [Fact]
    public void No_file_is_long() =>
        new[] { "src", "tests", "bench" }.SelectMany(folder => SourceTree.Below(folder))
            .Where(file => file.Lines > MostLines)
            .Select(file => $"{file.Path}: {file.Lines} lines")
            .ShouldBeEmpty();

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(Repository.File($"src/{project}/{project}.csproj")).Descendants(kind)
            .Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/'));
}
