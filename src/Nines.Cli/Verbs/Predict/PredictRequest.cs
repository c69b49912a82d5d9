using System.Collections.Immutable;
using Nines.Environments.Predictions;

namespace Nines.Cli.Verbs.Predict;

/// <summary>How a prediction is written.</summary>
internal enum PredictFormat
{
    Text,
    Json,
    Html,
}

/// <summary>What <c>nines predict</c> was asked.</summary>
/// <param name="Files">Input files; empty for the embedded example, <c>-</c> for standard input.</param>
/// <param name="Format">How to write the answer.</param>
/// <param name="OutputFile">Where to write it; null for standard output.</param>
/// <param name="Explain">Name of the journey to explain; null for none.</param>
/// <param name="WhatIf">Scenarios as written.</param>
/// <param name="Advise">Whether to try improvements.</param>
/// <param name="Options">How much to work out.</param>
internal sealed record PredictRequest(
    ImmutableArray<string> Files,
    PredictFormat Format,
    string? OutputFile,
    string? Explain,
    ImmutableArray<string> WhatIf,
    bool Advise,
    PredictOptions Options);
