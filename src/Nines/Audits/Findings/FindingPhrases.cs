using System.Collections.Immutable;
using System.Globalization;
using Nines.Domains;

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
    public static string List(IEnumerable<string> names, int most = 3)
    {
        ImmutableArray<string> all = [.. names];
        if (all.Length > most + 1)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", all.Take(most))} and {all.Length - most} more");
        }

        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all.Take(all.Length - 1))} and {all[^1]}";
    }
}
