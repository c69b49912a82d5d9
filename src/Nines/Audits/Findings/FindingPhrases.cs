using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Nines.Clusters;
using Nines.Domains;
using Nines.Text;

namespace Nines.Audits.Findings;

/// <summary>Small pieces of sentences.</summary>
internal static class FindingPhrases
{
    /// <summary>With a capital at its beginning.</summary>
    public static string Start(string text) => text.Length == 0 ? text : string.Concat(text[..1].ToUpperInvariant(), text.AsSpan(1));

    /// <summary>1 pod, 2 pods.</summary>
    public static string Count(long number, string one) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {one}{(number == 1 ? "" : "s")}");

    /// <summary>1 pod, 2 pods.</summary>
    public static string Pods(long number) => Count(number, "pod");

    /// <summary>3 zones, 2 update domains, 4 domains of rack.</summary>
    public static string Domains(int number, DomainLevel level) =>
        level.Kind == DomainKind.Custom ? $"{Count(number, "domain")} of {level.Key}" : Count(number, level.Title);

    /// <summary>in zone weu-1, on node a1.</summary>
    public static string At(FailureDomain domain) => (domain.Kind == DomainKind.Node ? "on " : "in ") + domain.Label;

    /// <summary>0 is left, 2 are left.</summary>
    public static string Left(int number) => number switch
    {
        0 => "none is left",
        1 => "1 is left",
        _ => string.Create(CultureInfo.InvariantCulture, $"{number} are left"),
    };

    /// <summary>a, b and 3 more.</summary>
    public static string List(IEnumerable<string> names, int max = 3)
    {
        ImmutableArray<string> all = [.. names];
        if (all.Length > max + 1)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", all.Take(max))} and {all.Length - max} more");
        }

        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all.Take(all.Length - 1))} and {all[^1]}";
    }
}

/// <summary>Selectors and labels as kubectl writes them: <c>app=web,tier in (a,b)</c>. Names go in as they are, but not without end.</summary>
internal static class SelectorFormatter
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
