using System.Collections.Immutable;
using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Environments.Costs;
using Nines.Environments.Predictions;
using Nines.Text;

namespace Nines.Cli.Verbs.Diff;

/// <summary>Output formats of a comparison.</summary>
internal enum DiffFormat
{
    Markdown,
    Text,
    Json,
}

/// <summary>Differences that end with exit code 1.</summary>
internal enum DiffFailure
{
    /// <summary>An objective that is missed, and was not missed before.</summary>
    Missed,

    /// <summary>A journey with more downtime, or a missed objective.</summary>
    Worse,

    /// <summary>No difference does.</summary>
    Never,
}

/// <summary>Request of <c>nines diff</c>.</summary>
/// <param name="Before">Environment file before the change.</param>
/// <param name="After">Environment file after the change.</param>
/// <param name="Catalogue">File with further availabilities; null for the built-in ones alone.</param>
/// <param name="Prices">File with further prices; null for the built-in ones alone.</param>
/// <param name="FailOn">Differences that end with exit code 1.</param>
/// <param name="Output">Format and path.</param>
internal sealed record DiffRequest(
    string Before, string After, string? Catalogue, string? Prices, DiffFailure FailOn, OutputTarget<DiffFormat> Output) : IFileRequest
{
    public IEnumerable<string> Inputs => ((string?[])[Before, After, Catalogue, Prices]).OfType<string>();

    string? IFileRequest.OutputFile => Output.File;
}

/// <summary>Everything that differs between two environments.</summary>
/// <param name="Before">Prediction before.</param>
/// <param name="After">Prediction after.</param>
/// <param name="Diff">Differences of journeys and losses.</param>
/// <param name="BillBefore">Bill before.</param>
/// <param name="BillAfter">Bill after.</param>
/// <param name="Cost">Differences of the bills.</param>
internal sealed record DiffAnswer(Prediction Before, Prediction After, PredictionDiff Diff, Bill BillBefore, Bill BillAfter, BillChange Cost)
{
    /// <summary>Name and version of the document for scripts.</summary>
    public const string Schema = "nines.diff/v1";

    /// <summary>Journeys whose figures differ, in the order of the report.</summary>
    public ImmutableArray<JourneyDiff> Changed => [.. Diff.Journeys.Where(journey =>
        journey.Change is not { } change || Math.Abs(Reliability.Downtime.PerYear(change)) >= 1 || !journey.Gained.IsEmpty || !journey.Lost.IsEmpty)];
}

/// <summary><c>nines diff BEFORE AFTER</c>: what a change of an environment changes in minutes, causes and money.</summary>
internal sealed class DiffVerb : Verb<DiffRequest, DiffAnswer>
{
    private readonly Argument<string> _before = new("BEFORE") { Description = "Environment file before the change; - reads standard input." };
    private readonly Argument<string> _after = new("AFTER") { Description = "Environment file after the change." };
    private readonly OutputOptions<DiffFormat> _output = new();

    private readonly Option<string?> _catalogue = new("--catalogue")
    {
        Description = "File with availabilities of services that replace or extend the built-in catalogue, as for predict.", HelpName = "FILE",
    };

    private readonly Option<string?> _prices = new("--prices")
    {
        Description = "File with prices that replace or extend the built-in ones, as for predict.", HelpName = "FILE",
    };

    private readonly Option<DiffFailure> _failOn = OptionKinds.Choice<DiffFailure>(
        "--fail-on", null, "Exit with code 1 if an objective is newly missed, if a journey has more downtime, or never. [default: missed]");

    public DiffVerb()
        : base("diff", "Show what changes between two environments in downtime, causes and cost, as Markdown for a pull request.")
    {
        Examples = ["diff examples/tiers/tier1.yaml examples/tiers/tier2.yaml", "diff examples/tiers/tier2.yaml examples/tiers/tier1.yaml --fail-on worse -o text"];
        Add(_before);
        Add(_after);
        _output.AddTo(this);
        foreach (Option option in (Option[])[_catalogue, _prices, _failOn])
        {
            Add(option);
        }
    }

    protected override string Undone => "nothing was compared.";

    protected override string Activity => "comparing";

    protected override DiffRequest Parse(ParseResult parsed) => new(
        parsed.GetValue(_before)!,
        parsed.GetValue(_after)!,
        parsed.GetValue(_catalogue),
        parsed.GetValue(_prices),
        parsed.GetValue(_failOn),
        _output.Read(parsed));

    protected override Task<ReadResult<DiffAnswer>> GetResultAsync(DiffRequest request, ICollection<string> notes, CancellationToken cancellation) =>
        Task.FromResult(new DiffRun(Host, request).Run(cancellation));

    protected override string Render(DiffRequest request, DiffAnswer result) => request.Output.Format switch
    {
        DiffFormat.Json => DiffJson.Render(result, OutputStamp.Create(Host, InputSource.FromFiles([request.Before, request.After]))),
        DiffFormat.Text => Terminals.Text(Host, console => DiffText.Write(result, console)),
        _ => DiffMarkdown.Render(result),
    };

    protected override int GetExitCode(DiffRequest request, DiffAnswer result) =>
        request.FailOn != DiffFailure.Never && result.Diff.Journeys.Any(journey => journey.IsNewlyMissed || (request.FailOn == DiffFailure.Worse && journey.IsWorse))
            ? ExitCode.Missed
            : ExitCode.Met;
}
