using System.Collections.Immutable;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Environments.Predictions;
using Nines.Reliability.OpenPsa;
using Nines.Text;

namespace Nines.Cli.Verbs.Predict;

/// <summary>One input of <c>nines predict</c>: an environment, or fault trees.</summary>
/// <param name="Name">The file as the user named it.</param>
/// <param name="Study">The environment; null for fault trees.</param>
/// <param name="FaultTrees">The fault trees; null for an environment.</param>
internal sealed record PredictInput(string Name, EnvironmentStudy? Study, OpenPsaReading? FaultTrees)
{
    /// <summary>What was left out while reading, for people.</summary>
    public IEnumerable<string> Notes => FaultTrees?.Notes.Select(note => note.ToString()) ?? [];

    public ReadResult<Prediction> Predict(PredictOptions options, TimeProvider time, CancellationToken cancellation) => Study is not null
        ? Study.Predict(options, cancellation)
        : ReadResult.Of(new Predictor(options, time).Predict(
            Name, [.. FaultTrees!.Tops.Select(top => (top.Name, top.Function))], cancellation));
}

/// <summary>All inputs of a run.</summary>
internal sealed record PredictInputs(ImmutableArray<PredictInput> List)
{
    /// <summary>Opens every file, or tells what is wrong with any of them.</summary>
    public static ReadResult<PredictInputs> Open(ImmutableArray<string> names, CommandHost host, CancellationToken cancellation)
    {
        var inputs = ImmutableArray.CreateBuilder<PredictInput>();
        var faults = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (ReadResult<InputFile> file in Files(names, host))
        {
            ReadResult<PredictInput> input = file.IsValid
                ? Open(file.Value, host.Time, cancellation)
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

    private static ReadResult<PredictInput> Open(InputFile file, TimeProvider time, CancellationToken cancellation)
    {
        if (!file.IsXml)
        {
            ReadResult<EnvironmentStudy> study = EnvironmentInput.Open(file, time, cancellation);
            return study.IsValid
                ? ReadResult.Of(new PredictInput(file.Name, study.Value, null))
                : ReadResult.Failed<PredictInput>(study.Diagnostics);
        }

        OpenPsaReading trees = OpenPsaReader.Read(new MemoryStream(file.Content, writable: false), file.Name, null, cancellation);
        return trees.IsValid
            ? ReadResult.Of(new PredictInput(file.Name, null, trees))
            : ReadResult.Failed<PredictInput>(trees.Errors);
    }
}
