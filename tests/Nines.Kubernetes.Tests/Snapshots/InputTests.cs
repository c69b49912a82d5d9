using System.IO.Compression;
using System.Text;
using Nines.Clusters;
using Nines.Kubernetes.Snapshots;
using Nines.Kubernetes.Snapshots.Trimming;
using Nines.Text;

namespace Nines.Kubernetes.Tests.Snapshots;

/// <summary>However a cluster was written down, it is read; what cannot be read is told with where, what and how to mend it.</summary>
public sealed class InputTests
{
    private const string Yaml = """
        # taken with kubectl
        ---
        apiVersion: v1
        kind: List
        items:
        - apiVersion: v1
          kind: Node
          metadata:
            name: n1
            labels: {kubernetes.io/hostname: n1, pool: "1"}
          status: {allocatable: {cpu: 2, memory: 1Gi}}
        - kind: Secret
          apiVersion: v1
          data: {password: czNjcjN0}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: c}]}
        ---
        """;

    [Fact]
    public async Task Yaml_of_several_documents_is_one_cluster()
    {
        ReadResult<ClusterSnapshot> read = await Dump.TryRead(Dump.File(Yaml, "dump.yaml"));

        read.Diagnostics.ShouldBeEmpty();
        read.Value!.Nodes.Single().Allocatable.MilliCpu.ShouldBe(2000);
        read.Value.Nodes.Single().Labels["pool"].ShouldBe("1");
        read.Value.Workload("web").Replicas.ShouldBe(2);
        read.Value.Notes.ShouldContain("skipped, since no check reads them: 1 Secret");
    }

    [Fact]
    public async Task Lists_of_one_kind_single_objects_and_lists_after_each_other_are_one_cluster()
    {
        string typed = """{"kind":"NodeList","apiVersion":"v1","metadata":{},"items":[{"metadata":{"name":"n1"}},{"metadata":{"name":"n2"}}]}""";
        string empty = """{"kind":"PodDisruptionBudgetList","apiVersion":"policy/v1","items":[]}""";

        ReadResult<ClusterSnapshot> read = await Dump.TryRead(Dump.File(typed + empty, "a.json"), Dump.File(Dump.Deployment("web", 1) + Dump.List(Dump.Node("n3")), "b.json"));

        read.Diagnostics.ShouldBeEmpty();
        read.Value!.Nodes.Select(node => node.Name).ShouldBe(["n1", "n2", "n3"]);
        (read.Value.Knows("PodDisruptionBudget"), read.Value.Knows("Deployment"), read.Value.Knows("Service")).ShouldBe((true, true, false));
        read.Value.Unread.Single(unread => unread.Kind == "Service").Reason.ShouldBe(SnapshotReader.NotInTheFile);
        read.Value.Source.ShouldBe("a.json, b.json");
    }

    [Fact]
    public async Task Files_from_PowerShell_or_gzip_are_read_too()
    {
        string text = Dump.List(Dump.Node("ñ1"));
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(text));
        }

        foreach (byte[] bytes in new[] { [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)], packed.ToArray(), [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)] })
        {
            ReadResult<ClusterSnapshot> read = await Dump.TryRead(new SnapshotSource("x", () => new MemoryStream(bytes)));
            read.Diagnostics.ShouldBeEmpty();
            read.Value!.Nodes.Single().Name.ShouldBe("ñ1");
        }
    }

    [Fact]
    public async Task Overlapping_files_are_merged_and_conflicting_ones_reported()
    {
        ReadResult<ClusterSnapshot> same = await Dump.TryRead(Dump.File(Dump.List(Dump.Node("n1"), Dump.Pod("p", "n1"))), Dump.File(Dump.Pod("p", "n1") + Dump.Node("n1")));
        same.Value!.Workloads.Single().Pods.ShouldHaveSingleItem();
        same.Value.Notes.ShouldContain("2 objects are duplicated and counted once");

        ReadResult<ClusterSnapshot> other = await Dump.TryRead(Dump.File(Dump.List(Dump.Node("n1"), Dump.Node("n2"))), Dump.File($"{Dump.Pod("p", "n1")}\n{Dump.Pod("p", "n2")}", "b.json"));
        Diagnostic fault = other.Diagnostics.ShouldHaveSingleItem();
        fault.Position.ShouldBe(new SourcePosition("b.json", 2, 1));
        fault.Message.ShouldContain("Pod shop/p");
        fault.Message.ShouldContain("each object once");
    }

    [Fact]
    public async Task All_unreadable_objects_are_reported_at_once_with_names_and_positions()
    {
        string text = Dump.List(
            Dump.Node("n1"),
            Dump.Deployment("minus", -3),
            Dump.Deployment("huge", 1).Replace("\"replicas\":1", "\"replicas\":99999999999", StringComparison.Ordinal),
            """{"metadata":{"name":"nobody"}}""",
            """{"kind":"Pod","apiVersion":"v1","metadata":{"namespace":"shop"}}""",
            Dump.Deployment("web", 1));

        ReadResult<ClusterSnapshot> read = await Dump.TryRead(Dump.File(text), Dump.File("""{"kind": "Node", """, "cut.json"));

        read.Value.ShouldBeNull();
        read.Diagnostics.Select(fault => (fault.Position.File, fault.Position.Line)).ShouldBe([("dump.json", 2), ("dump.json", 3), ("dump.json", 4), ("dump.json", 5), ("cut.json", 1)]);
        read.Diagnostics[0].Message.ShouldContain("Deployment shop/minus: expected 0 or more, and not -3, at spec.replicas");
        read.Diagnostics[1].Message.ShouldContain("Deployment shop/huge");
        read.Diagnostics[2].Message.ShouldContain("'kind'");
        read.Diagnostics[3].Message.ShouldContain("expected a name at metadata.name");
        read.Diagnostics[4].Message.ShouldBe("The JSON ends in the middle.");
        read.Diagnostics[4].Hint.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("", "There is no object of Kubernetes in it.")]
    [InlineData("""{"kind":"Secret","apiVersion":"v1","data":{"a":"b"}} {"kind":"Secret","apiVersion":"v1"}""", "There is nothing in it that is judged, only 2 Secret.")]
    [InlineData("""{"kind":"Pod","apiVersion":"v1","metadata":{"name":"p"}}""", "There are no nodes in it, and without nodes nothing can be said about failure domains.")]
    [InlineData("""{"kind":"Node","apiVersion":"nodes.example.com/v1","metadata":{"name":"n"}}""", "There is nothing in it that is judged, only 1 Node.")]
    [InlineData("""{"kind":"ClusterSnapshot","apiVersion":"nines.dev/v9"}""", "newer nines")]
    [InlineData("[]", "Expected objects of Kubernetes")]
    [InlineData("{\"a\" 1}", "This is not JSON.")]
    [InlineData("""{"kind":"List","items":[5]}""", "Expected an object in 'items'")]
    [InlineData("just words", "'kind'")]
    [InlineData("a: [", "YAML")]
    [InlineData("a\0b", "NUL")]
    public async Task Files_without_a_cluster_are_reported_with_a_fix(string text, string message)
    {
        ReadResult<ClusterSnapshot> read = await Dump.TryRead(Dump.File(text));

        Diagnostic fault = read.Diagnostics.ShouldHaveSingleItem();
        fault.Message.ShouldContain(message);
        fault.ToString().Length.ShouldBeLessThan(500);
    }

    [Fact]
    public async Task A_YAML_error_has_its_line_in_the_file()
    {
        ReadResult<ClusterSnapshot> read = await Dump.TryRead(Dump.File(Yaml + "\nkind: Pod\nmetadata: {name: [1]}\n---\nkind: Node\nmetadata: {name: n9}\n  x: 1\n", "dump.yaml"));

        read.Diagnostics.Length.ShouldBe(2);
        read.Diagnostics[0].Position.Line.ShouldBe(26);
        read.Diagnostics[1].Position.Line.ShouldBeGreaterThanOrEqualTo(31);
    }

    [Fact]
    public async Task Missing_files_and_folders_are_reported()
    {
        string folder = Path.GetTempPath();
        ReadResult<ClusterSnapshot> read = await Dump.TryRead(SnapshotSource.File(Path.Combine(folder, "no-such-dump.json")), SnapshotSource.File(folder));

        read.Diagnostics.Select(fault => fault.Message).ShouldBe(["does not exist.", "is a folder; expected a file."]);
    }

    [Fact]
    public async Task Nesting_and_sizes_are_bounded()
    {
        string deep = $$"""{"kind":"Node","apiVersion":"v1","metadata":{"name":"n"},"x":{{new string('[', 300)}}{{new string(']', 300)}}}""";
        (await Dump.TryRead(Dump.File(deep))).Diagnostics.ShouldHaveSingleItem();

        string name = new('x', 100_000);
        ClusterSnapshot read = await Dump.Read(Dump.Node("n1", $",\"{name}\":\"{name}1\",\"b\":\"{name}2\""));
        read.Nodes.Single().Labels.Keys.ShouldAllBe(key => key.Length < 600);
        read.Nodes.Single().Labels.Values.Where(value => value.StartsWith('x')).Distinct().Count().ShouldBe(2);

        var few = new SnapshotLimits { MaxObjects = 2 };
        ReadResult<ClusterRecords> many = await SnapshotReader.ReadRecordsAsync(
            [Dump.File(Dump.List(Dump.Node("a"), Dump.Node("b"), Dump.Node("c")))], few, TestLimit.Token);
        many.Diagnostics.Single().Message.ShouldContain("more than 2 objects");
    }

    [Fact]
    public async Task Absurd_numbers_and_selectors_are_replaced_by_an_assumption_and_reported()
    {
        ClusterSnapshot read = await Dump.Read(
            Dump.Node("n1", more: ""","spec":{"taints":[{"key":"a","effect":"Never"}]}""").Replace("3860m", "-4", StringComparison.Ordinal),
            Dump.Deployment("web", 2_000_000_000).Replace("\"matchLabels\":{\"app\":\"web\"}", "\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"Near\",\"values\":[\"b\"]}]", StringComparison.Ordinal),
            Dump.Object("PodDisruptionBudget", "b", """ "minAvailable":"many","selector":{"matchExpressions":[{"key":"a","operator":"In"}]} """, "policy/v1"),
            Dump.Pod("p", "n1", spec: ""","topologySpreadConstraints":[{"topologyKey":"z","maxSkew":-1,"whenUnsatisfiable":"DoNotSchedule"}],"tolerations":[{"key":"a","operator":"Lt","value":"5"}],"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"a","operator":"Gt","values":[]}]}]}}}"""));

        read.Workload("web").Replicas.ShouldBe(1_000_000);
        read.Workload("web").Selector.ShouldBeNull();
        (read.Budgets.Single().Selector, read.Budgets.Single().MinAvailable).ShouldBe((null, null));
        read.Nodes.Single().Allocatable.MilliCpu.ShouldBe(0);
        read.Nodes.Single().Taints.ShouldBeEmpty();
        PodTemplate pod = read.Workload("p").Pods.Single().Template;
        (pod.Spread.Single().MaxSkew, pod.Spread.Single().Selector, pod.Tolerations.Length, pod.NodeAffinity.Required!.Value.Length).ShouldBe((1, null, 0, 0));
        foreach (string problem in new[] { "more than 1000000 pods", "negative amount", "taint with an unknown effect", "maxSkew", "toleration with", "select nothing", "match no node", "neither a number" })
        {
            read.Notes.ShouldContain(note => note.Contains(problem));
        }
    }
}
