using Nines.Benchmarks;

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

Console.Error.WriteLine("Usage: dotnet run -c Release --project bench/Nines.Benchmarks -- engine [FOLDER OF OPEN-PSA FILES] | memory");
return 2;
