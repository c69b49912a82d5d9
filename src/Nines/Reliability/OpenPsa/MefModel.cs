namespace Nines.Reliability.OpenPsa;

/// <summary>Everything that a file defines, found by one walk over its elements.</summary>
internal sealed class MefModel
{
    private readonly OpenPsaDiagnostics _diagnostics;
    private readonly HashSet<string> _faultTrees = new(StringComparer.Ordinal);

    private MefModel(OpenPsaDiagnostics diagnostics) => _diagnostics = diagnostics;

    public MefSymbols<MefEvent> Events { get; } = new();

    /// <summary>In file order.</summary>
    public List<MefEvent> Gates { get; } = [];

    public MefSymbols<MefParameter> Parameters { get; } = new();

    public List<(MefElement Element, MefScope Scope)> Groups { get; } = [];

    /// <summary>True when no basic event and no common cause group gives a probability.</summary>
    public bool IsStructureOnly { get; private set; } = true;

    public static MefModel From(MefElement root, OpenPsaDiagnostics diagnostics)
    {
        var model = new MefModel(diagnostics);
        var open = new Stack<(MefElement? Next, MefScope Scope)>();
        open.Push((root.FirstChild, MefScope.Model));
        while (open.TryPop(out (MefElement? Next, MefScope Scope) top))
        {
            if (top.Next is { } element)
            {
                open.Push((element.NextSibling, top.Scope));
                if (model.Define(element, top.Scope) is { } inner)
                {
                    open.Push((element.FirstChild, inner));
                }
            }
        }

        return model;
    }

    /// <returns>The scope of the definitions inside the element; null when there are none.</returns>
    private MefScope? Define(MefElement element, MefScope scope)
    {
        switch (element.Context)
        {
            case MefContext.FaultTree:
                if (!_faultTrees.Add(element.Name))
                {
                    _diagnostics.Error(element, $"Fault tree '{element.Name}' is defined twice.");
                }

                return scope.Inner(element);
            case MefContext.Component:
                return scope.Inner(element);
            case MefContext.ModelData or MefContext.Include:
                return scope;
            case MefContext.Gate:
                Add(new MefEvent(MefEventKind.Gate, element.Name, scope, element) { GateIndex = Gates.Count });
                return null;
            case MefContext.BasicEvent:
                IsStructureOnly &= element.FirstChild is null;
                Add(new MefEvent(MefEventKind.BasicEvent, element.Name, scope, element));
                return null;
            case MefContext.HouseEvent:
                Add(new MefEvent(MefEventKind.HouseEvent, element.Name, scope, element) { Happens = HouseValue(element) });
                return null;
            case MefContext.Parameter:
                MefUnits.Check(element, _diagnostics);
                if (Parameters.Add(new MefParameter(element.Name, scope, element)) is { } before)
                {
                    Twice($"Parameter '{element.Name}'", element, before);
                }

                return null;
            case MefContext.CommonCauseGroup:
                IsStructureOnly &= !element.Children().Any(child => child.Context == MefContext.Distribution);
                Groups.Add((element, scope));
                return null;
            default:
                return null;
        }
    }

    /// <summary>Adds an event of a definition.</summary>
    public void Add(MefEvent named)
    {
        if (named.Name.Length == 0)
        {
            return;
        }

        if (Events.Add(named) is { } before)
        {
            Twice($"Event '{named.FullName}'", named.Element, before);
        }
        else if (named.Kind == MefEventKind.Gate)
        {
            Gates.Add(named);
        }
    }

    /// <summary>Reads <c>true</c> or <c>false</c>; reports anything else.</summary>
    public static bool Truth(MefElement element, OpenPsaDiagnostics diagnostics)
    {
        string value = element.Attribute("value") ?? "false";
        if (value is not ("true" or "false" or "1" or "0" or ""))
        {
            diagnostics.Error(element, $"The value is '{value}'; expected true or false.");
        }

        return value is "true" or "1";
    }

    private bool HouseValue(MefElement element)
    {
        if (element.ChildCount > 1)
        {
            _diagnostics.Error(element, $"House event '{element.Name}' has {element.ChildCount} values; expected at most one.");
        }

        return element.FirstChild is { } constant && Truth(constant, _diagnostics);
    }

    private void Twice(string what, MefElement element, MefSymbol before) =>
        _diagnostics.Error(element, $"{what} is defined twice; the first time was at {(before.Element.File == element.File ? "" : before.Element.File + ", ")}line {before.Element.Line}.");
}
