using System.CommandLine;
using Nines.Guard.Drills.Faults;
using Nines.Testing.Consistency;

namespace Nines.Guard.Drills.Consistency;

/// <summary><c>consistency</c>, and <c>judge</c> for what it wrote.</summary>
internal static class ConsistencyCommands
{
    public static Command Run()
    {
        var seed = new Option<int>("--seed") { Description = "Decides what goes wrong and in which order.", DefaultValueFactory = _ => 1 };
        var seconds = new Option<int>("--seconds") { Description = "How long at least; 1800 is the soak.", DefaultValueFactory = _ => 60 };
        var faults = new Option<string[]>("--fault") { Description = $"Only these. One of: {string.Join(", ", Schedule.All.Select(fault => fault.Name))}." };
        var mutant = new Option<string?>("--mutant") { Description = "Guards that are built with a mistake, which must be caught." };
        mutant.AcceptOnlyFromAmong([.. Mutants.Names]);
        var command = new Command("consistency", "Breaks guards, Redis, Sentinels, Azure and all ways between them, and proves G1 to G5 over the whole history.")
        {
            seed, seconds, faults, mutant,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var options = new ConsistencyOptions
            {
                Seed = parsed.GetValue(seed),
                Length = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                Faults = parsed.GetValue(faults) ?? [],
                Site = new() { Mutant = parsed.GetValue(mutant) },
                EndsAtViolation = parsed.GetValue(mutant) is not null,
            };
            try
            {
                ConsistencyResult result = await ConsistencyRun.RunAsync(options, Console.WriteLine, cancellation);
                Console.WriteLine(result);
                return result.IsConsistent ? 0 : 1;
            }
            catch (ArgumentException wrong)
            {
                await Console.Error.WriteLineAsync(wrong.Message);
                return 2;
            }
        });
        return command;
    }

    public static Command Judge()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "A history that a run wrote." };
        var stall = new Option<int>("--stall") { Description = "Milliseconds that a thread was late by, as the run said.", DefaultValueFactory = _ => 100 };
        var command = new Command("judge", "Judges a history again.") { file, stall };
        command.SetAction(parsed =>
        {
            History history = HistoryFile.Read(parsed.GetValue(file)!.FullName);
            Report report = ConsistencyChecker.Check(history, ConsistencySettings.For(3, TimeSpan.FromMilliseconds(parsed.GetValue(stall))));
            Console.WriteLine(report);
            return report.IsConsistent ? 0 : 1;
        });
        return command;
    }
}
