using System.Collections.Immutable;

namespace Nines.Reliability.OpenPsa;

/// <summary>Computes expressions; parameters first, each once, with an explicit stack.</summary>
internal sealed class ExpressionEvaluator(OpenPsaDiagnostics diagnostics, CancellationToken cancellationToken)
{
    private readonly List<double> _values = [];

    /// <summary>Computes every parameter that can be; reports those that depend on themselves.</summary>
    public void EvaluateAll(IReadOnlyList<MefParameter> parameters)
    {
        var open = new List<(MefParameter Parameter, int NextStep)>();
        foreach (MefParameter first in parameters)
        {
            Push(open, first);
            while (open.Count > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                (MefParameter parameter, int step) = open[^1];
                while (step < parameter.Steps.Length && parameter.Steps[step].Parameter is null)
                {
                    step++;
                }

                if (step < parameter.Steps.Length)
                {
                    open[^1] = (parameter, step + 1);
                    Push(open, parameter.Steps[step].Parameter!);
                    continue;
                }

                parameter.IsOpen = false;
                parameter.Value = Evaluate(parameter.Steps) ?? double.NaN;
                if (double.IsNaN(parameter.Value.Value) && !parameter.Steps.IsEmpty && parameter.Steps.All(IsKnown))
                {
                    diagnostics.Error(parameter.Element, $"Parameter '{parameter.FullName}' is not a number: an argument is out of range.");
                }

                open.RemoveAt(open.Count - 1);
            }
        }
    }

    /// <returns>The value; null when it could not be compiled or is not a number, in which case nothing is reported here.</returns>
    public double? Evaluate(ImmutableArray<ExpressionStep> steps)
    {
        if (steps.IsEmpty)
        {
            return null;
        }

        _values.Clear();
        foreach (ExpressionStep step in steps)
        {
            if (step.Operation is { } operation)
            {
                Span<double> arguments = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_values)[^step.Arguments..];
                double result = operation.Compute(arguments);
                _values.RemoveRange(_values.Count - step.Arguments, step.Arguments);
                _values.Add(result);
            }
            else
            {
                _values.Add(step.Parameter is { } parameter ? parameter.Value ?? double.NaN : step.Value);
            }
        }

        return double.IsNaN(_values[^1]) ? null : _values[^1];
    }

    private static bool IsKnown(ExpressionStep step) => step.Parameter is null or { Value: { } and not double.NaN };

    private void Push(List<(MefParameter Parameter, int NextStep)> open, MefParameter parameter)
    {
        if (parameter.IsOpen)
        {
            int start = open.FindIndex(entry => entry.Parameter == parameter);
            diagnostics.Error(
                parameter.Element,
                $"Parameter '{parameter.FullName}' depends on itself: {CyclePath.Format([.. open.Skip(start).Select(entry => entry.Parameter.FullName)])}.");
        }
        else if (parameter.Value is null)
        {
            parameter.IsOpen = true;
            open.Add((parameter, 0));
        }
    }
}
