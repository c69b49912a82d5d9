using System.CommandLine;
using System.Text.Json;
using Nines.Benchmarks.Guard.Scenarios;

namespace Nines.Benchmarks.Guard;

/// <summary><c>guard run</c>: every scenario of a file, several times, as a table.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        Option<string> file = new("--file") { Description = "Scenarios.", DefaultValueFactory = _ => "bench/guard.json" };
        Option<string?> server = new("--server") { Description = "Command of the server under test for scenarios that name none, in place of the file's; {port}, {pki}, {upstream} and {root} are filled in." };
        Option<string[]> only = new("--only") { Description = "Scenarios whose name begins with one of these; all by default.", AllowMultipleArgumentsPerToken = true };
        Option<double> warm = new("--warm") { Description = "Seconds of load before anything is counted.", DefaultValueFactory = _ => 4 };
        Option<double> seconds = new("--seconds") { Description = "Seconds that each load counts.", DefaultValueFactory = _ => 3 };
        Option<int> rounds = new("--rounds") { Description = "Rounds of a burst.", DefaultValueFactory = _ => 50 };
        Option<int> repeat = new("--repeat") { Description = "Repetitions; figures are medians.", DefaultValueFactory = _ => 3 };
        Option<string?> output = new("--output") { Description = "File to write; standard output by default." };
        Command command = new("run", "Loads servers as a file of scenarios says, and writes a table.") { file, server, only, warm, seconds, rounds, repeat, output };
        command.SetAction(async (parsed, cancellation) =>
        {
            string[] names = parsed.GetValue(only) ?? [];
            Scenario[] scenarios;
            try
            {
                scenarios =
                [
                    .. ScenarioFile.Read(parsed.GetValue(file)!, parsed.GetValue(server)).Scenarios.Where(scenario => names.Length == 0 || names.Any(name => scenario.Name.StartsWith(name, StringComparison.Ordinal))),
                ];
            }
            catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync($"{parsed.GetValue(file)} cannot be read: {exception.Message}");
                return 2;
            }

            if (scenarios.Length == 0)
            {
                await Console.Error.WriteLineAsync($"{parsed.GetValue(file)} has no scenario of that name.");
                return 2;
            }

            if (scenarios.FirstOrDefault(scenario => scenario.Server.Length == 0) is { } without)
            {
                await Console.Error.WriteLineAsync($"The scenario \"{without.Name}\" names no server, and neither does the file. Give one with --server.");
                return 2;
            }

            int repetitions = parsed.GetValue(repeat);
            ScenarioRun run = new(Directory.GetCurrentDirectory(), TimeSpan.FromSeconds(parsed.GetValue(warm)), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(rounds));
            List<Measurement> loads = [];
            List<ServerMeasurement> servers = [];

            // Repetitions go round all scenarios, so that a noisy minute of the machine does not hit one of them alone.
            for (int repetition = 0; repetition < repetitions; repetition++)
            {
                foreach (Scenario scenario in scenarios)
                {
                    await Console.Error.WriteLineAsync($"{repetition + 1}/{repetitions} {scenario.Name}");
                    (List<Measurement> found, ServerMeasurement server) = await run.RunAsync(scenario, cancellation);
                    loads.AddRange(found);
                    servers.Add(server);
                }
            }

            string arguments = string.Join(' ', parsed.Tokens.Select(token => token.Value.Contains(' ', StringComparison.Ordinal) ? $"\"{token.Value}\"" : token.Value));
            string report = ScenarioReport.Write($"dotnet run -c Release --project bench/Nines.Benchmarks -- guard {arguments}", repetitions, loads, servers);
            if (parsed.GetValue(output) is { } path)
            {
                await File.WriteAllTextAsync(path, report, cancellation);
            }
            else
            {
                await Console.Out.WriteAsync(report);
            }

            return loads.Sum(load => load.Load.Failures) == 0 ? 0 : 1;
        });
        return command;
    }
}
