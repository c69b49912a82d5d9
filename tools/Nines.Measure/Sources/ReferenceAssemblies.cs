using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Microsoft.CodeAnalysis;

namespace Nines.Measure.Sources;

/// <summary>Assemblies and generators that the sources compile against: those of the SDK's packs, and those that a restore wrote down.</summary>
internal static class ReferenceAssemblies
{
    private static readonly ImmutableArray<string> Packs = [.. FindPacks()];

    /// <summary>The .NET and ASP.NET Core libraries. Every project gets both; what a project may refer to, its build decides.</summary>
    public static ImmutableArray<MetadataReference> Framework { get; } =
    [
        .. Packs.SelectMany(pack => Directory.EnumerateFiles(Path.Combine(pack, "ref", "net10.0"), "*.dll"))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static ImmutableArray<ISourceGenerator> Generators { get; } =
    [
        .. Packs.Select(pack => Path.Combine(pack, "analyzers", "dotnet", "cs"))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.dll"))
            .SelectMany(GeneratorsOf),
    ];

    /// <summary>Packages of a project, from the list that its restore left in artifacts.</summary>
    public static IEnumerable<MetadataReference> Packages(string root, string project)
    {
        string assets = Path.Combine(root, "artifacts", "obj", project, "project.assets.json");
        if (!File.Exists(assets))
        {
            throw new FileNotFoundException($"{project} has not been restored: run 'dotnet restore nines.slnx' first.", assets);
        }

        using var document = JsonDocument.Parse(File.ReadAllBytes(assets));
        string[] folders = [.. document.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name)];
        foreach (JsonProperty package in document.RootElement.GetProperty("targets").GetProperty("net10.0").EnumerateObject())
        {
            if (package.Value.GetProperty("type").GetString() != "package" || !package.Value.TryGetProperty("compile", out JsonElement compile))
            {
                continue;
            }

            foreach (string file in compile.EnumerateObject().Select(entry => entry.Name).Where(name => name.EndsWith(".dll", StringComparison.Ordinal)))
            {
                string relative = Path.Combine(package.Name.ToLowerInvariant(), file);
                yield return MetadataReference.CreateFromFile(
                    folders.Select(folder => Path.Combine(folder, relative)).FirstOrDefault(File.Exists)
                    ?? throw new FileNotFoundException($"{project}: the package {package.Name} has been removed; restore again.", relative));
            }
        }
    }

    private static IEnumerable<string> FindPacks()
    {
        // shared/Microsoft.NETCore.App/10.0.x is where this program's own libraries are.
        string dotnet = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        foreach (string name in new[] { "Microsoft.NETCore.App.Ref", "Microsoft.AspNetCore.App.Ref" })
        {
            string folder = Path.Combine(dotnet, "packs", name);
            yield return Directory.EnumerateDirectories(folder, "10.*").MaxBy(path => Version.TryParse(Path.GetFileName(path), out Version? version) ? version : new Version())
                ?? throw new DirectoryNotFoundException($"{folder} has no pack for .NET 10; install the .NET 10 SDK.");
        }
    }

    private static IEnumerable<ISourceGenerator> GeneratorsOf(string path)
    {
        foreach (Type type in LoadableTypes(Assembly.LoadFrom(path)).Where(type => !type.IsAbstract && type.IsDefined(typeof(GeneratorAttribute), inherit: false)))
        {
            switch (Activator.CreateInstance(type))
            {
                case IIncrementalGenerator incremental: yield return incremental.AsSourceGenerator(); break;
                case ISourceGenerator generator: yield return generator; break;
            }
        }
    }

    // Code fixes in the same assembly need the libraries of an editor, which are not here and not needed.
    private static IEnumerable<Type> LoadableTypes(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException partly)
        {
            return partly.Types.OfType<Type>();
        }
    }
}
