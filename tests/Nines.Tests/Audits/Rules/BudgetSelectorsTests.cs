using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Tests.Clusters;
using Nines.Text;

namespace Nines.Tests.Audits.Rules;

public sealed class BudgetSelectorsTests
{
    private static SnapshotBuilder Web() => new SnapshotBuilder().Zones(2).Deployment("web", web => web.On("a1", "b1"));

    [Fact]
    public void Two_budgets_for_one_pod_block_every_eviction_of_it()
    {
        Finding finding = Found.One("NINE204", Web().Budget("web", max: "1").Budget("all", max: "1", selector: LabelSelector.Everything));
        finding.Message.ShouldBe("PodDisruptionBudgets all and web both select its pods: none of these can be evicted.");
        (finding.Subject.Name, finding.Detail, finding.Severity).ShouldBe(("web", "all,web", Severity.Error));
    }

    [Fact]
    public void Budgets_overlap_on_pods_that_drains_evict_only()
    {
        Found.None("NINE204", Web().Budget("web", max: "1").Budget("api", max: "1"));
        Found.None("NINE204", new SnapshotBuilder().Zones(2).DaemonSet("agent", agent => agent.On("a1", "b1"))
            .Budget("agent", max: "1").Budget("all", max: "1", selector: LabelSelector.Everything));
        Found.None("NINE204", new SnapshotBuilder().Zones(2).Deployment("web", web => web.Replicas(0))
            .Budget("web", max: "1").Budget("all", max: "1", selector: LabelSelector.Everything));
    }

    [Fact]
    public void A_budget_with_a_spelling_mistake_matches_nothing()
    {
        Finding finding = Found.One("NINE205", Web().Budget("typo", max: "1", selector: LabelSelector.FromLabels(("app", "wbe"))));
        finding.Message.ShouldBe("Its selector app=wbe matches no pod in namespace shop.");
        finding.Fix.ShouldBe("Pods there have app=web: select these if they are the intended ones, otherwise delete the budget.");
    }

    [Fact]
    public void The_right_value_under_another_key_is_recognised() =>
        Found.One("NINE205", Web().Budget("typo", max: "1", selector: LabelSelector.FromLabels(("app.kubernetes.io/name", "web")))).Fix
            .ShouldBe("Pods there have app=web: select these if they are the intended ones, otherwise delete the budget.");

    [Fact]
    public void A_budget_without_a_selector_matches_nothing() =>
        Found.One("NINE205", Web().Budget("none", max: "1", change: budget => budget with { Selector = null })).Message
            .ShouldBe("It has no selector and selects no pod in namespace shop.");

    [Fact]
    public void A_budget_of_a_workload_scaled_to_zero_matches_its_template() =>
        Found.None("NINE205", new SnapshotBuilder().Zones(2).Deployment("web", web => web.Replicas(0)).Budget("web", max: "1"));

    [Fact]
    public void Budgets_in_namespaces_that_are_not_selected_are_skipped()
    {
        SnapshotBuilder cluster = Web().Budget("typo", max: "1", selector: LabelSelector.FromLabels(("app", "wbe")));
        Found.Of("NINE205", cluster, new AuditOptions { IncludesNamespace = ns => ns == "other" }).ShouldBeEmpty();
    }

    [Fact]
    public void Hostile_names_are_sanitized_and_left_to_each_format_to_escape()
    {
        const string Hostile = "<script>\u001b[31m\"'&";
        Finding finding = Found.One("NINE205", Web().Budget(Hostile, max: "1"));
        finding.Subject.Name.ShouldBe(Hostile);
        finding.Message.ShouldBe($"Its selector app=<script>\\u001b[31m\"'& matches no pod in namespace shop.");
    }
}
