using System.Collections.Immutable;
using System.Text.Json;
using Nines.Guard.Cache;
using Nines.Guard.Telemetry;
using Nines.Testing;
using Nines.Testing.Processes;
using Nines.Text;
using Nines.Yaml;

namespace Nines.Guard.Tests.Setup.Monitoring;

/// <summary>The dashboard and the alerts ask for metrics that there are, with labels that they have.</summary>
public sealed class MonitoringTests
{
    private const string NoPromtool = "promtool is not installed; tests/install installs it with prometheus";

    /// <summary>Labels that Prometheus adds when it collects.</summary>
    private static readonly string[] s_added = ["namespace", "job", "instance"];

    private static readonly string s_folder = Repository.File("deploy/guard");

    [Fact]
    public void Every_metric_and_label_is_one_of_the_table()
    {
        Expression[] all = [.. Dashboard(), .. Rules().Select(rule => rule.Expression)];
        string[] recorded = [.. Rules().Where(rule => rule.IsRecord).Select(rule => rule.Name)];
        all.Length.ShouldBeGreaterThan(40);
        var faults = new List<string>();
        foreach (Expression expression in all)
        {
            ImmutableArray<Selector> selectors = expression.Selectors;
            selectors.ShouldNotBeEmpty(expression.Where);
            var known = new HashSet<string>(s_added, StringComparer.Ordinal);
            foreach (Selector selector in selectors.Where(selector => !recorded.Contains(selector.Name)))
            {
                if (Find(selector.Name) is not { } metric)
                {
                    faults.Add($"{expression.Where}: there is no metric {selector.Name}");
                    continue;
                }

                known.UnionWith(metric.Labels);
                known.UnionWith(selector.Name.EndsWith("_bucket", StringComparison.Ordinal) ? ["le"] : []);
                faults.AddRange(selector.Labels
                    .Where(label => !metric.Labels.Contains(label.Name) && !s_added.Contains(label.Name))
                    .Select(label => $"{expression.Where}: {selector.Name} has no label {label.Name}"));
            }

            faults.AddRange(expression.Grouping.Where(label => !known.Contains(label)).Select(label => $"{expression.Where}: nothing in it has the label {label}"));
        }

        faults.ShouldBeEmpty();
    }

    [Fact]
    public void Every_label_value_is_one_that_the_guard_emits()
    {
        var known = new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["why"] = [.. new EntryRejections().ToDictionary().Keys],
            ["result"] = ["near", "shared", "miss", "unanswered"],
            ["outcome"] = ["failed", "done"],
            ["status"] = ["429"],
        };
        foreach (Expression expression in (Expression[])[.. Dashboard(), .. Rules().Select(rule => rule.Expression)])
        {
            foreach ((string name, string value) in expression.Selectors.SelectMany(selector => selector.Labels).Where(label => !s_added.Contains(label.Name)))
            {
                foreach (string word in value.Split('|'))
                {
                    known[name].ShouldContain(word, expression.Where);
                }
            }
        }
    }

    [Fact]
    public void Every_metric_of_the_table_is_on_the_dashboard()
    {
        HashSet<string> shown = [.. Dashboard().SelectMany(expression => expression.Selectors).Select(selector => Find(selector.Name)?.Name ?? "")];
        MetricTable.All.Select(metric => metric.Name).Where(name => !shown.Contains(name)).ShouldBeEmpty();
    }

    [Fact]
    public void The_names_in_an_expression_are_found()
    {
        var expression = new Expression(
            "here", "sum by (part, le) (rate(a_total{x=\"by (y)\", z=~\"$v\"}[5m] offset 10m)) / on_b:c > 14.4 * 0.001 or absent(d) - time()");
        expression.Selectors.Select(selector => selector.Name).ShouldBe(["a_total", "on_b:c", "d"]);
        expression.Selectors[0].Labels.Select(label => label.Name).ShouldBe(["x", "z"]);
    }

    [Fact]
    public void Panels_have_unique_ids_and_do_not_overlap()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(s_folder, "dashboard.json")));
        JsonElement[] panels = [.. document.RootElement.GetProperty("panels").EnumerateArray()];
        panels.Select(panel => panel.GetProperty("id").GetInt32()).ShouldBeUnique();
        var taken = new HashSet<(int, int)>();
        foreach (JsonElement panel in panels)
        {
            JsonElement place = panel.GetProperty("gridPos");
            (int x, int y, int w, int h) = (place.GetProperty("x").GetInt32(), place.GetProperty("y").GetInt32(), place.GetProperty("w").GetInt32(), place.GetProperty("h").GetInt32());
            (x + w).ShouldBeLessThanOrEqualTo(24);
            for (int cell = 0; cell < w * h; cell++)
            {
                taken.Add((x + (cell % w), y + (cell / w))).ShouldBeTrue(panel.GetProperty("title").GetString());
            }
        }
    }

    [Fact]
    public void Promtool_accepts_the_rules_and_they_fire_when_they_should()
    {
        (int code, string output) = Tool.Run(Programs.Find("promtool"), NoPromtool, s_folder, "check", "rules", "alerts.yaml");
        code.ShouldBe(0, output);
        output.ShouldContain($"{Rules().Length} rules found");
        (code, output) = Tool.Run(Programs.Find("promtool"), NoPromtool, s_folder, "test", "rules", "alerts.test.yaml");
        code.ShouldBe(0, output);
    }

    [Fact]
    public void Promtool_accepts_every_expression_of_the_dashboard()
    {
        using var folder = new TempFolder();
        IEnumerable<string> rules = Dashboard().Select((expression, at) =>
            $"  - {{record: 'panel:{at}', expr: {JsonSerializer.Serialize(expression.Text.Replace("$__rate_interval", "5m").Replace("\"$namespace\"", "\".*\"").Replace("\"$job\"", "\".*\"").Replace("\"$instance\"", "\".*\""))}}}");
        folder.Write("panels.yaml", "groups:\n- name: panels\n  rules:\n" + string.Join('\n', rules) + "\n");
        (int code, string output) = Tool.Run(Programs.Find("promtool"), NoPromtool, folder.Path, "check", "rules", "panels.yaml");
        code.ShouldBe(0, output);
    }

    [Fact]
    public void Every_alert_has_a_severity_a_description_and_a_test()
    {
        string tests = File.ReadAllText(Path.Combine(s_folder, "alerts.test.yaml"));
        foreach (Rule rule in Rules().Where(rule => !rule.IsRecord))
        {
            rule.Severity.ShouldBeOneOf("critical", "warning");
            rule.Summary.ShouldNotBeNullOrEmpty(rule.Name);
            rule.Description.ShouldNotBeNullOrEmpty(rule.Name);
            tests.Split(rule.Name).Length.ShouldBeGreaterThan(2, rule.Name);
        }
    }

    /// <summary>A histogram has three names in Prometheus.</summary>
    private static MetricDefinition? Find(string name) =>
        MetricTable.All.FirstOrDefault(metric => metric.Name == name && metric.Kind != MetricKind.Histogram)
        ?? MetricTable.All.FirstOrDefault(metric =>
            metric.Kind == MetricKind.Histogram && (name == metric.Name + "_bucket" || name == metric.Name + "_sum" || name == metric.Name + "_count"));

    private static ImmutableArray<Expression> Dashboard()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(s_folder, "dashboard.json")));
        return
        [
            .. document.RootElement.GetProperty("panels").EnumerateArray()
                .Where(panel => panel.TryGetProperty("targets", out _))
                .SelectMany(panel => panel.GetProperty("targets").EnumerateArray()
                    .Select(target => new Expression($"panel '{panel.GetProperty("title").GetString()}'", target.GetProperty("expr").GetString()!))),
        ];
    }

    private static ImmutableArray<Rule> Rules()
    {
        string path = Path.Combine(s_folder, "alerts.yaml");
        ReadResult<DocumentNode> document = YamlDocument.Parse(File.ReadAllText(path), "alerts.yaml");
        document.Diagnostics.ShouldBeEmpty();
        var groups = (SequenceNode)((MappingNode)document.Value!).Entries.Single(entry => entry.Key == "groups").Value;
        return
        [
            .. groups.Items.SelectMany(group => ((SequenceNode)new DocumentLocator(group).Find("rules")!).Items.Select(rule =>
            {
                string? Text(params ReadOnlySpan<string> keys) => (new DocumentLocator(rule).Find(keys) as ScalarNode)?.Value;
                string name = Text("alert") ?? Text("record")!;
                return new Rule(name, Text("record") is not null, new Expression($"rule {name}", Text("expr")!), Text("labels", "severity"), Text("annotations", "summary"), Text("annotations", "description"));
            })),
        ];
    }

    private sealed record Rule(string Name, bool IsRecord, Expression Expression, string? Severity, string? Summary, string? Description);
}
