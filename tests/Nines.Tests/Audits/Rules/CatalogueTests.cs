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
    public void Every_code_is_found_by_exactly_one_rule()
    {
        string[] found = [.. FindingRules.All.SelectMany(rule => rule.Kinds).Select(kind => kind.Code).Order(StringComparer.Ordinal)];
        found.ShouldBe(FindingCatalog.All.Select(kind => kind.Code));
    }

    [Fact]
    public void Every_kind_that_is_declared_is_in_the_table_in_order()
    {
        FindingKind[] declared =
        [
            .. typeof(FindingCatalog).GetProperties(BindingFlags.Public | BindingFlags.Static)
                .Where(property => property.PropertyType == typeof(FindingKind)).Select(property => (FindingKind)property.GetValue(null)!),
        ];
        declared.ShouldBe(FindingCatalog.All, ignoreOrder: true);
        FindingCatalog.All.Select(kind => kind.Code).ShouldBe(FindingCatalog.All.Select(kind => kind.Code).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_kind_says_what_why_and_what_to_do()
    {
        foreach (FindingKind kind in FindingCatalog.All)
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
            FindingCatalog.Find(kind.Code).ShouldBeSameAs(kind);
        }
    }

    [Fact]
    public void Rules_find_only_what_they_say_they_find()
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

            Each exposure that `nines audit` tells has one of these codes. A code never changes its meaning. The severity is the highest that
            the code can have; a single case may matter less, and the report says how much.

            - **error**: one failure takes a service below what it needs, or a drain hangs.
            - **warning**: it will hurt together with something else: a drain, a rollout, a second failure.
            - **note**: good to know, or worth a look.

            To leave one out, write the annotation `nines.dev/ignore: NINE201` (several with commas between, or `all`) on the object that it
            is about, or use `--ignore NINE201`. What needs objects that were not read is told as not judged, and never as found.

            This page is written from `src/Nines/Audits/Findings/FindingCatalog.cs`; a test holds it to that.

            """.ReplaceLineEndings("\n"));
        foreach (IGrouping<char, FindingKind> family in FindingCatalog.All.GroupBy(kind => kind.Code["NINE".Length]))
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

            ## What the cluster leans on

            NINE802 knows these parts by the labels of their pods. One pod is enough for those that may be away for some minutes.

            | part | labels | when it is lost | severity |
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

    /// <summary>UPDATE_GOLDEN=1 writes the page anew.</summary>
    private static void Hold(string written, string name)
    {
        string page = Repository.File(name);
        if (Golden.IsUpdating)
        {
            File.WriteAllText(page, written);
        }

        (File.Exists(page) && File.ReadAllText(page).ReplaceLineEndings("\n") == written).ShouldBeTrue($"{name} is not what the table says. Run the tests with UPDATE_GOLDEN=1.");
    }

    private static string Family(char digit) => digit switch
    {
        '1' => "what the loss of a domain leaves",
        '2' => "budgets",
        '3' => "what the scheduler was told",
        '4' => "volumes",
        '5' => "autoscaling",
        '6' => "pods and services",
        '7' => "room for what is lost",
        _ => "the cluster itself",
    };
}
