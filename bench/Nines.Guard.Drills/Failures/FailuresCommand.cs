using System.CommandLine;
using System.Globalization;
using Nines.Guard.Drills.Site;
using Nines.Testing;

namespace Nines.Guard.Drills.Failures;

/// <summary><c>failures</c>: the failure table.</summary>
internal static class FailuresCommand
{
    public static Command Create()
    {
        var only = new Option<string[]>("--only") { Description = "These rows alone, printed and not written.", AllowMultipleArgumentsPerToken = true };
        only.AcceptOnlyFromAmong([.. FailureRows.All.Select(row => row.Name)]);
        var seed = new Option<int>("--seed") { Description = "Of what is drawn.", DefaultValueFactory = _ => 1 };
        var command = new Command("failures", "Measures what each failure does to reviews, and writes bench/results/guard-failures.md and the table of docs/guard.md.") { only, seed };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (DrillSite.Missing is { } missing)
            {
                await Console.Error.WriteLineAsync(missing);
                return 2;
            }

            string[] chosen = parsed.GetValue(only) ?? [];
            var rows = new List<FailureFigures>();
            var loads = new List<double>();
            Console.WriteLine(FailureTable.Head);
            foreach (FailureRow row in FailureRows.All.Where(row => chosen.Length == 0 || chosen.Contains(row.Name, StringComparer.Ordinal)))
            {
                if (row.Missing is { } lacks)
                {
                    await Console.Error.WriteLineAsync($"{row.Name}: not measured; {lacks}");
                    continue;
                }

                FailureFigures figures = await FailureRun.RunAsync(row, parsed.GetValue(seed), cancellation);
                rows.Add(figures);
                loads.Add(Load());
                Console.WriteLine(FailureTable.Line(figures));
                foreach (string note in new[] { figures.Failures, figures.WrongText }.Where(note => note.Length > 0))
                {
                    await Console.Error.WriteLineAsync($"{row.Name}: {note}");
                }
            }

            if (chosen.Length == 0)
            {
                string load = string.Create(
                    CultureInfo.InvariantCulture,
                    $"Measured with {System.Environment.ProcessorCount} cores that other programs used too (load {loads.Min():0.0} to {loads.Max():0.0}), all of this on them: compare rows, not milliseconds.");
                string page = FailureTable.Page(rows, load);
                string guard = Repository.File("docs/guard.md");
                await File.WriteAllTextAsync(Repository.File("bench/results/guard-failures.md"), page, cancellation);
                await File.WriteAllTextAsync(
                    guard, FailureTable.Insert(await File.ReadAllTextAsync(guard, cancellation), FailureTable.Lines(page)), cancellation);
            }

            return rows.Any(row => row.Wrong > 0) ? 1 : 0;
        });
        return command;
    }

    private static double Load() => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);
}
