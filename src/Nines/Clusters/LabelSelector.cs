using System.Collections.Immutable;
using System.Globalization;

namespace Nines.Clusters;

/// <summary>Comparison of a label with the values of a requirement.</summary>
public enum LabelOperator
{
    In,

    /// <summary>Also true of what lacks the label.</summary>
    NotIn,
    Exists,
    DoesNotExist,

    /// <summary>The label and the one value are integers and the label is the greater. For nodes only.</summary>
    GreaterThan,

    /// <summary>The label and the one value are integers and the label is the smaller. For nodes only.</summary>
    LessThan,
}

/// <summary>One condition on the labels of a node, a pod or a namespace.</summary>
/// <param name="Key">The label's name.</param>
/// <param name="Operator">The comparison.</param>
/// <param name="Values">One or more for In and NotIn, exactly one for the comparisons, none for the rest.</param>
public sealed record LabelRequirement(string Key, LabelOperator Operator, params ImmutableArray<string> Values)
{
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        bool has = labels.TryGetValue(Key, out string? value);
        return Operator switch
        {
            LabelOperator.In => has && Values.Contains(value!),
            LabelOperator.NotIn => !has || !Values.Contains(value!),
            LabelOperator.Exists => has,
            LabelOperator.DoesNotExist => !has,
            LabelOperator.GreaterThan => has && Compare(value!) > 0,
            LabelOperator.LessThan => has && Compare(value!) < 0,
            _ => false,
        };
    }

    /// <summary>The sign of label minus value; 0, which satisfies neither comparison, when one of them is no integer.</summary>
    private int Compare(string label) =>
        Values is [string bound]
        && long.TryParse(label, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long left)
        && long.TryParse(bound, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long right)
            ? left.CompareTo(right)
            : 0;
}

/// <summary>
/// Selects by labels; every requirement must hold, so that an empty selector selects everything. Where Kubernetes has a missing
/// selector, which selects nothing, this is null.
/// </summary>
public sealed record LabelSelector(params ImmutableArray<LabelRequirement> Requirements)
{
    /// <summary>Selects everything.</summary>
    public static LabelSelector Everything { get; } = new([]);

    /// <summary>Selects what has all of these labels, as matchLabels does.</summary>
    public static LabelSelector FromLabels(params ReadOnlySpan<(string Key, string Value)> labels)
    {
        ImmutableArray<LabelRequirement>.Builder requirements = ImmutableArray.CreateBuilder<LabelRequirement>(labels.Length);
        foreach ((string key, string value) in labels)
        {
            requirements.Add(new LabelRequirement(key, LabelOperator.In, value));
        }

        return new LabelSelector(requirements.ToImmutable());
    }

    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        foreach (LabelRequirement requirement in Requirements)
        {
            if (!requirement.Matches(labels))
            {
                return false;
            }
        }

        return true;
    }
}
