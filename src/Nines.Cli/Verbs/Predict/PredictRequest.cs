using System.Collections.Immutable;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Environments.Predictions;

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
/// <param name="Advise">Whether to try improvements.</param>
/// <param name="Options">How much to work out.</param>
internal sealed record PredictRequest(
    ImmutableArray<string> Files,
    OutputTarget<PredictFormat> Output,
    string? Explain,
    ImmutableArray<string> WhatIf,
    bool Advise,
    PredictOptions Options) : IFileRequest
{
    public IEnumerable<string> Inputs => Files;

    string? IFileRequest.OutputFile => Output.File;
}
