using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Cli.Verbs.Predict.Html;
using Nines.Cli.Verbs.Predict.Terminal;
using Nines.Environments.Predictions;
using Nines.Reliability;
using Nines.Text;

namespace Nines.Cli.Verbs.Predict;

/// <summary><c>nines predict FILE...</c>: availability, causes of downtime, and the worth of improvements.</summary>
internal sealed class PredictVerb : Verb<PredictRequest, PredictAnswer>
{
    private const int MaxFiles = 100;
    private const long StepsPerUnit = 1_000_000;

    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Environment files (*.yaml, *.json) or Open-PSA fault trees (*.xml); - reads standard input. Without a file, an embedded example is predicted.",
        Arity = new ArgumentArity(0, MaxFiles),
    };

    private readonly OutputOptions<PredictFormat> _output = new();

    private readonly Option<string?> _explain = new("--explain")
    {
        Description = "Show the calculation of one journey as a tree: formulas, numbers, sources.",
        HelpName = "JOURNEY",
    };

    private readonly Option<string[]> _whatIf = new("--what-if")
    {
        Description = "Predict what a change does: PATH=VALUE sets a value, drop:PATH removes something, lose:DOMAIN takes a failure domain or component down. Join several with ';'. May be repeated.",
        HelpName = "SCENARIO",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> _advise = new("--advise") { Description = "Try the improvements that apply, and rank them by the downtime they save and by the cost of a minute saved." };

    private readonly Option<string?> _catalogue = new("--catalogue")
    {
        Description = "File with availabilities of services that replace or extend the built-in catalogue; it has the form of schemas/catalogue.schema.json.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _cost = new("--cost") { Description = "Show the list price of each environment a month, line by line. Included in --advise and in -o html." };

    private readonly Option<string?> _prices = new("--prices")
    {
        Description = "File with prices that replace or extend the built-in ones: the output of nines prices import, or contract prices in the same form.",
        HelpName = "FILE",
    };

    private readonly Option<int> _cutSets = OptionKinds.Bounded("--cut-sets", "N", 10, 0, 100_000, "Maximum number of minimal cut sets to list; 0 only counts them.");

    private readonly Option<bool> _noImportance = new("--no-importance") { Description = "Omit importance and downtime by cause." };

    private readonly Option<bool> _probabilityOnly = new("--probability-only")
    {
        Description = "Compute the probability of each top event, or the availability of each journey, and nothing else.",
    };

    private readonly Option<int> _work = OptionKinds.Bounded(
        "--work", "N", (int)(SolverLimits.Default.MaxSteps / StepsPerUnit), 1, 1_000_000,
        "Work for each file, in millions of steps; when they are used up, the answer is certified bounds and is marked as such.");

    private readonly Option<TimeSpan?> _timeout = OptionKinds.OptionalDuration(
        "--timeout", TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1),
        "Also end the work on each file after this time. Where time ends it, the answer depends on the machine and says so.");

    private readonly Option<int> _memory = OptionKinds.Bounded(
        "--memory", "MIB", 2048, 1, 1_048_576, "Memory for decision diagrams; when it is used up, the answer is certified bounds and is marked as such.");

    private readonly Option<int> _months = OptionKinds.Bounded(
        "--months", "N", 0, 0, 10_000_000, "Simulate this many months for the probability that a single one misses the objective; 0 for none.");

    private readonly Option<ulong> _seed = OptionKinds.Bounded("--seed", "N", 1UL, 0UL, ulong.MaxValue, "Random seed, for reproducible results.");

    public PredictVerb()
        : base("predict", "Predict the availability of each journey of an environment, and show what breaks it.")
    {
        Examples =
        [
            "predict",
            "predict examples/hybrid.yaml --what-if 'lose:weu.zone1'",
            "predict examples/shared-services.yaml -o html --output-file report.html",
            "predict examples/two-regions.yaml --cost",
        ];
        ConfigurableOptions = ["output", "cut-sets", "no-importance", "probability-only", "work", "timeout", "memory", "months", "seed"];
        Add(_files);
        _output.AddTo(this);
        foreach (Option option in (Option[])[_explain, _whatIf, _advise, _catalogue, _cost, _prices, _cutSets, _noImportance, _probabilityOnly, _work, _timeout, _memory, _months, _seed])
        {
            Add(option);
        }

        RefuseUnknownOptions(_files);
    }

    protected override string Undone => "nothing was predicted.";

    protected override string Activity => "predicting";

    protected override PredictRequest Parse(ParseResult parsed) => new(
        [.. parsed.GetValue(_files) ?? []],
        _output.Read(parsed),
        parsed.GetValue(_explain),
        [.. parsed.GetValue(_whatIf) ?? []],
        parsed.GetValue(_advise),
        parsed.GetValue(_catalogue),
        parsed.GetValue(_cost),
        parsed.GetValue(_prices),
        new PredictOptions
        {
            Limits = new SolverLimits((long)parsed.GetValue(_memory) << 20, parsed.GetValue(_work) * StepsPerUnit) { MaxTime = parsed.GetValue(_timeout) },
            ProbabilityOnly = parsed.GetValue(_probabilityOnly),
            CutSets = parsed.GetValue(_cutSets),
            Importance = !parsed.GetValue(_noImportance),
            Months = parsed.GetValue(_months),
            Seed = parsed.GetValue(_seed),
        });

    protected override Task<ReadResult<PredictAnswer>> GetResultAsync(PredictRequest request, ICollection<string> notes, CancellationToken cancellation) =>
        Task.FromResult(new PredictRun(Host, request, notes).Run(cancellation));

    protected override string Render(PredictRequest request, PredictAnswer result)
    {
        OutputStamp stamp = OutputStamp.Create(Host, InputSource.FromFiles(result.Predictions.Select(prediction => prediction.File)));
        return request.Output.Format switch
        {
            PredictFormat.Json => PredictJson.Render(result, stamp),
            PredictFormat.Html => PredictionPage.Render(result, stamp),
            _ => Terminals.Text(Host, console => PredictionReport.Write(result, console)),
        };
    }

    protected override int GetExitCode(PredictRequest request, PredictAnswer result) =>
        result.Predictions.All(prediction => prediction.MeetsObjectives) ? ExitCode.Met : ExitCode.Missed;
}
