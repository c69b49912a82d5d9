using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Audits.Rules;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Kubernetes.Clients;
using Nines.Kubernetes.Lists;
using Nines.Kubernetes.Snapshots;
using Nines.Kubernetes.Transport;
using Nines.Testing.ControlPlane;
using Nines.Text;

namespace Nines.Audit.Integration.Tests;

/// <summary>The audit of a cluster that runs: what it may see, and whether what it says is so.</summary>
[Collection(SmallCluster.Name)]
public sealed class LiveAuditTests
{
    private readonly TestCluster _cluster;

    public LiveAuditTests(SmallCluster small)
    {
        ArgumentNullException.ThrowIfNull(small);
        Assert.SkipWhen(RealControlPlane.Missing is not null, RealControlPlane.Missing ?? "");
        _cluster = small.Cluster;
    }

    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task A_budget_that_the_audit_calls_blocking_refuses_every_eviction_and_another_one_does_not()
    {
        AuditReport report = await _cluster.AuditAsync(Cancel);

        Subjects(report, FindingRules.Find("NINE202")!).ShouldBe(["shop/PodDisruptionBudget/blocked"]);
        foreach (Pod pod in Workload(report, "blocked").Pods)
        {
            (await RefusalAsync(pod.Name)).Kind.ShouldBe(KubernetesErrorKind.BudgetExhausted);
        }

        foreach (Pod pod in Workload(report, "open").Pods)
        {
            await _cluster.Client.EvictAsync(SmallCluster.Namespace, pod.Name, new DeleteOptions(DryRun: true), Cancel);
        }
    }

    [Fact]
    public async Task Pods_under_two_budgets_cannot_be_evicted_whatever_these_say()
    {
        AuditReport report = await _cluster.AuditAsync(Cancel);

        Subjects(report, FindingRules.Find("NINE204")!).ShouldBe(["shop/Deployment/twice"]);
        foreach (Pod pod in Workload(report, "twice").Pods)
        {
            KubernetesException refusal = await RefusalAsync(pod.Name);
            (refusal.Kind, refusal.StatusCode).ShouldBe((KubernetesErrorKind.ServerFault, 500));
        }
    }

    [Fact]
    public async Task Kinds_without_permission_to_list_are_reported_and_the_others_checked()
    {
        using KubernetesClient viewer = _cluster.ClientOf(SmallCluster.ViewerToken);
        await TestCluster.UntilAsync("the rules reach the authorizer", async () =>
        {
            try
            {
                return (await viewer.ListAsync(ResourceKinds.Nodes, new ListQuery(), Cancel)).Items.Count == 6;
            }
            catch (KubernetesException exception) when (exception.Kind == KubernetesErrorKind.Forbidden)
            {
                return false;
            }
        }, Cancel);
        AuditReport whole = await _cluster.AuditAsync(Cancel);
        AuditReport partial = Auditor.Audit(await _cluster.SnapshotAsync(Cancel, viewer), new AuditOptions(), Cancel);

        partial.Snapshot.Unread.ShouldBe([new UnreadKind("PodDisruptionBudget", "forbidden: the credentials may not list it")]);
        FindingKind[] aboutBudgets = [.. FindingRules.Kinds.Where(kind => kind.Reads.Contains("PodDisruptionBudget"))];
        partial.Unjudged.Select(one => one.Kind).ShouldBe(aboutBudgets, ignoreOrder: true);

        // What needs more because of a budget is the one thing that nobody can know then.
        string[] seen = [.. partial.Findings.Select(finding => finding.Fingerprint)];
        seen.ShouldBeSubsetOf(whole.Findings.Select(finding => finding.Fingerprint));
        whole.Findings.Where(finding => !seen.Contains(finding.Fingerprint) && !aboutBudgets.Contains(finding.Kind))
            .ShouldAllBe(finding => whole.Workloads.Single(audit => audit.Workload.Name == finding.Subject).Requirement!.Source == Nines.Audits.Losses.RequirementSource.Budget);
        seen.ShouldContain("NINE102:shop/Deployment/single");
        seen.ShouldContain("NINE604:shop/Pod/lone");

        ProgramRun run = await ProgramRun.RunAsync(
            Path.GetDirectoryName(_cluster.Kubeconfig)!, ["audit", "--kubeconfig", _cluster.KubeconfigOf(SmallCluster.ViewerToken, _cluster.Plane.Address)], Cancel);
        run.ExitCode.ShouldBe(1, run.ToString());
        run.Output.ShouldContain("PodDisruptionBudget");
        run.Output.ShouldContain("forbidden");
    }

    [Fact]
    public async Task A_missing_permission_to_list_nodes_is_reported()
    {
        ProgramRun run = await _cluster.NinesAsync(Cancel, "audit", "--as", "nobody");

        run.ExitCode.ShouldBe(2, run.ToString());
        run.Error.ShouldContain("nodes");
        run.Error.ShouldContain("forbidden", Case.Insensitive);
    }

    [Fact]
    public async Task A_live_cluster_and_what_kubectl_wrote_of_it_are_judged_alike()
    {
        AuditReport live = await _cluster.AuditAsync(Cancel);
        string dump = await _cluster.DumpAsync(Cancel);
        string file = _cluster.Write("dump.json", dump);
        ReadResult<ClusterSnapshot> read = await SnapshotReader.ReadAsync([SnapshotSource.File(file)], null, Cancel);
        read.Diagnostics.ShouldBeEmpty();
        AuditReport filed = Auditor.Audit(read.Value!, new AuditOptions(), Cancel);

        Said(filed, live).ShouldBe(Said(live, filed));
        live.Snapshot.MinorVersion.ShouldBe(20);
        filed.Snapshot.MinorVersion.ShouldBe(20);
        live.Findings.Length.ShouldBeGreaterThan(10);

        // And what nines saves itself.
        string saved = _cluster.Path("saved.json");
        ProgramRun snapshot = await _cluster.NinesAsync(Cancel, "snapshot", "--output-file", saved);
        snapshot.ExitCode.ShouldBe(0, snapshot.ToString());
        AuditReport kept = Auditor.Audit((await SnapshotReader.ReadAsync([SnapshotSource.File(saved)], null, Cancel)).Value!, new AuditOptions(), Cancel);
        Said(kept, live).ShouldBe(Said(live, kept));
        File.ReadAllText(saved).ShouldNotContain(RealControlPlane.AdminToken);
    }

    [Fact]
    public async Task A_manifest_is_placed_on_the_live_cluster()
    {
        string manifest = _cluster.Write("web.yaml", Manifest.Deployment(SmallCluster.Namespace, "web", 3, podSpec: Manifest.Spread("web", "topology.kubernetes.io/zone", isHard: true)));

        ProgramRun run = await _cluster.NinesAsync(Cancel, "place", manifest, "--trials", "50", "-o", "json");

        run.ExitCode.ShouldBe(0, run.ToString());
        using JsonDocument answer = JsonDocument.Parse(run.Output);
        answer.RootElement.GetProperty("workloads").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_fails_within_the_time_with_the_reason()
    {
        // It takes connections and never says a word.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}"));
        string kubeconfig = _cluster.KubeconfigOf(RealControlPlane.AdminToken, address);

        ProgramRun run = await ProgramRun.RunAsync(Path.GetDirectoryName(kubeconfig)!, ["audit", "--kubeconfig", kubeconfig, "--timeout", "1s"], Cancel);

        run.ExitCode.ShouldBe(2, run.ToString());
        run.Error.ShouldContain($"the cluster at {address.AbsoluteUri}");
        run.Error.ShouldContain("could not be read within 1 s");
        silent.Stop();

        run = await ProgramRun.RunAsync(Path.GetDirectoryName(kubeconfig)!, ["audit", "--kubeconfig", kubeconfig, "--timeout", "60s"], Cancel);
        run.ExitCode.ShouldBe(2, run.ToString());
        run.Error.ShouldContain("refused");
    }

    private async Task<KubernetesException> RefusalAsync(string pod) => await Should.ThrowAsync<KubernetesException>(
        () => _cluster.Client.EvictAsync(SmallCluster.Namespace, pod, new DeleteOptions(), Cancel));

    private static Workload Workload(AuditReport report, string name) => report.Workloads.Single(audit => audit.Workload.Name.Name == name).Workload;

    private static IEnumerable<string> Subjects(AuditReport report, FindingKind kind) =>
        report.Findings.Where(finding => finding.Kind == kind && finding.Subject.Namespace == SmallCluster.Namespace).Select(finding => finding.Subject.ToString());

    /// <summary>What an audit says, as far as both could know it: a file does not tell whether a kind without objects was asked for.</summary>
    private static string Said(AuditReport report, AuditReport other)
    {
        HashSet<FindingKind> unjudged = [.. report.Unjudged.Concat(other.Unjudged).Select(one => one.Kind)];
        var text = new StringBuilder();
        foreach (Finding finding in report.Findings.Where(finding => !unjudged.Contains(finding.Kind)))
        {
            text.Append(CultureInfo.InvariantCulture, $"{finding.Severity} {finding.Fingerprint} {finding.Message}\n");
        }

        foreach (WorkloadAudit audit in report.Workloads)
        {
            text.Append(CultureInfo.InvariantCulture, $"{audit.Workload} {audit.Serving} of {audit.Workload.Replicas}, needs {audit.Requirement}, down {audit.Downtime?.SecondsPerYear}\n");
            foreach (string loss in audit.Losses.Select(loss => $"  {loss.Level.Key} {loss.Worst} {loss.IsExposed} {loss.CanBeClosed} {loss.UsableDomains}\n"))
            {
                text.Append(loss);
            }
        }

        foreach (string loss in report.Capacity.Select(loss => $"{loss.Level.Key} {loss.Domain.Id} {loss.Kind} {loss.Displaced} {string.Join(',', loss.Stranded)}\n"))
        {
            text.Append(loss);
        }

        return text.ToString();
    }
}
