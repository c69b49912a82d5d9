namespace Nines.Reliability.OpenPsa;

/// <summary>Computes the probabilities of basic events and reports those that have none or a wrong one.</summary>
internal sealed class BasicEventProbabilities(
    MefModel model, ExpressionCompiler compiler, ExpressionEvaluator evaluator, OpenPsaDiagnostics diagnostics)
{
    public void EvaluateAll()
    {
        foreach (MefEvent basic in model.Events.All)
        {
            if (basic is { Kind: MefEventKind.BasicEvent, IsGroupMember: false, IsUndefined: false, Element.FirstChild: not null })
            {
                basic.Probability = Evaluate(basic.Element, basic.Scope, $"basic event '{basic.FullName}'");
            }
        }
    }

    /// <summary>Reports basic events that a gate needs and that have no probability, or once that the model has none at all.</summary>
    public void ReportMissing()
    {
        bool any = false;
        foreach (MefEvent basic in model.Events.All)
        {
            if (basic is { Kind: MefEventKind.BasicEvent, IsUsed: true, IsGroupMember: false, Element.FirstChild: null })
            {
                any = true;
                if (!model.IsStructureOnly)
                {
                    diagnostics.Error(basic.Element, $"Basic event '{basic.FullName}' has no probability.");
                }
            }
        }

        if (any && model.IsStructureOnly)
        {
            diagnostics.Error(
                null,
                "The model gives no probabilities, only structure.",
                () => "Give each basic event one: <define-basic-event name=\"...\"><float value=\"1e-3\"/></define-basic-event>, or include the file that does: <include file=\"...\"/>.");
        }
    }

    /// <summary>Computes an expression that must be a probability.</summary>
    /// <param name="owner">The element that holds the expression.</param>
    /// <param name="scope">The scope in which parameters are looked up first.</param>
    /// <param name="what">Names the owner in errors.</param>
    /// <returns>0 to 1; null when it is not, which has then been reported.</returns>
    public double? Evaluate(MefElement owner, MefScope scope, string what)
    {
        var steps = compiler.Compile(owner, scope, what);
        if (steps.IsEmpty)
        {
            return null;
        }

        double? value = evaluator.Evaluate(steps);
        if (value is >= 0 and <= 1)
        {
            return value;
        }

        // A parameter that could not be computed has been reported where it is defined.
        bool isReported = value is null && steps.Any(step => step.Parameter is { Value: double.NaN });
        if (!isReported)
        {
            diagnostics.Error(
                owner.FirstChild,
                value is { } number
                    ? $"The probability of {what} is {number}; expected 0 to 1."
                    : $"The probability of {what} is not a number: an argument is out of range.");
        }

        return null;
    }
}
