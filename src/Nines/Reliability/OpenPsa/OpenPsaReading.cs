using System.Collections.Immutable;
using Nines.Reliability.Structure;
using Nines.Text;

namespace Nines.Reliability.OpenPsa;

/// <summary>Result of reading one Open-PSA file: top events, or every error in it.</summary>
/// <param name="Tops">In file order; empty when there are errors.</param>
/// <param name="Errors">In file order; empty when the file could be read.</param>
/// <param name="Notes">Assumptions that affect the numbers.</param>
public sealed record OpenPsaReading(
    ImmutableArray<OpenPsaTop> Tops, ImmutableArray<Diagnostic> Errors, ImmutableArray<Diagnostic> Notes)
{
    public bool IsValid => Errors.IsEmpty;
}

/// <summary>A top event: a gate that no other gate refers to.</summary>
/// <param name="Name">The gate's name; its path when it is private.</param>
/// <param name="Label">The gate's label; null when it has none.</param>
/// <param name="FaultTree">Name of the fault tree that holds it.</param>
/// <param name="Position">Position of the gate's definition.</param>
/// <param name="Function">Its structure function. The events have the probabilities of the model as their unavailability.</param>
/// <param name="EventLabels">Labels of basic events by name, for those that have one.</param>
public sealed record OpenPsaTop(
    string Name,
    string? Label,
    string FaultTree,
    SourcePosition Position,
    StructureFunction Function,
    ImmutableDictionary<string, string> EventLabels);

/// <summary>Limits for an Open-PSA file. A file that exceeds one is refused with a diagnostic.</summary>
public sealed record OpenPsaLimits
{
    public static OpenPsaLimits Default { get; } = new();

    /// <summary>Maximum size of the files of a model, in bytes.</summary>
    public long MaxBytes { get; init; } = 64L << 20;

    /// <summary>Maximum number of files of one model.</summary>
    public int MaxFiles { get; init; } = 1000;

    /// <summary>Maximum nesting of elements; 2 or more.</summary>
    public int MaxDepth { get; init; } = 512;

    /// <summary>Maximum number of elements in a model.</summary>
    public int MaxElements { get; init; } = 4_000_000;

    /// <summary>Maximum number of listed errors; the rest are counted.</summary>
    public int MaxErrors { get; init; } = 200;

    /// <summary>Maximum number of nodes in the structure functions of all top events together.</summary>
    public int MaxNodes { get; init; } = 4_000_000;

    /// <summary>The mission time, which the format leaves to the tool, in hours.</summary>
    public double MissionTimeHours { get; init; } = 8760;
}
