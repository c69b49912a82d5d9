using System.Text.Json;
using Nines.Measure;
using Nines.Measure.References;
using Nines.Measure.Running;
using Nines.Measure.Sources;

string[] parts = [.. args.Except(["--json"])];
if (parts is not ([] or ["structure"] or ["running"] or ["unreached"]))
{
    Console.Error.WriteLine($"measure: cannot read '{string.Join(' ', parts)}'. Usage: ./measure [structure|running|unreached] [--json]");
    return 2;
}

string root = SourceTree.FindRoot(Environment.CurrentDirectory);
if (parts is ["unreached"])
{
    foreach (Unreached unreached in UnreachedCode.Find(SourceTree.Load(root, "src", "tests", "bench")))
    {
        Console.WriteLine(unreached);
    }

    return 0;
}

RunningReport? running = parts is ["structure"] ? null : await RunningReport.CreateAsync(root);
StructureReport? structure = null;
if (parts is not ["running"])
{
    var tree = SourceTree.Load(root, "src");
    foreach (string error in tree.Projects.SelectMany(project => project.Errors().Take(3)).Select(error => error.ToString()))
    {
        Console.Error.WriteLine($"measure: the sources do not compile, so references are missing: {error}");
    }

    structure = StructureReport.Create(tree);
}

if (args.Contains("--json"))
{
    Console.WriteLine(JsonSerializer.Serialize(new { running, structure }, MeasureJson.Options));
    return 0;
}

if (running is not null)
{
    ReportText.Write(Console.Out, running);
}

if (structure is not null)
{
    ReportText.Write(Console.Out, structure);
}

return 0;
