using System.Collections.Immutable;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Environments.Advice;
using Nines.Environments.Predictions;
using Nines.Text;

namespace Nines.Cli.Verbs.Predict;

/// <summary>Runs <c>nines predict</c>: read every file, predict, answer the further questions.</summary>
internal sealed class PredictRun(CommandHost host, PredictRequest request, ICollection<string> notes)
{
    private const int EnoughToGroup = 100;

    public ReadResult<PredictAnswer> Run(CancellationToken cancellation)
    {
        ImmutableArray<string> names = request.Files;
        if (names.IsEmpty)
        {
            notes.Add($"nines: no file was named; predicting the embedded example {EmbeddedExample.Name}. Try: nines predict FILE");
        }

        ReadResult<PredictInputs> inputs = PredictInputs.Open(names, host, cancellation);
        if (!inputs.IsValid)
        {
            return ReadResult.Failed<PredictAnswer>(inputs.Diagnostics);
        }

        foreach (string note in inputs.Value.List.SelectMany(input => input.Notes))
        {
            notes.Add(note);
        }

        ImmutableArray<Diagnostic> misuse = PredictMisuse.Find(request, inputs.Value);
        if (!misuse.IsEmpty)
        {
            return ReadResult.Failed<PredictAnswer>(misuse);
        }

        var predictions = ImmutableArray.CreateBuilder<Prediction>();
        foreach (PredictInput input in inputs.Value.List)
        {
            ReadResult<Prediction> prediction = input.Predict(Options, host.Time, cancellation);
            if (!prediction.IsValid)
            {
                return ReadResult.Failed<PredictAnswer>(prediction.Diagnostics);
            }

            predictions.Add(prediction.Value);
        }

        return Answer(inputs.Value, predictions.ToImmutable(), cancellation);
    }

    /// <summary>
    /// What people read tells alike cut sets as one, with how many there are: that takes more of them than are listed. Scripts get
    /// as many as they asked for.
    /// </summary>
    private PredictOptions Options => request.Output.Format == PredictFormat.Json || request.Options.CutSets == 0
        ? request.Options
        : request.Options with { CutSets = Math.Max(request.Options.CutSets, EnoughToGroup) };

    /// <summary>The further questions: they are asked of a single environment file.</summary>
    private ReadResult<PredictAnswer> Answer(PredictInputs inputs, ImmutableArray<Prediction> predictions, CancellationToken cancellation)
    {
        var answer = new PredictAnswer(predictions, null, [], null);
        if (inputs.List is not [{ Study: { } study }])
        {
            return ReadResult.Of(answer);
        }

        if (request.Explain is { } name)
        {
            JourneyPrediction? journey = predictions[0].Journeys.FirstOrDefault(candidate => candidate.Name == name);
            if (journey?.Diagram is not { } diagram)
            {
                return ReadResult.Failed<PredictAnswer>(UnknownJourney(name, predictions[0]));
            }

            answer = answer with { Explanation = new Explainer(request.Options.Budget, host.Time).Explain(diagram, cancellation) };
        }

        var faults = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (string text in request.WhatIf)
        {
            ReadResult<Scenario> scenario = ScenarioText.Parse(text);
            ReadResult<Prediction>? after = scenario.IsValid ? study.Predict(scenario.Value, request.Options, cancellation) : null;
            faults.AddRange(scenario.Diagnostics);
            faults.AddRange(after?.Diagnostics ?? []);
            if (scenario.IsValid && after is { IsValid: true })
            {
                answer = answer with { Scenarios = answer.Scenarios.Add(ScenarioResult.Create(scenario.Value, predictions[0], after.Value)) };
            }
        }

        if (request.Advise && faults.Count == 0)
        {
            ReadResult<AdviceResult> advice = new Advisor(study, request.Options.Budget, host.Time).Advise(cancellation);
            faults.AddRange(advice.Diagnostics);
            answer = answer with { Advice = advice.Value };
        }

        return faults.Count == 0 ? ReadResult.Of(answer) : ReadResult.Failed<PredictAnswer>(faults.ToImmutable());
    }

    private static Diagnostic UnknownJourney(string name, Prediction prediction)
    {
        string[] known = [.. prediction.Journeys.Select(journey => journey.Name)];
        return new Diagnostic(
            new SourcePosition("--explain", 0, 0),
            $"There is no journey '{name}'; expected one of {string.Join(", ", known)}.",
            Spelling.Hint(name, known));
    }
}
