using System.CommandLine;
using Nines.Guard.Drills.Consistency;
using Nines.Guard.Drills.Failures;

namespace Nines.Guard.Drills;

/// <summary>Breaks guards as processes: for proofs, and for figures.</summary>
internal static class Program
{
    private static Task<int> Main(string[] arguments) => new RootCommand("Breaks guards and everything that they depend on, as processes on this machine.")
    {
        ConsistencyCommands.Run(),
        ConsistencyCommands.Judge(),
        FailuresCommand.Create(),
        Mutants.Serve(),
    }.Parse(arguments).InvokeAsync();
}
