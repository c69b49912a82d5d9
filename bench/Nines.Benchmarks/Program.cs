using Nines.Benchmarks;
using Nines.Benchmarks.Audit;
using Nines.Benchmarks.Compare;
using Nines.Benchmarks.Guard;

if (args is ["engine", ..])
{
    EngineBenchmark.Run(Console.Out, args.Length > 1 ? args[1] : null);
    return 0;
}

if (args is ["memory"])
{
    MemoryBenchmark.Run(Console.Out);
    return 0;
}

if (args is ["decision"])
{
    await DecisionBenchmark.RunAsync(Console.Out);
    return 0;
}

if (args is ["tokens"])
{
    TokenBenchmark.Run(Console.Out);
    return 0;
}

if (args is ["placement"])
{
    PlacementBenchmark.Run(Console.Out);
    return 0;
}

if (args is ["audit"])
{
    await AuditBenchmark.RunAsync(Console.Out);
    return 0;
}

if (args is ["audit", "make", var size, var made] && int.TryParse(size, out int nodesMade))
{
    AuditBenchmark.Make(nodesMade, made);
    return 0;
}

if (args is ["audit", "judge", var dump])
{
    await AuditBenchmark.JudgeAsync(Console.Out, dump);
    return 0;
}

if (args is ["read"])
{
    await ReadBenchmark.RunAsync(Console.Out);
    return 0;
}

if (args is ["read", var nodes])
{
    await ReadBenchmark.RowAsync(Console.Out, int.Parse(nodes));
    return 0;
}

if (args is ["compare", .. string[] compared])
{
    return await CompareCommand.Create().Parse(compared).InvokeAsync();
}

if (args is ["guard", .. string[] rest])
{
    return await GuardVerb.Create().Parse(rest).InvokeAsync();
}

Console.Error.WriteLine("Usage: dotnet run -c Release --project bench/Nines.Benchmarks -- engine [FOLDER OF OPEN-PSA FILES] | memory | decision | tokens | placement | read [NODES] | audit | compare --help | guard --help");
return 2;
