using System.Collections.Immutable;
using Nines.Clusters;

namespace Nines.Audits.Findings;

/// <summary>The one place that a volume can be used from.</summary>
/// <param name="Label">The node label that names it: of a zone, or the host name.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct VolumePin(string Label, string Value)
{
    /// <summary>True for a node, false for a zone.</summary>
    public bool IsNode => Label == Node.HostnameLabel;

    /// <summary>
    /// Null when the volume can be used from several places, or from any. Disks that are copied to several zones name each of them, or
    /// have an empty value.
    /// </summary>
    public static VolumePin? From(ImmutableArray<NodeSelectorTerm>? nodes)
    {
        if (nodes is not { IsDefaultOrEmpty: false } terms)
        {
            return null;
        }

        VolumePin? pin = null;
        foreach (NodeSelectorTerm term in terms)
        {
            // Any of the terms will do: a second place frees the volume, and so does a term that names none.
            if (OfTerm(term) is not { } own || (pin is { } before && before.Value != own.Value))
            {
                return null;
            }

            pin = own;
        }

        return pin;
    }

    private static VolumePin? OfTerm(NodeSelectorTerm term)
    {
        VolumePin? zone = null;
        foreach (LabelRequirement requirement in (term.Expressions.IsDefault ? [] : term.Expressions).Concat(term.Fields.IsDefault ? [] : term.Fields))
        {
            if (requirement is not { Operator: LabelOperator.In, Values: [{ Length: > 0 } value] })
            {
                continue;
            }

            if (requirement.Key is Node.HostnameLabel or NodeSelectorTerm.NameField)
            {
                return new VolumePin(Node.HostnameLabel, value);
            }

            // topology.kubernetes.io/zone, topology.disk.csi.azure.com/zone and those of other drivers.
            if (requirement.Key.EndsWith("/zone", StringComparison.Ordinal))
            {
                zone = new VolumePin(requirement.Key, value);
            }
        }

        return zone;
    }
}
