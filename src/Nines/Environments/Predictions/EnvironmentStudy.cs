using System.Collections.Immutable;
using Nines.Environments.Losses;
using Nines.Environments.Model;
using Nines.Environments.Specs;
using Nines.Reliability.Solving;
using Nines.Reliability;
using Nines.Text;

namespace Nines.Environments.Predictions;

/// <summary>
/// One environment file and the questions about it. A changed file takes the same path as the file itself: document, environment, model;
/// the file itself is read only once.
/// </summary>
public sealed class EnvironmentStudy
{
    private readonly EnvironmentSpec _spec;
    private readonly Func<DocumentNode, ReadResult<EnvironmentSpec>> _read;
    private readonly AvailabilityCatalogue _catalogue;
    private readonly TimeProvider _time;
    private readonly DriftTables _drifts = new();

    /// <param name="file">The file as the user named it.</param>
    /// <param name="root">Its document.</param>
    /// <param name="spec">The environment in the document.</param>
    /// <param name="read">Reads a changed document; carries the catalogue and the measurements.</param>
    /// <param name="catalogue">Default availabilities.</param>
    /// <param name="time">Measures the time that is spent.</param>
    private EnvironmentStudy(
        string file, DocumentNode root, EnvironmentSpec spec, Func<DocumentNode, ReadResult<EnvironmentSpec>> read, AvailabilityCatalogue catalogue, TimeProvider time)
    {
        File = file;
        Root = root;
        _spec = spec;
        _read = read;
        _catalogue = catalogue;
        _time = time;
    }

    /// <summary>The file as the user named it.</summary>
    public string File { get; }

    /// <summary>The document of the file.</summary>
    public DocumentNode Root { get; }

    /// <summary>Opens a study of a file, or reports every error in it.</summary>
    /// <inheritdoc cref="EnvironmentStudy(string, DocumentNode, EnvironmentSpec, Func{DocumentNode, ReadResult{EnvironmentSpec}}, AvailabilityCatalogue, TimeProvider)"/>
    public static ReadResult<EnvironmentStudy> Open(
        string file, DocumentNode root, Func<DocumentNode, ReadResult<EnvironmentSpec>> read, AvailabilityCatalogue catalogue, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(read);
        ReadResult<EnvironmentSpec> spec = read(root);
        return spec.IsValid
            ? ReadResult.Of(new EnvironmentStudy(file, root, spec.Value, read, catalogue, time))
            : ReadResult.Failed<EnvironmentStudy>(spec.Diagnostics);
    }

    /// <summary>The environment in a document: in the file's own, or in a changed one.</summary>
    public ReadResult<EnvironmentSpec> Read(DocumentNode root) => ReferenceEquals(root, Root) ? ReadResult.Of(_spec) : _read(root);

    /// <summary>The model of a document.</summary>
    public ReadResult<SystemModel> Model(DocumentNode root, SolverLimits limits, CancellationToken cancellation)
    {
        ReadResult<EnvironmentSpec> spec = Read(root);
        return spec.IsValid
            ? SystemModelBuilder.Build(spec.Value, _catalogue, limits, _drifts, _time, cancellation, allowLeftovers: !ReferenceEquals(root, Root))
            : ReadResult.Failed<SystemModel>(spec.Diagnostics);
    }

    /// <summary>The prediction for the file as it is.</summary>
    public ReadResult<Prediction> Predict(PredictOptions options, CancellationToken cancellation)
    {
        ReadResult<Prediction> prediction = Predict(new Scenario("as it is", [], []), options, cancellation);
        return prediction.IsValid && !options.ProbabilityOnly ? ReadResult.Of(WithLosses(prediction.Value, cancellation)) : prediction;
    }

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

        ReadResult<SystemModel> model = Model(changed.Value, options.Limits, cancellation);
        if (model.IsValid && !scenario.Lost.IsEmpty)
        {
            model = Loss.Apply(model.Value, scenario.Lost);
        }

        return model.IsValid
            ? ReadResult.Of(new Predictor(options, _time).Predict(File, model.Value, cancellation))
            : ReadResult.Failed<Prediction>(model.Diagnostics);
    }

    /// <summary>A prediction with the effects of every loss, and the recovery objectives judged by them.</summary>
    private Prediction WithLosses(Prediction prediction, CancellationToken cancellation)
    {
        SystemModel system = prediction.System;
        var data = new DataCopies(_spec, system, _catalogue);
        LossTable table = LossStudy.Run(system, _spec, data, cancellation);
        Dictionary<string, RecoverySpec?> objectives = DefaultJourneys.Reported(_spec)
            .ToDictionary(journey => journey.Name, journey => DefaultJourneys.Recovery(_spec, journey), StringComparer.Ordinal);
        return prediction with
        {
            Losses = table,
            Journeys = [.. prediction.Journeys.Zip(system.Journeys, (predicted, journey) => objectives[journey.Name] is { } objective
                ? predicted with { Recovery = RecoveryJudge.Judge(objective, journey, table, data) }
                : predicted)],
        };
    }

    /// <summary>Unavailability by journey, and nothing else, with the steps that it took: for trying many designs.</summary>
    public (ImmutableDictionary<string, double> Values, long Steps)? Unavailabilities(
        DocumentNode root, SolverLimits limits, CancellationToken cancellation)
    {
        ReadResult<SystemModel> model = Model(root, limits, cancellation);
        if (!model.IsValid)
        {
            return null;
        }

        long steps = 0;
        var values = ImmutableDictionary.CreateBuilder<string, double>();
        foreach (Journey journey in model.Value.Journeys)
        {
            Solution solution = Solver.Solve(BlockCompiler.Compile(journey.Block).Function, limits, _time, cancellation);
            values.Add(journey.Name, solution.Unavailability.Value);
            steps += solution.Steps;
        }

        return (values.ToImmutable(), steps);
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

/// <param name="Journey">The journey's name.</param>
/// <param name="Before">Its unavailability in the file as it is.</param>
/// <param name="After">Its unavailability after the change.</param>
public sealed record JourneyChange(string Journey, double Before, double After);

/// <param name="Scenario">The question.</param>
/// <param name="Prediction">The prediction after the change.</param>
/// <param name="Journeys">Effect on the journeys that exist before and after.</param>
/// <param name="Gone">Journeys that are not there any more.</param>
/// <param name="Added">Journeys that were not there before.</param>
public sealed record ScenarioResult(
    Scenario Scenario,
    Prediction Prediction,
    ImmutableArray<JourneyChange> Journeys,
    ImmutableArray<string> Gone,
    ImmutableArray<string> Added)
{
    public static ScenarioResult Create(Scenario scenario, Prediction before, Prediction after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        Dictionary<string, double> was = before.Journeys.ToDictionary(journey => journey.Name, journey => journey.Unavailability.Value);
        HashSet<string> now = [.. after.Journeys.Select(journey => journey.Name)];
        return new ScenarioResult(
            scenario,
            after,
            [.. after.Journeys.Where(journey => was.ContainsKey(journey.Name))
                .Select(journey => new JourneyChange(journey.Name, was[journey.Name], journey.Unavailability.Value))],
            [.. was.Keys.Where(name => !now.Contains(name))],
            [.. now.Where(name => !was.ContainsKey(name))]);
    }
}

/// <summary>One edit of an environment file.</summary>
/// <param name="Path">Path in the file: <c>regions.weu.cluster.tier</c>.</param>
/// <param name="Value">The new value; null removes the entry.</param>
public sealed record DocumentChange(string Path, DocumentNode? Value);

/// <summary>A question of the form: what if ...?</summary>
/// <param name="Title">As the user wrote it.</param>
/// <param name="Changes">Edits of the file, in order.</param>
/// <param name="Lost">Ids of failure domains or components that are down.</param>
public sealed record Scenario(
    string Title,
    ImmutableArray<DocumentChange> Changes,
    ImmutableArray<string> Lost);
