using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text;
using Nines.Audits.Findings;
using Nines.Audits.Rules;
using Nines.Testing;

namespace Nines.Tests.Audits.Rules;

/// <summary>The table of codes, and the page that is written from it.</summary>
public sealed class CatalogueTests
{
    [Fact]
    public void Every_rule_is_in_the_list_and_every_code_in_one_rule()
    {
        Type[] rules = [.. typeof(FindingRules).Assembly.GetTypes().Where(type => type is { IsInterface: false } && typeof(IFindingRule).IsAssignableFrom(type))];
        FindingRules.All.Select(rule => rule.GetType()).ShouldBe(rules, ignoreOrder: true);
        FindingKind[] declared =
        [
            .. rules.SelectMany(rule => rule.GetProperties(BindingFlags.Public | BindingFlags.Static))
                .Where(property => property.PropertyType == typeof(FindingKind)).Select(property => (FindingKind)property.GetValue(null)!),
        ];
        declared.ShouldBe(FindingRules.Kinds, ignoreOrder: true);
        FindingRules.Kinds.Select(kind => kind.Code).ShouldBe(FindingRules.Kinds.Select(kind => kind.Code).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_rule_has_a_title_a_reason_and_a_fix()
    {
        foreach (FindingKind kind in FindingRules.Kinds)
        {
            kind.Code.ShouldMatch("^NINE[1-8][0-9]{2}$");
            foreach (string text in new[] { kind.Title, kind.Why, kind.Fix })
            {
                text.ShouldNotBeNullOrWhiteSpace(kind.Code);
                text.Trim().ShouldBe(text, kind.Code);
            }

            kind.Title.ShouldNotEndWith(".", customMessage: kind.Code);
            kind.Why.ShouldEndWith(".", customMessage: kind.Code);
            kind.Fix.ShouldEndWith(".", customMessage: kind.Code);
            FindingRules.Find(kind.Code).ShouldBeSameAs(kind);
        }
    }

    [Fact]
    public void Rules_report_only_their_own_codes()
    {
        Dictionary<string, IFindingRule> byCode = FindingRules.All.SelectMany(rule => rule.Kinds, (rule, kind) => (rule, kind)).ToDictionary(pair => pair.kind.Code, pair => pair.rule);
        foreach (ulong seed in Enumerable.Range(1, 50).Select(seed => (ulong)seed))
        {
            AuditContext context = RandomSnapshots.Context(RandomSnapshots.Of(seed));
            foreach (IFindingRule rule in FindingRules.All)
            {
                rule.Find(context).ShouldAllBe(finding => ReferenceEquals(byCode[finding.Kind.Code], rule));
            }
        }
    }

    [Fact]
    public void The_page_of_codes_shows_every_code_as_it_is()
    {
        var page = new StringBuilder("""
            # Codes of nines audit

            Each finding of `nines audit` has one of these codes. A code never changes its meaning. The severity is the highest that the
            code can have; a single finding may have a lower one, which the report shows.

            - **error**: one failure takes a service below its requirement, or a drain hangs.
            - **warning**: it causes harm together with another event: a drain, a rollout, a second failure.
            - **note**: for information.

            To ignore a code, add the annotation `nines.dev/ignore: NINE201` (several codes separated by commas, or `all`) to the object that
            the finding is about, or use `--ignore NINE201`. A code whose objects were not read is reported as not evaluated, never as found.

            This page is generated from the rules in `src/Nines/Audits/Rules`; a test checks it.

            """.ReplaceLineEndings("\n"));
        foreach (IGrouping<char, FindingKind> family in FindingRules.Kinds.GroupBy(kind => kind.Code["NINE".Length]))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {family.Key}xx: {Family(family.Key)}\n");
            foreach (FindingKind kind in family)
            {
                page.Append(CultureInfo.InvariantCulture, $"\n### {kind.Code} {kind.Title}\n\n")
                    .Append(CultureInfo.InvariantCulture, $"*{kind.Severity.ToString().ToLowerInvariant()}*")
                    .Append(kind.Reads.IsEmpty ? "" : $", needs {string.Join(" and ", kind.Reads)}")
                    .Append(CultureInfo.InvariantCulture, $"\n\n{kind.Why}\n\n**Fix:** {kind.Fix}\n");
            }
        }

        page.Append("""

            ## Cluster-critical components

            NINE802 recognizes these components by the labels of their pods. One pod is enough for those that may be down for some minutes.

            | component | labels | when it is lost | severity |
            |---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (SystemPart part in SystemParts.All)
        {
            ImmutableArray<string> marks = [.. part.Namespace.Length > 0 ? [$"namespace `{part.Namespace}`"] : (string[])[], .. part.Labels.Select(label => $"`{label.Key}={label.Value}`")];
            page.Append(CultureInfo.InvariantCulture, $"| {part.Name} | {string.Join(", ", marks)} | {part.WhenDown} ")
                .Append(CultureInfo.InvariantCulture, $"| {(part.IsEnough ? "one is enough" : part.Severity.ToString().ToLowerInvariant())} |\n");
        }

        Hold(page.ToString(), "docs/audit-codes.md");
    }

    /// <summary>UPDATE_GOLDEN=1 rewrites the page.</summary>
    private static void Hold(string written, string name)
    {
        string page = Repository.File(name);
        if (Golden.IsUpdating)
        {
            File.WriteAllText(page, written);
        }

        (File.Exists(page) && File.ReadAllText(page).ReplaceLineEndings("\n") == written).ShouldBeTrue($"{name} differs from the rules. Run the tests with UPDATE_GOLDEN=1.");
    }

    private static string Family(char digit) => digit switch
    {
        '1' => "loss of a failure domain",
        '2' => "disruption budgets",
        '3' => "spreading",
        '4' => "volumes",
        '5' => "autoscaling",
        '6' => "pods and services",
        '7' => "capacity after a loss",
        _ => "the cluster itself",
    };
}
