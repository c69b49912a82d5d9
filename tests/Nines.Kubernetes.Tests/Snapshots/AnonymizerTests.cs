using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Kubernetes.Snapshots.Anonymizing;
using Nines.Kubernetes.Snapshots.Building;
using Nines.Kubernetes.Snapshots.Trimming;

namespace Nines.Kubernetes.Tests.Snapshots;

/// <summary>Without its names, a cluster is judged as with them.</summary>
public sealed class AnonymiserTests
{
    private static readonly byte[] s_key = "a key"u8.ToArray();

    // Whether lost pods find a place is tried with chances that fall otherwise where names, and so the order of nodes, are others.
    private static readonly string[] s_leftToChance = ["NINE206", "NINE701", "NINE702"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(100, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task An_anonymized_audit_differs_only_in_names(int seed)
    {
        ClusterRecords records = await Dump.Records(Dump.List(new RandomDump(seed).Items()));
        ClusterRecords hidden = Anonymizer.Anonymise(records, s_key);

        ClusterSnapshot before = SnapshotBuilder.Build(records, TestLimit.Token);
        ClusterSnapshot after = SnapshotBuilder.Build(await Dump.Records(await Dump.Written(hidden)), TestLimit.Token);

        Shape(after).ShouldBe(Shape(before));
        Found(after).ShouldBe(Found(before));
    }

    [Fact]
    public async Task No_name_of_ones_own_is_left()
    {
        for (int seed = 30; seed < 40; seed++)
        {
            ClusterRecords records = await Dump.Records(Dump.List(new RandomDump(seed).Items()));

            string text = await Dump.Written(Anonymizer.Anonymise(records, s_key));

            text.ShouldNotContain("acme", Case.Insensitive);
            text.ShouldNotContain("westeurope");
            text.ShouldNotContain("shop\"");
        }
    }

    [Fact]
    public async Task One_key_gives_one_pseudonym_and_another_key_another()
    {
        ClusterRecords records = await Dump.Records(Dump.List(Dump.Node("own-node"), Dump.Pod("own-pod", "own-node")));

        string first = await Dump.Written(Anonymizer.Anonymise(records, s_key));

        (await Dump.Written(Anonymizer.Anonymise(records, s_key))).ShouldBe(first);
        (await Dump.Written(Anonymizer.Anonymise(records, "b"u8))).ShouldNotBe(first);
        (await Dump.Records(first)).IsAnonymised.ShouldBeTrue();
    }

    [Fact]
    public async Task Common_names_are_not_anonymized()
    {
        ClusterRecords records = await Dump.Records(Dump.List(
            Dump.Node("n", ",\"topology.kubernetes.io/zone\":\"1\",\"kubernetes.azure.com/mode\":\"system\",\"node-role.kubernetes.io/own-role\":\"\",\"nines.dev/update-domain\":\"4\""),
            Dump.Pod("coredns-x", "n", "", "\"k8s-app\":\"kube-dns\"", ns: "kube-system", meta: ""","annotations":{"nines.dev/ignore":"NINE101, my own reason","nines.dev/needs":"50%","nines.dev/objective":"secret words"}""")));

        string text = await Dump.Written(Anonymizer.Anonymise(records, s_key));

        foreach (string kept in new[] { "\"topology.kubernetes.io/zone\":\"1\"", "\"kubernetes.azure.com/mode\":\"system\"", "\"k8s-app\":\"kube-dns\"", "\"namespace\":\"kube-system\"", "\"nines.dev/update-domain\":\"4\"", "\"nines.dev/ignore\":\"NINE101\"", "50%" })
        {
            text.ShouldContain(kept);
        }

        foreach (string gone in new[] { "own", "secret words", "coredns-x" })
        {
            text.ShouldNotContain(gone);
        }
    }

    // What can be counted without names.
    private static string[] Shape(ClusterSnapshot snapshot) =>
    [
        .. snapshot.Workloads.Select(workload =>
            $"{workload.Kind} {workload.Replicas} {workload.Pods.Length} {workload.Pods.Count(pod => pod.Serves)} {workload.Pods.Select(pod => pod.Template).Distinct().Count()} "
            + $"{workload.AnyTemplate?.Spread.Length} {workload.Pods.Sum(pod => pod.Template.Volumes.Length)} "
            + $"{snapshot.Budgets.Count(budget => workload.AnyTemplate is { } pod && budget.Name.Namespace == workload.Name.Namespace && budget.Selector?.Matches(pod.Labels) == true)} "
            + $"{snapshot.Autoscalers.Count(scaler => scaler.Target == workload.Name)} {workload.AnyTemplate?.DefaultSpreadSelector?.Requirements.Length}").Order(StringComparer.Ordinal),
        .. snapshot.Nodes.GroupBy(node => node.Labels.GetValueOrDefault("topology.kubernetes.io/zone")).Select(zone => $"zone of {zone.Count()}").Order(StringComparer.Ordinal),
    ];

    private static string[] Found(ClusterSnapshot snapshot)
    {
        AuditReport report = Auditor.Audit(snapshot, new AuditOptions(), TestLimit.Token);
        return [.. report.Findings.Where(finding => !s_leftToChance.Contains(finding.Kind.Code)).Select(finding => $"{finding.Kind.Code} {finding.Severity} {finding.Subject.Kind} {finding.LevelKey}").Order(StringComparer.Ordinal)];
    }
}
