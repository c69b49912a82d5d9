using System.Text;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Audits.Findings;

/// <summary>Selectors and labels as kubectl writes them: <c>app=web,tier in (a,b)</c>. Names go in as they are, but not without end.</summary>
internal static class SelectorText
{
    private const int MaxLength = 200;
    private const int MaxValues = 3;

    public static string Format(LabelSelector? selector)
    {
        if (selector is null || selector.Requirements.IsDefaultOrEmpty)
        {
            return "nothing";
        }

        var text = new StringBuilder();
        foreach (LabelRequirement requirement in selector.Requirements)
        {
            if (text.Length > MaxLength)
            {
                return text.Append(",...").ToString();
            }

            text.Append(text.Length == 0 ? "" : ",").Append(One(requirement));
        }

        return text.ToString();
    }

    /// <summary>Of labels, in the order of their names.</summary>
    public static string Format(IReadOnlyDictionary<string, string> labels) => labels.Count == 0 ? "none" : Format(new LabelSelector(
        [.. labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => new LabelRequirement(label.Key, LabelOperator.In, label.Value))]));

    private static string One(LabelRequirement requirement)
    {
        string key = Sanitizer.Clean(requirement.Key, 80);
        string values = string.Join(',', requirement.Values.IsDefault ? [] : requirement.Values.Take(MaxValues).Select(value => Sanitizer.Clean(value, 80)))
            + (requirement.Values is { IsDefault: false, Length: > MaxValues } ? ",..." : "");
        bool isOne = requirement.Values is { IsDefault: false, Length: 1 };
        return requirement.Operator switch
        {
            LabelOperator.In => isOne ? $"{key}={values}" : $"{key} in ({values})",
            LabelOperator.NotIn => isOne ? $"{key}!={values}" : $"{key} notin ({values})",
            LabelOperator.Exists => key,
            LabelOperator.DoesNotExist => "!" + key,
            LabelOperator.GreaterThan => $"{key}>{values}",
            _ => $"{key}<{values}",
        };
    }
}
