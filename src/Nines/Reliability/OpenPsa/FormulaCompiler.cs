using System.Collections.Immutable;
using System.Globalization;
using Nines.Text;

namespace Nines.Reliability.OpenPsa;

/// <summary>Turns the formulas of gates into postfix steps and finds out what they refer to.</summary>
internal sealed class FormulaCompiler(MefModel model, OpenPsaDiagnostics diagnostics, CancellationToken cancellationToken)
{
    public void CompileAll()
    {
        // Formulas may add events that nothing defines, but never gates.
        foreach (MefEvent gate in model.Gates)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (gate.Element.ChildCount != 1)
            {
                diagnostics.Error(gate.Element, $"Gate '{gate.FullName}' has {gate.Element.ChildCount} formulas; expected one.");
                continue;
            }

            var steps = ImmutableArray.CreateBuilder<FormulaStep>();
            foreach (MefElement element in gate.Element.FirstChild!.PostOrder())
            {
                steps.Add(element.Context switch
                {
                    MefContext.Reference => Reference(element, gate.Scope),
                    MefContext.Constant => new(FormulaOperation.Constant, 0, MefModel.Truth(element, diagnostics) ? 1 : 0),
                    _ => Connective(element),
                });
            }

            gate.Formula = steps.DrainToImmutable();
        }
    }

    private FormulaStep Reference(MefElement element, MefScope scope)
    {
        string name = element.Name;
        if (name.Length == 0)
        {
            return new(FormulaOperation.Constant, 0);
        }

        string type = element.Tag == "event" ? element.Attribute("type") ?? "event" : element.Tag;
        if (!model.Events.TryResolve(name, scope, out MefEvent? target))
        {
            target = Undefined(element, type);
        }
        else if (!Fits(type, target.Kind) && !target.IsUndefined)
        {
            diagnostics.Error(element, $"'{name}' is a {target.KindInWords}, not a {type.Replace('-', ' ')}.");
        }

        if (target is null)
        {
            return new(FormulaOperation.Constant, 0);
        }

        target.IsUsed = true;
        return new(FormulaOperation.Reference, 0, Target: target);
    }

    /// <summary>A basic event need not be defined in a model that gives no probabilities at all; that is reported once, elsewhere.</summary>
    private MefEvent? Undefined(MefElement element, string type)
    {
        string name = element.Name;
        if (type is "event" or "basic-event" && model.IsStructureOnly)
        {
            var implied = new MefEvent(MefEventKind.BasicEvent, name, MefScope.Model, element) { IsUndefined = true };
            return model.Events.Add(implied) ?? implied;
        }

        string what = type switch
        {
            "gate" => "Gate",
            "house-event" => "House event",
            "basic-event" => "Basic event",
            _ => "Event",
        };
        diagnostics.Error(
            element,
            $"{what} '{name}' is not defined.",
            () => Spelling.Hint(name, model.Events.All.Where(e => Fits(type, e.Kind)).Select(e => e.FullName)));
        return null;
    }

    private static bool Fits(string type, MefEventKind kind) => type switch
    {
        "gate" => kind == MefEventKind.Gate,
        "basic-event" => kind == MefEventKind.BasicEvent,
        "house-event" => kind == MefEventKind.HouseEvent,
        _ => true,
    };

    private FormulaStep Connective(MefElement element)
    {
        int count = element.ChildCount;
        (FormulaOperation operation, int least, int most) = element.Tag switch
        {
            "and" => (FormulaOperation.And, 1, int.MaxValue),
            "or" => (FormulaOperation.Or, 1, int.MaxValue),
            "not" => (FormulaOperation.Not, 1, 1),
            "xor" => (FormulaOperation.Xor, 1, int.MaxValue),
            "iff" => (FormulaOperation.Iff, 1, int.MaxValue),
            "nand" => (FormulaOperation.Nand, 1, int.MaxValue),
            "nor" => (FormulaOperation.Nor, 1, int.MaxValue),
            "imply" => (FormulaOperation.Imply, 2, 2),
            "atleast" => (FormulaOperation.AtLeast, 1, int.MaxValue),
            _ => (FormulaOperation.Cardinality, 1, int.MaxValue),
        };
        if (count < least || count > most)
        {
            string expected = least == most ? $"{least}" : $"{least} or more";
            diagnostics.Error(element, $"<{element.Tag}> has {count} arguments; expected {expected}.");
        }

        int min = operation switch
        {
            FormulaOperation.AtLeast => Number(element, "min", 1, count),
            FormulaOperation.Cardinality => Number(element, "min", 0, count),
            _ => 0,
        };
        int max = operation == FormulaOperation.Cardinality ? Number(element, "max", min, count) : 0;
        return new(operation, count, min, max);
    }

    private int Number(MefElement element, string attribute, int least, int most)
    {
        if (element.Attribute(attribute) is not { Length: > 0 } text)
        {
            return least; // Missing: reported while reading.
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) || value < least || value > most)
        {
            diagnostics.Error(
                element, $"The {attribute} of <{element.Tag}> is '{text}'; expected a whole number from {least} to {most}, the number of arguments.");
            return least;
        }

        return value;
    }
}
