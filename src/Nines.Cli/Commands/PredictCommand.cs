using System.CommandLine;
using System.Globalization;
using Nines.Design.Predicting;
using Nines.Reliability.Solving;
using Nines.Text;

namespace Nines.Cli.Commands;

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
        Option<PredictFormat> output = Choice<PredictFormat>("--output", "-o", "How to write the answer. [default: text]");
        var outputFile = new Option<string?>("--output-file") { Description = "Write the answer to this file instead of standard output.", HelpName = "PATH" };
        var explain = new Option<string?>("--explain") { Description = "Tell the calculation of one journey as a tree: formulas, numbers, sources.", HelpName = "JOURNEY" };
        var whatIf = new Option<string[]>("--what-if")
        {
            Description = "Ask what a change does: PATH=VALUE sets a value, drop:PATH takes something away, lose:DOMAIN takes a failure domain or component down. Join several with ';'. May be repeated.",
            HelpName = "SCENARIO",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var advise = new Option<bool>("--advise") { Description = "Try the improvements that apply and rank them by the downtime they save." };
        Option<int> cutSets = Bounded("--cut-sets", "N", 10, 0, 100_000, "How many minimal cut sets to list; 0 only counts them.");
        var noImportance = new Option<bool>("--no-importance") { Description = "Leave importance and downtime by cause out." };
        Option<TimeSpan> timeout = Timeout();
        Option<int> memory = Bounded(
            "--memory", "MIB", 2048, 1, 1_048_576, "Memory for decision diagrams; when it runs out the answer is certified bounds, and says so.");
        Option<int> months = Bounded(
            "--months", "N", 0, 0, 10_000_000, "Simulate this many months for the chance that a single one misses the objective; 0 for none.");
        Option<ulong> seed = Bounded("--seed", "N", 1UL, 0UL, ulong.MaxValue, "Repeats a simulation.");
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

    /// <summary>A number within bounds; anything else is told with what was expected.</summary>
    private static Option<T> Bounded<T>(string name, string helpName, T value, T lowest, T highest, string description)
        where T : struct, IComparable<T>, IParsable<T> => new(name)
        {
            Description = $"{description} [default: {value}]",
            HelpName = helpName,
            DefaultValueFactory = _ => value,
            CustomParser = result =>
            {
                string text = result.Tokens is [{ Value: var only }] ? only : "";
                if (T.TryParse(text, CultureInfo.InvariantCulture, out T given) && given.CompareTo(lowest) >= 0 && given.CompareTo(highest) <= 0)
                {
                    return given;
                }

                result.AddError($"{name} is '{text}'; expected a number from {lowest} to {highest}.");
                return value;
            },
        };

    /// <summary>Seconds, or a number with a unit: <c>90</c>, <c>90s</c>, <c>2m</c>.</summary>
    private static Option<TimeSpan> Timeout()
    {
        const string name = "--timeout";
        (string Unit, double Seconds)[] units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("", 1)];
        return new Option<TimeSpan>(name)
        {
            Description = "Time for each file; when it runs out the answer is certified bounds, and says so. [default: 60s]",
            HelpName = "DURATION",
            DefaultValueFactory = _ => TimeSpan.FromSeconds(60),
            CustomParser = result =>
            {
                string text = result.Tokens is [{ Value: var only }] ? only : "";
                (string unit, double factor) = units.First(candidate => text.EndsWith(candidate.Unit, StringComparison.Ordinal));
                if (double.TryParse(text.AsSpan(0, text.Length - unit.Length), CultureInfo.InvariantCulture, out double number)
                    && number * factor is >= 0.01 and <= 86_400)
                {
                    return TimeSpan.FromSeconds(number * factor);
                }

                result.AddError($"{name} is '{text}'; expected 10ms to 24h, such as 90, 90s or 2m.");
                return TimeSpan.FromSeconds(60);
            },
        };
    }

    /// <summary>One of the names of an enumeration, in lower case.</summary>
    private static Option<T> Choice<T>(string name, string alias, string description)
        where T : struct, Enum
    {
        string[] names = [.. Enum.GetNames<T>().Select(value => value.ToLowerInvariant())];
        return new Option<T>(name, alias)
        {
            Description = description,
            HelpName = string.Join('|', names),
            CustomParser = result =>
            {
                string text = result.Tokens is [{ Value: var only }] ? only : "";
                if (names.Contains(text))
                {
                    return Enum.Parse<T>(text, ignoreCase: true);
                }

                string hint = Spelling.Hint(text, names) is { } near ? " " + near : "";
                result.AddError($"{name} is '{text}'; expected {string.Join(", ", names)}.{hint}");
                return default;
            },
        };
    }
}
