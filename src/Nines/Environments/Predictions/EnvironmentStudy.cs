using System.Collections.Immutable;
using Nines.Environments.Model;
using Nines.Environments.Specs;
using Nines.Reliability;
using Nines.Reliability.Solving;
using Nines.Text;

namespace Nines.Environments.Predictions;

/// <summary>One environment file and the questions that can be asked about it. Every answer goes the whole way: document, environment, model.</summary>
public sealed class EnvironmentStudy
{
    private readonly Func<DocumentNode, ReadResult<EnvironmentSpec>> _read;
    private readonly AvailabilityCatalogue _catalogue;
    private readonly TimeProvider _time;

    /// <param name="file">The file as the user named it.</param>
    /// <param name="root">Its document.</param>
    /// <param name="read">Reads a document; carries the catalogue and the measurements.</param>
    /// <param name="catalogue">Default availabilities.</param>
    /// <param name="time">Measures budgets.</param>
    public EnvironmentStudy(
        string file, DocumentNode root, Func<DocumentNode, ReadResult<EnvironmentSpec>> read, AvailabilityCatalogue catalogue, TimeProvider time)
    {
        File = file;
        Root = root;
        _read = read;
        _catalogue = catalogue;
        _time = time;
    }

    public string File { get; }

    public DocumentNode Root { get; }

    public ReadResult<EnvironmentSpec> Read(DocumentNode root) => _read(root);

    /// <summary>The model of a document.</summary>
    public ReadResult<SystemModel> Model(DocumentNode root, SolverBudget budget, CancellationToken cancellation)
    {
        ReadResult<EnvironmentSpec> spec = _read(root);
        return spec.IsValid
            ? SystemModelBuilder.Build(spec.Value, _catalogue, budget, _time, cancellation, allowLeftovers: !ReferenceEquals(root, Root))
            : ReadResult.Failed<SystemModel>(spec.Diagnostics);
    }

    /// <summary>The prediction for the file as it is.</summary>
    public ReadResult<Prediction> Predict(PredictOptions options, CancellationToken cancellation) =>
        Predict(new Scenario("as it is", [], []), options, cancellation);

    /// <summary>The prediction after some changes and losses.</summary>
    public ReadResult<Prediction> Predict(Scenario scenario, PredictOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(options);
        ReadResult<DocumentNode> changed = Apply(Root, scenario.Changes);
        if (!changed.IsValid)
        {
            return ReadResult.Failed<Prediction>(changed.Diagnostics);
        }

        ReadResult<SystemModel> model = Model(changed.Value, options.Budget, cancellation);
        if (model.IsValid && !scenario.Lost.IsEmpty)
        {
            model = Loss.Of(model.Value, scenario.Lost);
        }

        return model.IsValid
            ? ReadResult.Of(new Predictor(options, _time).Predict(File, model.Value, cancellation))
            : ReadResult.Failed<Prediction>(model.Diagnostics);
    }

    /// <summary>Unavailability by journey, and nothing else: for trying many designs.</summary>
    public ImmutableDictionary<string, double>? Unavailabilities(DocumentNode root, SolverBudget budget, CancellationToken cancellation)
    {
        ReadResult<SystemModel> model = Model(root, budget, cancellation);
        return model.IsValid
            ? model.Value.Journeys.ToImmutableDictionary(
                journey => journey.Name,
                journey => Solver.Solve(BlockCompiler.Compile(journey.Block).Function, budget, _time, cancellation).Unavailability.Value)
            : null;
    }

    /// <summary>A document with changes made, in order; or which of them cannot be made.</summary>
    public static ReadResult<DocumentNode> Apply(DocumentNode root, ImmutableArray<DocumentChange> changes)
    {
        var faults = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (DocumentChange change in changes)
        {
            ReadResult<DocumentNode> changed = change.Value is { } value
                ? DocumentEdit.Set(root, change.Path, value)
                : DocumentEdit.Delete(root, change.Path);
            faults.AddRange(changed.Diagnostics);
            root = changed.Value ?? root;
        }

        return faults.Count == 0 ? ReadResult.Of(root) : ReadResult.Failed<DocumentNode>(faults.ToImmutable());
    }
}
