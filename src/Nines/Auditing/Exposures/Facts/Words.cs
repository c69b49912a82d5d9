using System.Globalization;
using System.Text;
using Nines.Auditing.FailureDomains;
using Nines.Domains;
using Nines.Placement;

namespace Nines.Auditing.Exposures.Facts;

/// <summary>Parts of sentences. Names go in as they are.</summary>
internal static class Words
{
    private const int LongestSelector = 200;
    private const int MostNames = 3;

    /// <summary>1 pod, 2 pods.</summary>
    public static string Count(long number, string thing) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {(number == 1 ? thing : thing + "s")}");

    public static string Pods(long number) => Count(number, "pod");

    /// <summary>3 zones, 2 update domains, 4 values of rack.</summary>
    public static string Domains(int number, DomainAxis axis) =>
        axis.Kind == DomainKind.Custom ? string.Create(CultureInfo.InvariantCulture, $"{number} domains of {axis.Key}") : Count(number, axis.Title);

    /// <summary>a, b, c and 4 more.</summary>
    public static string Names(IReadOnlyCollection<string> names) => names.Count <= MostNames
        ? names.Count switch
        {
            0 => "none",
            1 => names.First(),
            _ => string.Join(", ", names.Take(names.Count - 1)) + " and " + names.Last(),
        }
        : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names.Take(MostNames))} and {names.Count - MostNames} more");

    /// <summary>As kubectl writes it: <c>app=web,tier in (a,b)</c>.</summary>
    public static string Selector(LabelSelector? selector)
    {
        if (selector is null || selector.Requirements.IsDefaultOrEmpty)
        {
            return "nothing";
        }

        var text = new StringBuilder();
        foreach (LabelRequirement requirement in selector.Requirements)
        {
            if (text.Length > LongestSelector)
            {
                return text.Append(",...").ToString();
            }

            text.Append(text.Length == 0 ? "" : ",").Append(Requirement(requirement));
        }

        return text.ToString();
    }

    /// <summary>The labels of pods, in the same form.</summary>
    public static string Labels(IReadOnlyDictionary<string, string> labels) => labels.Count == 0 ? "none" : Selector(new LabelSelector(
        [.. labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => new LabelRequirement(label.Key, LabelOperator.In, label.Value))]));

    private static string Requirement(LabelRequirement requirement)
    {
        string values = string.Join(',', requirement.Values.IsDefault ? [] : requirement.Values.Take(MostNames));
        bool isOne = requirement.Values is { IsDefault: false, Length: 1 };
        return requirement.Operator switch
        {
            LabelOperator.In => isOne ? $"{requirement.Key}={values}" : $"{requirement.Key} in ({values})",
            LabelOperator.NotIn => isOne ? $"{requirement.Key}!={values}" : $"{requirement.Key} notin ({values})",
            LabelOperator.Exists => requirement.Key,
            LabelOperator.DoesNotExist => "!" + requirement.Key,
            LabelOperator.GreaterThan => $"{requirement.Key}>{values}",
            _ => $"{requirement.Key}<{values}",
        };
    }
}
