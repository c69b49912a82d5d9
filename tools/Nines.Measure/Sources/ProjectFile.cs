using System.Collections.Immutable;
using System.Xml.Linq;

namespace Nines.Measure.Sources;

/// <summary>Those parts of a project file, and of the props above it, that decide how its sources compile.</summary>
/// <param name="Name">File name without extension.</param>
/// <param name="Area">src, tests, bench or tools.</param>
/// <param name="Folder">Full path of the folder.</param>
/// <param name="ProjectReferences">Names of the projects that it refers to.</param>
/// <param name="PackageReferences">Packages that it names itself.</param>
/// <param name="Friends">Assemblies that see its internals.</param>
/// <param name="Usings">Namespaces imported into every file.</param>
internal sealed record ProjectFile(
    string Name,
    string Area,
    string Folder,
    ImmutableArray<string> ProjectReferences,
    ImmutableArray<string> PackageReferences,
    ImmutableArray<string> Friends,
    ImmutableArray<string> Usings)
{
    // What ImplicitUsings adds for the Microsoft.NET.Sdk.
    private static readonly ImmutableArray<string> ImplicitUsings =
        ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"];

    public static ProjectFile Read(string path, string area)
    {
        string folder = Path.GetDirectoryName(path)!;
        XDocument document = XDocument.Load(path);
        string props = Path.Combine(folder, "..", "Directory.Build.props");

        // Items of the props may be for all projects but one: '$(MSBuildProjectName)' != 'NAME'.
        string name = Path.GetFileNameWithoutExtension(path);
        IEnumerable<string> shared = File.Exists(props)
            ? Includes(XDocument.Load(props), "Using", group => (string?)group?.Attribute("Condition") is not { } condition || !condition.EndsWith($"!= '{name}'", StringComparison.Ordinal))
            : [];
        return new ProjectFile(
            name,
            area,
            folder,
            [.. document.Descendants("ProjectReference")
                .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))],
            [.. Includes(document, "PackageReference")],
            [.. Includes(document, "InternalsVisibleTo")],
            [.. ImplicitUsings, .. shared, .. Includes(document, "Using")]);
    }

    private static IEnumerable<string> Includes(XDocument document, string item, Func<XElement?, bool>? isFor = null) =>
        document.Descendants(item).Where(element => isFor?.Invoke(element.Parent) != false).Select(element => (string?)element.Attribute("Include")).OfType<string>();
}
