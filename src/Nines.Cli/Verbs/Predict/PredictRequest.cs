using System.Collections.Immutable;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Environments.Predictions;
using Nines.Text;

namespace Nines.Cli.Verbs.Predict;

/// <summary>Output formats of a prediction.</summary>
internal enum PredictFormat
{
    Text,
    Json,
    Html,
}

/// <summary>Request of <c>nines predict</c>.</summary>
/// <param name="Files">Input files; empty for the embedded example, <c>-</c> for standard input.</param>
/// <param name="Output">Format and path of the answer.</param>
/// <param name="Explain">Name of the journey to explain; null for none.</param>
/// <param name="WhatIf">Scenarios as written.</param>
/// <param name="Advise">True to try improvements.</param>
/// <param name="Catalogue">File with further availabilities; null for the built-in ones alone.</param>
/// <param name="Cost">True to price each environment.</param>
/// <param name="Prices">File with further prices; null for the built-in ones alone.</param>
/// <param name="Options">Options of the predictions.</param>
internal sealed record PredictRequest(
    ImmutableArray<string> Files,
    OutputTarget<PredictFormat> Output,
    string? Explain,
    ImmutableArray<string> WhatIf,
    bool Advise,
    string? Catalogue,
    bool Cost,
    string? Prices,
    PredictOptions Options) : IFileRequest
{
    public IEnumerable<string> Inputs => [.. Files, .. ((string?[])[Catalogue, Prices]).OfType<string>()];

    /// <summary>True when the environments are priced: on request, with advice, and on every page.</summary>
    public bool WantsCost => Cost || Advise || Output.Format == PredictFormat.Html;

    string? IFileRequest.OutputFile => Output.File;
}

/// <summary>Options that do not go together with each other or with the files.</summary>
internal static class PredictMisuse
{
    public static ImmutableArray<Diagnostic> Find(PredictRequest request, PredictInputs inputs)
    {
        var faults = ImmutableArray.CreateBuilder<Diagnostic>();
        (string Option, bool IsUsed)[] questions =
        [
            ("--explain", request.Explain is not null),
            ("--what-if", !request.WhatIf.IsEmpty),
            ("--advise", request.Advise),
        ];
        foreach ((string option, _) in questions.Where(question => question.IsUsed))
        {
            var here = new SourcePosition(option, 0, 0);
            if (inputs.List.Length > 1)
            {
                faults.Add(new Diagnostic(here, $"takes one environment file; {inputs.List.Length} files were given.", "Name one file."));
            }
            else if (inputs.List[0].Study is null)
            {
                faults.Add(new Diagnostic(here, "takes an environment file; a fault tree was given."));
            }
        }

        if (request.Cost && inputs.List.All(input => input.Study is null))
        {
            faults.Add(new Diagnostic(new SourcePosition("--cost", 0, 0), "takes an environment file; a fault tree was given."));
        }

        if (request is { Prices: not null, WantsCost: false })
        {
            faults.Add(new Diagnostic(new SourcePosition("--prices", 0, 0), "is of use with --cost, --advise or -o html.", "Add one of them."));
        }

        if (request is { Explain: not null, Output.Format: PredictFormat.Json })
        {
            faults.Add(new Diagnostic(new SourcePosition("--explain", 0, 0), "is written as text or HTML.", "Omit -o json."));
        }

        return faults.ToImmutable();
    }
}
