using System.Collections.Immutable;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Environments.Advice;
using Nines.Environments.Predictions;
using Nines.Environments.Specs;
using Nines.Reliability.OpenPsa;
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

        ReadResult<AvailabilityCatalogue> catalogue = EnvironmentInput.Catalogue(request.Catalogue, host.In, cancellation);
        if (!catalogue.IsValid)
        {
            return ReadResult.Failed<PredictAnswer>(catalogue.Diagnostics);
        }

        ReadResult<PredictInputs> inputs = PredictInputs.Open(names, catalogue.Value, host, cancellation);
        if (!inputs.IsValid)
        {
            return ReadResult.Failed<PredictAnswer>(inputs.Diagnostics);
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

        ReadResult<PredictAnswer> answer = Answer(inputs.Value, predictions.ToImmutable(), cancellation);
        return request.WantsCost && answer.IsValid ? PredictPricing.Add(answer.Value, request, inputs.Value, host, cancellation) : answer;
    }

    /// <summary>
    /// Text and HTML group alike cut sets, with their number, which takes more of them than are listed. Scripts get
    /// as many as requested.
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

            answer = answer with { Explanation = new Explainer(request.Options.Limits, host.Time).Explain(diagram, cancellation) };
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
            ReadResult<AdviceResult> advice = new Advisor(study, request.Options.Limits, host.Time).Advise(cancellation);
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

/// <summary>One input of <c>nines predict</c>: an environment, or fault trees.</summary>
/// <param name="Name">The file as the user named it.</param>
/// <param name="Study">The environment; null for fault trees.</param>
/// <param name="FaultTrees">The fault trees; null for an environment.</param>
internal sealed record PredictInput(string Name, EnvironmentStudy? Study, OpenPsaReading? FaultTrees)
{
    public ReadResult<Prediction> Predict(PredictOptions options, TimeProvider time, CancellationToken cancellation) => Study is not null
        ? Study.Predict(options, cancellation)
        : ReadResult.Of(new Predictor(options, time).Predict(
            Name, [.. FaultTrees!.Tops.Select(top => (top.Name, top.Function))], [.. FaultTrees.Notes.Select(note => note.Message)], cancellation));
}

/// <summary>All inputs of a run.</summary>
internal sealed record PredictInputs(ImmutableArray<PredictInput> List)
{
    /// <summary>Opens every file, or reports the errors of all of them.</summary>
    public static ReadResult<PredictInputs> Open(
        ImmutableArray<string> names, AvailabilityCatalogue catalogue, CommandHost host, CancellationToken cancellation)
    {
        var inputs = ImmutableArray.CreateBuilder<PredictInput>();
        var faults = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (ReadResult<InputFile> file in Files(names, host))
        {
            ReadResult<PredictInput> input = file.IsValid
                ? Open(file.Value, catalogue, host.Time, cancellation)
                : ReadResult.Failed<PredictInput>(file.Diagnostics);
            faults.AddRange(input.Diagnostics);
            if (input.IsValid)
            {
                inputs.Add(input.Value);
            }
        }

        return faults.Count == 0
            ? ReadResult.Of(new PredictInputs(inputs.ToImmutable()))
            : ReadResult.Failed<PredictInputs>(faults.ToImmutable());
    }

    private static IEnumerable<ReadResult<InputFile>> Files(ImmutableArray<string> names, CommandHost host) => names.IsEmpty
        ? [InputFile.Read(EmbeddedExample.Name, EmbeddedExample.Open())]
        : names.Select(name => InputFile.Read(name, host.In));

    private static ReadResult<PredictInput> Open(InputFile file, AvailabilityCatalogue catalogue, TimeProvider time, CancellationToken cancellation)
    {
        if (!file.IsXml)
        {
            ReadResult<EnvironmentStudy> study = EnvironmentInput.Open(file, catalogue, time, cancellation);
            return study.IsValid
                ? ReadResult.Of(new PredictInput(file.Name, study.Value, null))
                : ReadResult.Failed<PredictInput>(study.Diagnostics);
        }

        OpenPsaReading trees = OpenPsaReader.Read(
            new MemoryStream(file.Content, writable: false), file.Name, Included, limits: null, cancellation);
        return trees.IsValid
            ? ReadResult.Of(new PredictInput(file.Name, null, trees))
            : ReadResult.Failed<PredictInput>(trees.Errors);

        static ReadResult<Stream> Included(string path)
        {
            ReadResult<InputFile> included = InputFile.Read(path, () => Stream.Null);
            return included.IsValid
                ? ReadResult.Of<Stream>(new MemoryStream(included.Value.Content, writable: false))
                : ReadResult.Failed<Stream>(included.Diagnostics);
        }
    }
}
