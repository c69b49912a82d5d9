namespace Nines.Yaml;

/// <summary>What a document may cost. Anything beyond is refused with a diagnostic, before it is built.</summary>
public sealed record YamlLimits
{
    public static YamlLimits Default { get; } = new();

    /// <summary>Longest input in bytes.</summary>
    public int MaxBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Deepest nesting of lists and mappings, aliases included.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Most nodes once every alias is written out: this is what stops aliases that explode.</summary>
    public int MaxNodes { get; init; } = 200_000;

    /// <summary>Most diagnostics; the parser stops after them.</summary>
    public int MaxDiagnostics { get; init; } = 200;
}
