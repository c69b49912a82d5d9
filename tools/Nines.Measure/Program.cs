using System.Text.Json;
using Nines.Measure;
using Nines.Measure.Sources;

// Human text goes to stderr when the output is JSON, and the only failure is a repository that cannot be read.
bool json = args.Contains("--json");
string[] unknown = [.. args.Except(["structure", "--json"])];
if (unknown.Length > 0)
{
    Console.Error.WriteLine($"measure: unknown argument '{unknown[0]}'. Usage: ./measure [structure] [--json]");
    return 2;
}

string root = SourceTree.FindRoot(Environment.CurrentDirectory);
var tree = SourceTree.Load(root, "src");
foreach (SourceProject project in tree.Projects)
{
    foreach (string error in project.Errors().Take(3).Select(error => error.ToString()))
    {
        Console.Error.WriteLine($"measure: {project.Name} does not compile, so references are missing: {error}");
    }
}

var structure = StructureReport.Create(tree);
if (json)
{
    Console.WriteLine(JsonSerializer.Serialize(structure, MeasureJson.Options));
    return 0;
}

StructureText.Write(Console.Out, structure);
return 0;
