using System.Collections.Immutable;

namespace Nines.Reliability.OpenPsa;

/// <summary>
/// Reads fault trees in the Open-PSA Model Exchange Format 2.0d, the XML that fault-tree tools exchange, with the
/// files that they include. Event trees, substitutions, alignments and external functions are refused by name; random deviates are
/// replaced by their means, as the standard has it for a point value; times are in hours.
/// </summary>
/// <remarks>
/// The standard lets a second definition of a name win with a warning; here it is an error, since it is nearly always a mistake.
/// Alpha factors are those of non-staggered tests. Of periodic tests the forms of 4 and 5 arguments are known.
/// </remarks>
public static class OpenPsaReader
{
    /// <summary>Reads one model. Whatever is wrong with it becomes an error of the result, all of them at once.</summary>
    /// <param name="stream">Read to its end and left open. Only its own faults (I/O) are thrown.</param>
    /// <param name="file">The file as the user named it, for positions.</param>
    /// <param name="open">Opens the files that it includes; null to refuse includes.</param>
    /// <param name="limits">Bounds on size, depth and number; null for the default.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static OpenPsaReading Read(
        Stream stream, string file, OpenPsaOpener? open = null, OpenPsaLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(file);
        limits ??= OpenPsaLimits.Default;
        var diagnostics = new OpenPsaDiagnostics(file, limits.MaxErrors);
        MefElement? root = new MefIncludes(open, limits, diagnostics, cancellationToken).Read(stream, file);
        return root is null
            ? diagnostics.Result([])
            : diagnostics.Result(Compile(root, limits, diagnostics, cancellationToken));
    }

    private static ImmutableArray<OpenPsaTop> Compile(
        MefElement root, OpenPsaLimits limits, OpenPsaDiagnostics diagnostics, CancellationToken cancellationToken)
    {
        MefModel model = MefModel.From(root, diagnostics);
        var expressions = new ExpressionCompiler(model, diagnostics, limits);
        var evaluator = new ExpressionEvaluator(diagnostics, cancellationToken);
        var probabilities = new BasicEventProbabilities(model, expressions, evaluator, diagnostics);
        var groups = new CommonCauseReader(model, probabilities, diagnostics);

        groups.AddMembers();
        new FormulaCompiler(model, diagnostics, cancellationToken).CompileAll();
        foreach (MefParameter parameter in model.Parameters.All)
        {
            parameter.Steps = expressions.Compile(parameter.Element, parameter.Scope, $"parameter '{parameter.FullName}'");
        }

        evaluator.EvaluateAll(model.Parameters.All);
        groups.ReadAll();
        probabilities.EvaluateAll();
        probabilities.ReportMissing();
        GateOrder.ReportCycles(model.Gates, diagnostics, cancellationToken);
        if (model.Gates.Count == 0 && !diagnostics.HasErrors)
        {
            diagnostics.Error(root, "The model has no gates, so there is nothing to compute.");
        }

        if (diagnostics.HasErrors)
        {
            return [];
        }

        var builder = new TopBuilder(model, limits, diagnostics, cancellationToken);
        var tops = ImmutableArray.CreateBuilder<OpenPsaTop>();
        foreach (MefEvent top in GateOrder.Tops(model.Gates))
        {
            if (builder.Build(top) is not { } built)
            {
                break;
            }

            tops.Add(built);
        }

        return tops.DrainToImmutable();
    }
}
