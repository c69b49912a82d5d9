using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Environments.Predictions;
using Nines.Reliability;
using Nines.Text;

namespace Nines.Cli.Verbs.Predict;

/// <summary><c>nines predict FILE...</c>: how many nines, what breaks it, what each improvement is worth.</summary>
internal static class PredictCommand
{
    private const int MostFiles = 100;

    public static Command Create(CommandHost host)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Environment files (*.yaml, *.json) or Open-PSA fault trees (*.xml); - reads standard input. Without a file, an embedded example is predicted.",
            Arity = new ArgumentArity(0, MostFiles),
        };
        Option<PredictFormat> output = OptionKinds.Choice<PredictFormat>("--output", "-o", "How to write the answer. [default: text]");
        var outputFile = new Option<string?>("--output-file") { Description = "Write the answer to this file instead of standard output.", HelpName = "PATH" };
        var explain = new Option<string?>("--explain") { Description = "Tell the calculation of one journey as a tree: formulas, numbers, sources.", HelpName = "JOURNEY" };
        var whatIf = new Option<string[]>("--what-if")
        {
            Description = "Ask what a change does: PATH=VALUE sets a value, drop:PATH takes something away, lose:DOMAIN takes a failure domain or component down. Join several with ';'. May be repeated.",
            HelpName = "SCENARIO",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var advise = new Option<bool>("--advise") { Description = "Try the improvements that apply and rank them by the downtime they save." };
        Option<int> cutSets = OptionKinds.Bounded("--cut-sets", "N", 10, 0, 100_000, "How many minimal cut sets to list; 0 only counts them.");
        var noImportance = new Option<bool>("--no-importance") { Description = "Leave importance and downtime by cause out." };
        Option<TimeSpan> timeout = OptionKinds.Duration(
            "--timeout", TimeSpan.FromSeconds(60), TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1),
            "Time for each file; when it runs out the answer is certified bounds, and says so.");
        Option<int> memory = OptionKinds.Bounded(
            "--memory", "MIB", 2048, 1, 1_048_576, "Memory for decision diagrams; when it runs out the answer is certified bounds, and says so.");
        Option<int> months = OptionKinds.Bounded(
            "--months", "N", 0, 0, 10_000_000, "Simulate this many months for the chance that a single one misses the objective; 0 for none.");
        Option<ulong> seed = OptionKinds.Bounded("--seed", "N", 1UL, 0UL, ulong.MaxValue, "Repeats a simulation.");
        var command = new Command("predict", "Predict the availability of each journey of an environment, exactly, and say what breaks it.")
        {
            files, output, outputFile, explain, whatIf, advise, cutSets, noImportance, timeout, memory, months, seed,
        };
        files.Validators.Add(result =>
        {
            foreach (string name in result.Tokens.Select(token => token.Value).Where(name => name.Length > 1 && name[0] == '-'))
            {
                string hint = Spelling.Hint(name, command.Options.Select(option => option.Name)) is { } near ? " " + near : "";
                result.AddError($"{name} is not an option of predict.{hint} A file of that name can be given as ./{name}.");
            }
        });
        command.SetAction((parsed, cancellation) => Task.Run(
            () => host.Print(new PredictRun(host, new PredictRequest(
                [.. parsed.GetValue(files) ?? []],
                parsed.GetValue(output),
                parsed.GetValue(outputFile),
                parsed.GetValue(explain),
                [.. parsed.GetValue(whatIf) ?? []],
                parsed.GetValue(advise),
                new PredictOptions
                {
                    Budget = new SolverBudget((long)parsed.GetValue(memory) << 20, parsed.GetValue(timeout)),
                    CutSets = parsed.GetValue(cutSets),
                    Importance = !parsed.GetValue(noImportance),
                    Months = parsed.GetValue(months),
                    Seed = parsed.GetValue(seed),
                })).Run(cancellation)),
            cancellation));
        return command;
    }
}
