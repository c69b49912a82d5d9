using System.Collections.Immutable;
using Nines.Reliability.Dependence;

namespace Nines.Reliability.OpenPsa;

internal enum FormulaOperation
{
    /// <summary>A gate, a basic event or a house event.</summary>
    Reference,
    Constant,
    And,
    Or,
    Not,
    Xor,

    /// <summary>Both arguments alike; more are taken from left to right: (a iff b) iff c.</summary>
    Iff,
    Nand,
    Nor,
    AtLeast,

    /// <summary>At least the minimum and at most the maximum.</summary>
    Cardinality,
    Imply,
}

/// <summary>One step of a formula in postfix order.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Arguments">Number of preceding results that it takes.</param>
/// <param name="Min">Of at-least and cardinality; 1 for a true constant.</param>
/// <param name="Max">Of cardinality.</param>
/// <param name="Target">Of a reference.</param>
internal readonly record struct FormulaStep(FormulaOperation Operation, int Arguments, int Min = 0, int Max = 0, MefEvent? Target = null);

internal enum MefEventKind
{
    Gate,
    BasicEvent,
    HouseEvent,
}

/// <summary>A gate, a basic event or a house event: they share one space of names.</summary>
internal sealed class MefEvent(MefEventKind kind, string name, MefScope scope, MefElement element) : MefSymbol(name, scope, element)
{
    public MefEventKind Kind { get; } = kind;

    /// <summary>Place among all gates; -1 when it is none.</summary>
    public int GateIndex { get; init; } = -1;

    /// <summary>Of a gate; empty until compiled.</summary>
    public ImmutableArray<FormulaStep> Formula { get; set; } = [];

    /// <summary>Of a basic event; null while none is known.</summary>
    public double? Probability { get; set; }

    /// <summary>Of a house event.</summary>
    public bool Happens { get; set; }

    /// <summary>The common cause group that a basic event belongs to; null for none.</summary>
    public CommonCauseGroup? Group { get; set; }

    /// <summary>Place within <see cref="Group"/>.</summary>
    public int GroupMember { get; set; }

    /// <summary>True when a common cause group names it; then its probability comes from there.</summary>
    public bool IsGroupMember { get; set; }

    /// <summary>True once a formula refers to it.</summary>
    public bool IsUsed { get; set; }

    /// <summary>True when nothing defines it: it is only referred to.</summary>
    public bool IsUndefined { get; init; }

    public string KindInWords => Kind switch
    {
        MefEventKind.Gate => "gate",
        MefEventKind.BasicEvent => "basic event",
        _ => "house event",
    };
}

/// <summary>A named value.</summary>
internal sealed class MefParameter(string name, MefScope scope, MefElement element) : MefSymbol(name, scope, element)
{
    /// <summary>Postfix; empty when it could not be compiled.</summary>
    public ImmutableArray<ExpressionStep> Steps { get; set; } = [];

    public double? Value { get; set; }

    /// <summary>True while it is being computed: to meet it again is a cycle.</summary>
    public bool IsOpen { get; set; }
}

/// <summary>One step of an expression in postfix order: a value, a parameter, or an operation on the last results.</summary>
internal readonly record struct ExpressionStep(double Value, MefParameter? Parameter = null, MefOperation? Operation = null, int Arguments = 0);
