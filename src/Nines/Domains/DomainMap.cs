using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Nines.Domains;

/// <summary>Which nodes are in which domains. A node without a domain of an axis is unknown there, and shares it with no other.</summary>
public sealed class DomainMap
{
    private readonly FrozenDictionary<DomainAxis, AxisDomains> _axes;

    /// <param name="axes">The widest first, each with its domains in the order of their ids; no node is in two of one axis.</param>
    /// <param name="nodes">All nodes.</param>
    /// <param name="notes">For people: what was wondered at.</param>
    public DomainMap(IReadOnlyList<(DomainAxis Axis, ImmutableArray<DomainNodes> Domains)> axes, IReadOnlyCollection<string> nodes, ImmutableArray<string> notes)
    {
        ArgumentNullException.ThrowIfNull(axes);
        ArgumentNullException.ThrowIfNull(nodes);
        Axes = [.. axes.Select(axis => axis.Axis)];
        Notes = notes;
        _axes = axes.ToFrozenDictionary(axis => axis.Axis, axis => new AxisDomains(axis.Domains, nodes));
    }

    /// <summary>The widest first, nodes last. An axis of which nothing is known is left out.</summary>
    public ImmutableArray<DomainAxis> Axes { get; }

    public ImmutableArray<string> Notes { get; }

    /// <summary>The axis with a key; null when nothing is known of it.</summary>
    public DomainAxis? Axis(string key) => Axes.FirstOrDefault(axis => axis.Key == key);

    /// <summary>In the order of their ids.</summary>
    public ImmutableArray<DomainNodes> Of(DomainAxis axis) => _axes[axis].Domains;

    /// <summary>The domain of a node; null when it is unknown.</summary>
    public FailureDomain? Of(DomainAxis axis, string node) => _axes[axis].ByNode.GetValueOrDefault(node);

    /// <summary>Nodes whose domain is unknown, in ordinal order.</summary>
    public ImmutableArray<string> UnknownIn(DomainAxis axis) => _axes[axis].Unknown;

    private sealed class AxisDomains(ImmutableArray<DomainNodes> domains, IReadOnlyCollection<string> nodes)
    {
        public ImmutableArray<DomainNodes> Domains { get; } = domains;

        public FrozenDictionary<string, FailureDomain> ByNode { get; } =
            domains.SelectMany(domain => domain.Nodes, (domain, node) => (node, domain.Domain)).ToFrozenDictionary(pair => pair.node, pair => pair.Domain, StringComparer.Ordinal);

        public ImmutableArray<string> Unknown => field.IsDefault ? field = [.. nodes.Where(node => !ByNode.ContainsKey(node)).Order(StringComparer.Ordinal)] : field;
    }
}
