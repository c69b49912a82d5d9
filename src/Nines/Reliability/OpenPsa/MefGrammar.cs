using System.Collections.Frozen;

namespace Nines.Reliability.OpenPsa;

/// <summary>Kind of an element; it decides which elements are allowed inside.</summary>
internal enum MefContext
{
    Document,
    Model,
    FaultTree,
    Component,
    ModelData,
    Gate,
    BasicEvent,
    HouseEvent,
    Parameter,
    Formula,
    Reference,
    Constant,
    Expression,
    Leaf,
    CommonCauseGroup,
    Members,
    Distribution,
    Factors,
    Factor,

    /// <summary>A label: its text is kept.</summary>
    Label,

    /// <summary>Attributes and the like, which affect no result.</summary>
    Ignored,

    /// <summary>Another file, whose definitions become its children.</summary>
    Include,
}

/// <summary>Elements allowed inside each element: the Open-PSA Model Exchange Format 2.0d, as far as it concerns fault trees.</summary>
internal static class MefGrammar
{
    private static readonly FrozenDictionary<string, MefContext> Nothing = Table();

    private static readonly FrozenDictionary<string, MefContext> Documented = Table(
        (MefContext.Label, ["label"]), (MefContext.Ignored, ["attributes"]));

    private static readonly FrozenDictionary<string, MefContext> Definitions = Table(
        (MefContext.Label, ["label"]),
        (MefContext.Ignored, ["attributes"]),
        (MefContext.Gate, ["define-gate"]),
        (MefContext.BasicEvent, ["define-basic-event"]),
        (MefContext.HouseEvent, ["define-house-event"]),
        (MefContext.Parameter, ["define-parameter"]),
        (MefContext.Component, ["define-component"]),
        (MefContext.CommonCauseGroup, ["define-CCF-group"]),
        (MefContext.ModelData, ["model-data"]),
        (MefContext.Include, ["include"]));

    private static readonly FrozenDictionary<string, MefContext> Formulas = Table(
        (MefContext.Label, ["label"]),
        (MefContext.Ignored, ["attributes"]),
        (MefContext.Reference, ["event", "gate", "basic-event", "house-event"]),
        (MefContext.Constant, ["constant"]),
        (MefContext.Formula, ["and", "or", "not", "xor", "iff", "nand", "nor", "atleast", "cardinality", "imply"]));

    private static readonly FrozenDictionary<string, MefContext> Expressions = Table(
        (MefContext.Label, ["label"]),
        (MefContext.Ignored, ["attributes"]),
        (MefContext.Leaf, ["float", "int", "bool", "parameter", "system-mission-time", "pi"]),
        (MefContext.Expression, [.. MefOperations.All.Keys]));

    private static readonly FrozenDictionary<MefContext, FrozenDictionary<string, MefContext>> Tables =
        new Dictionary<MefContext, FrozenDictionary<string, MefContext>>
        {
            [MefContext.Document] = Table((MefContext.Model, ["opsa-mef"])),
            [MefContext.Model] = Merge(Definitions, Table((MefContext.FaultTree, ["define-fault-tree"]))),
            [MefContext.FaultTree] = Definitions,
            [MefContext.Component] = Definitions,
            [MefContext.ModelData] = Definitions,
            [MefContext.Gate] = Formulas,
            [MefContext.Formula] = Formulas,
            [MefContext.BasicEvent] = Expressions,
            [MefContext.Parameter] = Expressions,
            [MefContext.Expression] = Expressions,
            [MefContext.Distribution] = Expressions,
            [MefContext.Factor] = Expressions,
            [MefContext.HouseEvent] = Merge(Documented, Table((MefContext.Constant, ["constant"]))),
            [MefContext.CommonCauseGroup] = Merge(Documented, Table(
                (MefContext.Members, ["members"]),
                (MefContext.Distribution, ["distribution"]),
                (MefContext.Factors, ["factors"]),
                (MefContext.Factor, ["factor"]))),
            [MefContext.Members] = Table((MefContext.Reference, ["basic-event"])),
            [MefContext.Factors] = Table((MefContext.Factor, ["factor"])),
        }.ToFrozenDictionary();

    /// <summary>Kind of an element inside another; null when it is not allowed there.</summary>
    public static MefContext? Child(MefContext parent, string tag) =>
        Tables.GetValueOrDefault(parent, Nothing).TryGetValue(tag, out MefContext context) ? context : null;

    /// <summary>Names of the elements that are allowed inside another, for hints.</summary>
    public static IEnumerable<string> Children(MefContext parent) => Tables.GetValueOrDefault(parent, Nothing).Keys;

    /// <summary>Required attributes of an element.</summary>
    public static IEnumerable<string> RequiredAttributes(MefContext context, string tag) => (context, tag) switch
    {
        (MefContext.Gate or MefContext.BasicEvent or MefContext.HouseEvent or MefContext.Parameter, _) => ["name"],
        (MefContext.FaultTree or MefContext.Component or MefContext.Reference, _) => ["name"],
        (MefContext.Leaf, "parameter") => ["name"],
        (MefContext.CommonCauseGroup, _) => ["name", "model"],
        (MefContext.Constant, _) => ["value"],
        (MefContext.Include, _) => ["file"],
        (MefContext.Leaf, "float" or "int" or "bool") => ["value"],
        (MefContext.Formula, "atleast") => ["min"],
        (MefContext.Formula, "cardinality") => ["min", "max"],
        _ => [],
    };

    private static FrozenDictionary<string, MefContext> Table(params (MefContext Context, string[] Tags)[] rows) => rows
        .SelectMany(row => row.Tags.Select(tag => KeyValuePair.Create(tag, row.Context)))
        .ToFrozenDictionary(StringComparer.Ordinal);

    private static FrozenDictionary<string, MefContext> Merge(
        FrozenDictionary<string, MefContext> first, FrozenDictionary<string, MefContext> second) =>
        first.Concat(second).ToFrozenDictionary(StringComparer.Ordinal);
}
