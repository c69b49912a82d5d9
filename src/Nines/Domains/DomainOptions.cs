using System.Collections.Immutable;

namespace Nines.Domains;

/// <summary>Where domains are learnt from, beside the labels that everyone uses.</summary>
public sealed record DomainOptions
{
    /// <summary>Domains of the user's own, or other labels for those that nines knows: name and node label.</summary>
    public ImmutableArray<(string Name, string Label)> Labels { get; init; } = [];

    /// <summary>What Azure or a table says; it goes before labels.</summary>
    public ImmutableArray<NodeDomains> Known { get; init; } = [];
}
