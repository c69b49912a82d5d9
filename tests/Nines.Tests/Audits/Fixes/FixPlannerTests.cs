using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Audits.Fixes;
using Nines.Clusters;
using Nines.Domains;
using Nines.Tests.Clusters;
using Nines.Text;

namespace Nines.Tests.Audits.Fixes;

public sealed class FixPlannerTests
{
    [Fact]
    public void Two_replicas_on_one_update_domain_are_spread_and_never_share_one_again()
    {
        FixPlan plan = Plan(Site(30).Deployment("web", web => web.On("n0", "n3")));
        WorkloadFix fix = Fix(plan, "web");
        Patch patch = fix.Patches.Single(each => each.Target.Kind == "Deployment");
        patch.Way.ShouldBe(PatchWay.Apply);
        JsonNode constraint = Constraint(patch, NinesKeys.UpdateDomainLabel);
        constraint.ToJsonString().ShouldBe(
            """{"topologyKey":"nines.dev/update-domain","maxSkew":1,"whenUnsatisfiable":"DoNotSchedule","labelSelector":{"matchLabels":{"app":"web"}},"nodeTaintsPolicy":"Honor","matchLabelKeys":["pod-template-hash"]}""");
        patch.Closes.Select(finding => finding.Kind.Code).ShouldContain("NINE101");
        FixProof proof = fix.Proofs.Single(each => each.Level.Key == DomainKinds.UpdateDomain);
        proof.ExposedBefore.Value.ShouldBeInRange(0.2, 0.5);
        proof.ExposedAfter.Value.ShouldBe(0);
        proof.LeftAfter.Counts.ShouldBe(ImmutableSortedDictionary<int, int>.Empty.Add(1, proof.Trials));
        fix.Recovery!.Outages.ShouldBeGreaterThan(0);
        fix.Recovery.Stuck.ShouldBe(0);
        fix.ReplicasAfter.ShouldBe(2);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(25)]
    public void An_older_server_gets_no_field_that_it_does_not_know(int minor)
    {
        Patch patch = Fix(Plan(Site(minor).Deployment("web", web => web.On("n0", "n3"))), "web").Patches.Single(each => each.Target.Kind == "Deployment");
        string text = YamlWriter.WriteJson(patch.Body);
        text.ShouldNotContain("nodeTaintsPolicy");
        text.ShouldNotContain("matchLabelKeys");
        text.ShouldContain("DoNotSchedule");
    }

    [Fact]
    public void Old_servers_distinguish_new_pods_by_a_label()
    {
        Patch patch = Fix(Plan(Site(20).Deployment("web", web => web.On("n0", "n3"))), "web").Patches.Single(each => each.Target.Kind == "Deployment");
        patch.Way.ShouldBe(PatchWay.Apply);
        Body(patch)["spec"]!["template"]!["metadata"]!.ToJsonString().ShouldBe("""{"labels":{"nines.dev/spread-revision":"1"}}""");
        Constraint(patch, NinesKeys.UpdateDomainLabel)["labelSelector"]!.ToJsonString().ShouldBe("""{"matchLabels":{"app":"web","nines.dev/spread-revision":"1"}}""");
        Body(Fix(Plan(Site(27).Deployment("web", web => web.On("n0", "n3"))), "web").Patches[0])["spec"]!["template"]!["metadata"].ShouldBeNull();
    }

    [Fact]
    public void A_domain_that_may_be_hard_is_hard_although_another_may_not()
    {
        // Of two fault domains on this server a hard rule would keep lost pods away; of three update domains not. No pod is exposed yet.
        Patch patch = Fix(Plan(Site(20).Deployment("web", web => web.On("n0", "n1"))), "web").Patches.Single(each => each.Target.Kind == "Deployment");
        Constraint(patch, NinesKeys.UpdateDomainLabel)["whenUnsatisfiable"]!.GetValue<string>().ShouldBe("DoNotSchedule");
        JsonNode[] soft = [.. Body(patch)["spec"]!["template"]!["spec"]!["topologySpreadConstraints"]!.AsArray().Where(each => each!["whenUnsatisfiable"]!.GetValue<string>() == "ScheduleAnyway").Select(each => each!)];
        soft.Length.ShouldBeGreaterThan(0);
        soft.ShouldAllBe(each => each["labelSelector"]!["matchLabels"]![NinesKeys.SpreadRevisionLabel] != null);
    }

    [Fact]
    public void Pods_that_came_to_share_a_domain_in_spite_of_an_earlier_patch_get_the_next_label()
    {
        // Both lie on update domain 0, as a rollout can leave them; the constraint over fault domains holds and has to go along.
        Patch patch = Fix(Plan(Site(20).Deployment("web", web => web.On("n0", "n3").Labels(("app", "web"), (NinesKeys.SpreadRevisionLabel, "4"))
            .SpreadOver(NinesKeys.UpdateDomainLabel, change: Fourth).SpreadOver(Node.ZoneLabel, change: Fourth))), "web").Patches.Single(each => each.Target.Kind == "Deployment");
        patch.Way.ShouldBe(PatchWay.Merge);
        Body(patch)["spec"]!["template"]!["metadata"]!["labels"]![NinesKeys.SpreadRevisionLabel]!.GetValue<string>().ShouldBe("5");
        foreach (string key in new[] { NinesKeys.UpdateDomainLabel, Node.ZoneLabel })
        {
            Constraint(patch, key)["labelSelector"]!["matchLabels"]![NinesKeys.SpreadRevisionLabel]!.GetValue<string>().ShouldBe("5");
        }

        static SpreadConstraint Fourth(SpreadConstraint written) =>
            written with { Selector = LabelSelector.FromLabels(("app", "web"), (NinesKeys.SpreadRevisionLabel, "4")) };
    }

    [Fact]
    public void A_fix_keeps_the_constraints_that_exist()
    {
        // An apply takes away again what an earlier one of the same manager brought and it does not name.
        Patch patch = Fix(Plan(Site(34).Deployment("web", web => web.On("n0", "n3").SpreadOver("rack", hard: false))), "web").Patches.Single(each => each.Target.Kind == "Deployment");
        patch.Way.ShouldBe(PatchWay.Apply);
        Constraint(patch, "rack")["whenUnsatisfiable"]!.GetValue<string>().ShouldBe("ScheduleAnyway");
        Constraint(patch, NinesKeys.UpdateDomainLabel)["whenUnsatisfiable"]!.GetValue<string>().ShouldBe("DoNotSchedule");
    }

    [Fact]
    public void A_constraint_that_would_block_recovery_is_soft()
    {
        // Three pods in three zones on a server that always counts tainted nodes: a lost one could go nowhere.
        SnapshotBuilder site = new SnapshotBuilder().Zones(3, 2).Minor(25).Deployment("web", web => web.On("a1", "a1", "a2"));
        WorkloadFix fix = Fix(Plan(site), "web");
        Constraint(fix.Patches[0], Node.ZoneLabel)["whenUnsatisfiable"]!.GetValue<string>().ShouldBe("ScheduleAnyway");
        fix.Recovery!.Stuck.ShouldBe(0);
    }

    [Fact]
    public void A_newer_server_takes_the_hard_one()
    {
        SnapshotBuilder site = new SnapshotBuilder().Zones(3, 2).Minor(34).Deployment("web", web => web.On("a1", "a1", "a2"));
        WorkloadFix fix = Fix(Plan(site), "web");
        Constraint(fix.Patches[0], Node.ZoneLabel)["whenUnsatisfiable"]!.GetValue<string>().ShouldBe("DoNotSchedule");
        fix.Recovery!.Stuck.ShouldBe(0);
    }

    [Fact]
    public void One_replica_becomes_two_and_gets_a_budget()
    {
        WorkloadFix fix = Fix(Plan(new SnapshotBuilder().Zones(3, 2).Deployment("web", web => web.On("a1"))), "web");
        fix.ReplicasAfter.ShouldBe(2);
        Patch patch = fix.Patches.Single(each => each.Target.Kind == "Deployment");
        patch.Way.ShouldBe(PatchWay.Merge);
        Body(patch)["spec"]!["replicas"]!.GetValue<int>().ShouldBe(2);
        patch.Closes.Select(finding => finding.Kind.Code).ShouldContain("NINE102");
    }

    [Fact]
    public void A_single_pod_with_a_volume_gets_no_automatic_fix()
    {
        SnapshotBuilder site = new SnapshotBuilder().Zones(3, 2).StatefulSet("db", db => db.On("a1"));
        FixPlan plan = Plan(site);
        plan.Workloads.ShouldNotContain(fix => fix.ReplicasAfter != fix.ReplicasBefore);
        plan.Suggestions.ShouldContain(suggestion => suggestion.Finding.Kind.Code == "NINE102");
    }

    [Fact]
    public void Domains_known_only_from_Azure_are_labeled_first()
    {
        var bare = new SnapshotBuilder().Minor(34);
        for (int node = 0; node < 9; node++)
        {
            bare.Node($"n{node}");
        }

        bare.Deployment("web", web => web.On("n0", "n3"));
        DomainOptions domains = new()
        {
            Known = [.. Enumerable.Range(0, 9).Select(node => new NodeDomains($"n{node}", ImmutableSortedDictionary<string, string>.Empty.Add(DomainKinds.UpdateDomain, $"{node % 3}")))],
        };
        FixPlan plan = Plan(bare, domains);
        plan.Labels.Changes.Count().ShouldBe(9);
        WorkloadFix fix = Fix(plan, "web");
        Constraint(fix.Patches[0], NinesKeys.UpdateDomainLabel);
        fix.Patches[0].Notes.ShouldContain(note => note.Contains("nines label", StringComparison.Ordinal));
        fix.Proofs.Single(proof => proof.Level.Key == DomainKinds.UpdateDomain).ExposedAfter.Value.ShouldBe(0);
    }

    [Fact]
    public void An_anti_affinity_rule_that_selects_no_pod_gets_the_selector_of_its_workload()
    {
        SnapshotBuilder site = new SnapshotBuilder().Zones(3, 2).Minor(34)
            .Deployment("web", web => web.On("a1", "a1").Apart(Node.HostnameLabel, selector: LabelSelector.FromLabels(("app", "wbe"))));
        WorkloadFix fix = Fix(Plan(site), "web");
        Patch patch = fix.Patches.Single(each => each.Target.Kind == "Deployment");
        patch.Way.ShouldBe(PatchWay.Merge);
        patch.Closes.Select(finding => finding.Kind.Code).ShouldContain("NINE305");
        Body(patch)["spec"]!["template"]!["spec"]!["affinity"]!.ToJsonString().ShouldBe(
            """{"podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"kubernetes.io/hostname","labelSelector":{"matchLabels":{"app":"web"}}}]}}""");
        fix.Proofs.Single(proof => proof.Level.Key == DomainKinds.Node).LeftAfter.Counts.Keys.ShouldBe([1]);
    }

    [Fact]
    public void A_rule_that_would_find_no_room_once_it_meant_something_stays_as_it_is()
    {
        SnapshotBuilder site = new SnapshotBuilder().Zones(2, 1).Minor(34)
            .Deployment("web", web => web.On("a1", "a1", "b1").Apart(Node.HostnameLabel, selector: LabelSelector.FromLabels(("app", "wbe"))));
        FixPlan plan = Plan(site);
        plan.Workloads.SelectMany(fix => fix.Patches).ShouldAllBe(patch => !YamlWriter.WriteJson(patch.Body).Contains("affinity"));
        plan.Suggestions.ShouldContain(suggestion => suggestion.Finding.Kind.Code == "NINE305");
    }

    [Fact]
    public void The_same_seed_gives_the_same_plan()
    {
        string One() => string.Join('\n', Plan(Site(34).Deployment("web", web => web.On("n0", "n3")).Deployment("api", api => api.On("n1"))).Workloads
            .Select(fix => string.Join(' ', fix.Patches.Select(patch => YamlWriter.WriteJson(patch.Body))) + string.Join(' ', fix.Proofs.Select(proof => $"{proof.ExposedBefore} {proof.ExposedAfter}"))));
        One().ShouldBe(One());
    }

    [Fact]
    public void Correct_settings_are_not_changed()
    {
        SnapshotBuilder site = new SnapshotBuilder().Zones(3, 2).Minor(34)
            .Deployment("web", web => web.On("a1", "b1", "c1").SpreadOver(Node.ZoneLabel, change: with => with with { NodeTaintsPolicy = InclusionPolicy.Honor }).SpreadOver(Node.HostnameLabel, hard: false))
            .Budget("web", max: "1");
        Plan(site).Workloads.SelectMany(fix => fix.Patches).ShouldBeEmpty();
    }

    private static SnapshotBuilder Site(int minor)
    {
        var site = new SnapshotBuilder().Minor(minor);
        for (int node = 0; node < 20; node++)
        {
            site.Node($"n{node}", faultDomain: $"{node % 2}", updateDomain: $"{node % 3}");
        }

        return site;
    }

    private static FixPlan Plan(SnapshotBuilder site, DomainOptions? domains = null)
    {
        ClusterSnapshot snapshot = site.Build();
        var options = new AuditOptions { Domains = domains ?? new DomainOptions() };
        AuditReport report = Auditor.Audit(snapshot, options, TestLimit.Token);
        return FixPlanner.Plan(report, options.Domains, new FixOptions { Trials = 100 }, TestLimit.Token);
    }

    private static WorkloadFix Fix(FixPlan plan, string name) => plan.Workloads.Single(fix => fix.Workload.Name.Name == name);

    private static JsonNode Body(Patch patch) => JsonNode.Parse(YamlWriter.WriteJson(patch.Body))!;

    private static JsonNode Constraint(Patch patch, string key) =>
        Body(patch)["spec"]!["template"]!["spec"]!["topologySpreadConstraints"]!.AsArray().Single(each => each!["topologyKey"]!.GetValue<string>() == key)!;
}
