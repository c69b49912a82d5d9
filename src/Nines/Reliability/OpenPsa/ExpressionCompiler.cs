using System.Collections.Immutable;
using System.Globalization;
using Nines.Text;

namespace Nines.Reliability.OpenPsa;

/// <summary>Turns expressions into postfix steps.</summary>
internal sealed class ExpressionCompiler(MefModel model, OpenPsaDiagnostics diagnostics, OpenPsaLimits limits)
{
    /// <param name="owner">The element that holds the expression as its only child.</param>
    /// <param name="scope">The scope in which its parameters are looked up first.</param>
    /// <param name="what">Names the owner in errors: <c>basic event 'x'</c>.</param>
    /// <returns>Empty when something is wrong, which has then been reported.</returns>
    public ImmutableArray<ExpressionStep> Compile(MefElement owner, MefScope scope, string what)
    {
        if (owner.ChildCount != 1)
        {
            diagnostics.Error(owner, $"There are {owner.ChildCount} expressions for {what}; expected one.");
            return [];
        }

        bool isSound = true;
        var steps = ImmutableArray.CreateBuilder<ExpressionStep>();
        foreach (MefElement element in owner.FirstChild!.PostOrder())
        {
            ExpressionStep? step = element.Context == MefContext.Leaf ? Leaf(element, scope) : Operation(element, ref isSound);
            isSound &= step is not null || IsPair(element);
            if (step is { } known)
            {
                steps.Add(known);
            }
        }

        if (IsPair(owner.FirstChild))
        {
            diagnostics.Error(owner.FirstChild, $"<{owner.FirstChild.Tag}> is not a value of its own.");
            return [];
        }

        return isSound ? steps.DrainToImmutable() : [];
    }

    private static bool IsPair(MefElement element) => element.Tag is "case" or "bin";

    private ExpressionStep? Leaf(MefElement element, MefScope scope)
    {
        switch (element.Tag)
        {
            case "pi":
                return new(Math.PI);
            case "system-mission-time":
                MefUnits.Check(element, diagnostics);
                diagnostics.NoteOnce(element, $"The mission time is taken as {limits.MissionTimeHours} hours.");
                return new(limits.MissionTimeHours);
            case "parameter":
                MefUnits.Check(element, diagnostics);
                return Parameter(element, scope);
            default:
                return Number(element);
        }
    }

    private ExpressionStep? Parameter(MefElement element, MefScope scope)
    {
        if (model.Parameters.TryResolve(element.Name, scope, out MefParameter? parameter))
        {
            return new(0, parameter);
        }

        diagnostics.Error(
            element,
            $"Parameter '{element.Name}' is not defined.",
            () => Spelling.Hint(element.Name, model.Parameters.All.Select(p => p.FullName)));
        return null;
    }

    private ExpressionStep? Number(MefElement element)
    {
        string text = element.Attribute("value") ?? "";
        if (text.Length == 0)
        {
            return null; // Missing: reported while reading.
        }

        if (element.Tag == "bool")
        {
            return new(MefModel.Truth(element, diagnostics) ? 1 : 0);
        }

        NumberStyles styles = element.Tag == "int" ? NumberStyles.AllowLeadingSign : NumberStyles.Float;
        if (double.TryParse(text, styles, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value))
        {
            return new(value);
        }

        diagnostics.Error(element, $"The value is '{text}'; expected {(element.Tag == "int" ? "a whole number" : "a number")}.");
        return null;
    }

    private ExpressionStep? Operation(MefElement element, ref bool isSound)
    {
        MefOperation operation = MefOperations.All[element.Tag];
        int count = element.ChildCount;
        if (count < operation.Least || count > operation.Most)
        {
            string expected = operation.Most == int.MaxValue ? $"{operation.Least} or more"
                : operation.Least == operation.Most ? $"{operation.Least}" : $"{operation.Least} or {operation.Most}";
            diagnostics.Error(
                element,
                $"<{element.Tag}> has {count} arguments; expected {expected}.",
                () => element.Tag == "periodic-test" ? "The form of 11 arguments is not supported: use that of 5, or give the probability as a number." : null);
            isSound = false;
            return null;
        }

        CheckPairs(element, ref isSound);
        int values = count + element.Children().Count(IsPair);
        return operation.IsPair ? null : new(0, null, operation, values);
    }

    /// <summary>Cases come before the last value of a switch, bins after the first value of a histogram, and neither anywhere else.</summary>
    private void CheckPairs(MefElement element, ref bool isSound)
    {
        string? pair = element.Tag switch { "switch" => "case", "histogram" => "bin", _ => null };
        MefElement? single = element.Tag == "switch" ? element.LastChild : element.FirstChild;
        foreach (MefElement child in element.Children())
        {
            string? expected = pair is null || child == single ? null : pair;
            if (expected is null ? IsPair(child) : child.Tag != expected)
            {
                diagnostics.Error(child, $"<{child.Tag}> may not stand here{(expected is null ? "" : $"; expected <{expected}>")}.");
                isSound = false;
            }
        }
    }
}

/// <summary>Checks the units of parameters: a value in years that is taken as one in hours would be wrong by a factor of 8,766.</summary>
internal static class MefUnits
{
    public static void Check(MefElement element, OpenPsaDiagnostics diagnostics)
    {
        if (element.Attribute("unit") is { } unit and not ("hours" or "hours-1" or "float" or "int" or "bool" or "demands"))
        {
            diagnostics.Error(element, $"The unit '{unit}' is not supported; expected hours or hours-1.", () => "Give the value in hours, or the rate per hour.");
        }
    }
}
