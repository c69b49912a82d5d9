using System.Collections.Immutable;
using Nines.Environments.Advice;
using Nines.Environments.Predictions;

namespace Nines.Cli.Verbs.Predict.Answers;

/// <summary>Everything that <c>nines predict</c> found out.</summary>
/// <param name="Predictions">One a file.</param>
/// <param name="Explanation">The calculation of the journey that was asked for; null when none was.</param>
/// <param name="Scenarios">The answers to what-if questions, in the order asked.</param>
/// <param name="Advice">The improvements; null when they were not asked for.</param>
internal sealed record PredictAnswer(
    ImmutableArray<Prediction> Predictions, ExplanationLine? Explanation, ImmutableArray<ScenarioResult> Scenarios, AdviceResult? Advice);
