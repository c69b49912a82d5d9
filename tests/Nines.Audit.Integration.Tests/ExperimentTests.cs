using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Nines.Audits;
using Nines.Audits.Rules;
using Nines.Clusters;
using Nines.Kubernetes.Lists;
using Nines.Kubernetes.Transport;
using Nines.Testing.ControlPlane;
using Nines.Text;

namespace Nines.Audit.Integration.Tests;

/// <summary>
/// The experiment behind nines, on a real scheduler: 20 nodes on 2 fault domains, which they tell in their zone label as AKS does, and 3
/// update domains, which they do not tell. A table knows them; labels and patches follow, as a user would have it.
/// </summary>
public sealed class ExperimentTests
{
    private const string Namespace = "experiment";
    private const int Trials = 72;

    // A third of 72 are 24, with a deviation of 4: outside of this once in 10,000.
    private const int FewestShared = 9;
    private const int MostShared = 40;

    private static readonly string[] s_nodes = [.. Enumerable.Range(0, 20).Select(i => $"vm{i:00}")];

    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task Two_replicas_share_an_update_domain_in_a_third_of_the_trials_and_in_none_once_labels_and_patches_are_there()
    {
        Assert.SkipWhen(RealControlPlane.Missing is not null, RealControlPlane.Missing ?? "");
        await using TestCluster cluster = await TestCluster.StartAsync(
            s_nodes.Select(name => new FakeNode(name) { Labels = new Dictionary<string, string> { ["topology.kubernetes.io/zone"] = Fault(name) } }), Cancel);
        string table = cluster.Write("domains.csv", "node,fault-domain,update-domain\n" + string.Concat(s_nodes.Select(name => $"{name},{Fault(name)},{Update(name)}\n")));
        await cluster.Requests.PostAsync("/api/v1/namespaces", Manifest.Namespace(Namespace), Cancel);
        await Parallel.ForAsync(0, Trials, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Cancel }, async (trial, stop) =>
        {
            string manifest = Manifest.Deployment(Namespace, Name(trial), 2);
            await cluster.Requests.PostAsync(Manifest.Path(manifest), manifest, stop);
        });
        await cluster.UntilRolledOutAsync(Cancel);

        // What the table tells is found, and without it nothing is claimed.
        Dictionary<string, string[]> before = await PlacesAsync(cluster);
        string[] shared = [.. before.Where(one => one.Value.Select(Update).Distinct().Count() == 1).Select(one => one.Key).Order(StringComparer.Ordinal)];
        before.Values.ShouldAllBe(nodes => nodes.Select(Fault).Distinct().Count() == 2);
        shared.Length.ShouldBeInRange(FewestShared, MostShared);
        ProgramRun audit = await cluster.NinesAsync(Cancel, "audit", "-n", Namespace, "--domains-file", table, "-o", "json");
        audit.ExitCode.ShouldBe(1, audit.ToString());
        Exposed(audit, FindingRules.Find("NINE101")!.Code).ShouldBe(shared.Select(name => (name, "update-domain")));
        (await cluster.AuditAsync(Cancel)).Findings.ShouldNotContain(finding => finding.Kind == FindingRules.Find("NINE101")! && finding.Subject.Namespace == Namespace);

        await LabelAsync(cluster, table);
        AuditReport labelled = await cluster.AuditAsync(Cancel);
        Exposed(labelled).ShouldBe(shared);
        labelled.Domains.Level("update-domain").ShouldNotBeNull().SpreadLabel.ShouldBe(NinesKeys.UpdateDomainLabel);

        await FixAsync(cluster, labelled);
        Dictionary<string, string[]> after = await PlacesAsync(cluster);
        AuditReport fixedReport = await cluster.AuditAsync(Cancel);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{shared.Length} of {Trials} shared an update domain before, {after.Count(one => one.Value.Select(Update).Distinct().Count() == 1)} after; a fault domain {after.Count(one => one.Value.Select(Fault).Distinct().Count() == 1)} after");
        after.Where(one => one.Value.Select(Update).Distinct().Count() == 1).Select(one => one.Key).ShouldBeEmpty();
        after.Values.ShouldAllBe(nodes => nodes.Length == 2 && nodes.Select(Fault).Distinct().Count() == 2);
        Exposed(fixedReport).ShouldBeEmpty();
        fixedReport.Findings.Where(finding => finding.Subject.Namespace == Namespace && finding.Kind == FindingRules.Find("NINE301")!).ShouldBeEmpty();
        fixedReport.Findings.Where(finding => finding.Subject.Namespace == Namespace && finding.Severity == Severity.Error).ShouldBeEmpty();
        cluster.Nodes.Fault.ShouldBeNull();
    }

    private static async Task LabelAsync(TestCluster cluster, string table)
    {
        ProgramRun dry = await cluster.NinesAsync(Cancel, "label", "--domains-file", table, "--dry-run");
        dry.ExitCode.ShouldBe(0, dry.ToString());
        (await cluster.Client.GetAsync(ResourceKinds.Nodes, null, s_nodes[7], Cancel)).Metadata.Labels.Keys.ShouldNotContain(NinesKeys.UpdateDomainLabel);

        ProgramRun label = await cluster.NinesAsync(Cancel, "label", "--domains-file", table);
        label.ExitCode.ShouldBe(0, label.ToString());
        label.Output.ShouldContain("labeled 20 nodes; labels already correct: 0");
        foreach (string name in s_nodes)
        {
            (await cluster.Client.GetAsync(ResourceKinds.Nodes, null, name, Cancel)).Metadata.Labels[NinesKeys.UpdateDomainLabel].ShouldBe(Update(name));
        }

        ProgramRun again = await cluster.NinesAsync(Cancel, "label", "--domains-file", table);
        again.Output.ShouldContain("labeled 0 nodes; labels already correct: 40");
    }

    /// <summary>Writes the patches, applies each as its first lines say, and waits until they have come about.</summary>
    private static async Task FixAsync(TestCluster cluster, AuditReport report)
    {
        string folder = cluster.Path("fixes/x")[..^2];
        ProgramRun run = await cluster.NinesAsync(Cancel, "audit", "-n", Namespace, "--fix", folder, "--trials", "40", "--fail-on", "never");
        run.ExitCode.ShouldBe(0, run.ToString());
        string[] files = Directory.GetFiles(folder, "*.yaml");
        files.Count(file => Path.GetFileName(file).Contains("-deployment-", StringComparison.Ordinal)).ShouldBe(Trials, run.Error);
        await Parallel.ForEachAsync(files, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Cancel }, async (file, stop) =>
        {
            byte[] body = await File.ReadAllBytesAsync(file, stop);
            Encoding.UTF8.GetString(body).Split('\n')[1].ShouldStartWith("# kubectl apply --server-side");
            string[] parts = Path.GetFileNameWithoutExtension(file).Split('-', 3);
            parts[1].ShouldBeOneOf("deployment", "poddisruptionbudget");
            string list = parts[1] == "deployment" ? $"apis/apps/v1/namespaces/{Namespace}/deployments" : $"apis/policy/v1beta1/namespaces/{Namespace}/poddisruptionbudgets";
            await cluster.Client.Transport.ReadAsync(
                new KubernetesRequest(HttpMethod.Patch, $"{list}/{parts[2]}?fieldManager=nines", "patch", $"{parts[1]} '{parts[2]}'")
                {
                    Body = body,
                    ContentType = "application/apply-patch+yaml",
                },
                stop);
        });
        await cluster.UntilRolledOutAsync(Cancel);
        report.Workloads.Count(audit => audit.Workload.Name.Namespace == Namespace).ShouldBe(Trials);
    }

    private static async Task<Dictionary<string, string[]>> PlacesAsync(TestCluster cluster) => (await cluster.PodsAsync(Namespace, Cancel))
        .GroupBy(pod => pod.App).ToDictionary(group => group.Key, group => group.Select(pod => pod.Node!).ToArray());

    private static IEnumerable<string> Exposed(AuditReport report) => report.Findings
        .Where(finding => finding.Kind == FindingRules.Find("NINE101")! && finding.Subject.Namespace == Namespace)
        .Select(finding => finding.Subject.Name).Order(StringComparer.Ordinal);

    private static ImmutableArray<(string Name, string Level)> Exposed(ProgramRun run, string code)
    {
        using JsonDocument report = JsonDocument.Parse(run.Output);
        return
        [
            .. report.RootElement.GetProperty("findings").EnumerateArray()
                .Where(finding => finding.GetProperty("code").GetString() == code)
                .Select(finding => (finding.GetProperty("subject").GetString()!.Split('/')[^1], finding.GetProperty("domainKind").GetString()!))
                .OrderBy(one => one.Item1, StringComparer.Ordinal),
        ];
    }

    private static string Name(int trial) => string.Create(CultureInfo.InvariantCulture, $"trial{trial:00}");

    private static int Number(string node) => int.Parse(node.AsSpan(2), CultureInfo.InvariantCulture);

    private static string Fault(string node) => (Number(node) % 2).ToString(CultureInfo.InvariantCulture);

    private static string Update(string node) => (Number(node) % 3).ToString(CultureInfo.InvariantCulture);
}
