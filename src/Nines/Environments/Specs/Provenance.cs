namespace Nines.Environments.Specs;

/// <summary>Confidence in a number.</summary>
public enum Confidence
{
    /// <summary>Read in the primary contract text or in current vendor documentation.</summary>
    High,

    /// <summary>Restated by a vendor's tool or an older page.</summary>
    Medium,

    /// <summary>Secondary source, or an assumption of ours.</summary>
    Low,
}

/// <summary>Kind of source of a number.</summary>
public enum ProvenanceKind
{
    /// <summary>The SLA catalogue: a credit term, not a measurement.</summary>
    Catalogue,

    /// <summary>Written in the input file.</summary>
    File,

    /// <summary>A file of measurements.</summary>
    Measurement,

    /// <summary>A default of ours, because nobody publishes the number.</summary>
    Assumption,

    /// <summary>Computed from other numbers by a stated formula.</summary>
    Derived,
}

/// <summary>The source of one number, in words that can be printed.</summary>
/// <param name="Kind">Kind of source.</param>
/// <param name="Text">For people: the configuration and document, the file and line, or the formula.</param>
/// <param name="Date">Date on which the source was read or issued, ISO 8601; null when not known.</param>
/// <param name="Url">A public address; null when there is none.</param>
/// <param name="Confidence">Confidence in it; null for a statement of the user.</param>
public sealed record Provenance(
    ProvenanceKind Kind, string Text, string? Date = null, string? Url = null, Confidence? Confidence = null);
