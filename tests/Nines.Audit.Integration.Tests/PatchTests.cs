using System.Collections.Immutable;
using System.Diagnostics;
using Nines.Audits;
using Nines.Testing.ControlPlane;
using Nines.Testing.Processes;

namespace Nines.Audit.Integration.Tests;

/// <summary>The files of <c>nines audit --fix</c>, applied by the commands that stand in them.</summary>
[Collection(SmallCluster.Name)]
public sealed class PatchTests
{
    private const string Namespace = "mend";
    private const string Fixes = "#   fixes ";

    private readonly TestCluster _cluster;

    public PatchTests(SmallCluster small)
    {
        ArgumentNullException.ThrowIfNull(small);
        Assert.SkipWhen(RealControlPlane.Missing is not null, RealControlPlane.Missing ?? "");
        Assert.SkipWhen(!File.Exists(Kubectl), "there is no kubectl beside kube-apiserver; tests/control-plane/build gets one");
        _cluster = small.Cluster;
    }

    private static CancellationToken Cancel => TestLimit.Token;

    private static string Kubectl => Path.Combine(Programs.ControlPlane ?? "", "kubectl");

    [Fact]
    public async Task Findings_that_a_patch_names_are_fixed_once_its_command_has_run()
    {
        foreach (string json in new[]
        {
            Manifest.Namespace(Namespace),
            Manifest.Deployment(Namespace, "one", 1),
            Manifest.Deployment(Namespace, "tight", 2), Manifest.Budget(Namespace, "tight", "tight", 2),
            Manifest.Deployment(Namespace, "together", 3, podSpec: "\"nodeSelector\":{\"topology.kubernetes.io/zone\":\"weu-1\"}"),
            Manifest.Deployment(Namespace, "scaled", 2),
            """
            {"apiVersion":"autoscaling/v1","kind":"HorizontalPodAutoscaler","metadata":{"name":"scaled","namespace":"mend"},
             "spec":{"minReplicas":1,"maxReplicas":4,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"scaled"} } }
            """,
        })
        {
            await _cluster.Requests.PostAsync(Manifest.Path(json), json, Cancel);
        }

        await _cluster.UntilRolledOutAsync(Cancel);
        ImmutableHashSet<string> before = await FoundAsync();
        before.ShouldContain("NINE102 one");
        before.ShouldContain("NINE202 tight");
        before.ShouldContain("NINE501 scaled");

        string folder = _cluster.Path("mends/x")[..^2];
        ProgramRun run = await _cluster.NinesAsync(Cancel, "audit", "-n", Namespace, "--fix", folder, "--trials", "20", "--fail-on", "never");
        run.ExitCode.ShouldBe(0, run.ToString());
        HashSet<string> fixes = [];
        foreach (string file in Directory.GetFiles(folder, "*.yaml"))
        {
            string[] lines = await File.ReadAllLinesAsync(file, Cancel);
            await CommandAsync(folder, lines[1].TrimStart('#', ' '));
            string name = Path.GetFileNameWithoutExtension(file).Split('-', 3)[2];
            fixes.UnionWith(lines.Where(line => line.StartsWith(Fixes, StringComparison.Ordinal)).Select(line => $"{line.Substring(Fixes.Length, "NINE101".Length)} {name}"));
        }

        // One of each way: more replicas, a new budget, a milder one, a higher minimum, constraints.
        fixes.ShouldBeSubsetOf(before);
        fixes.ShouldContain("NINE102 one");
        fixes.ShouldContain("NINE201 scaled");
        fixes.ShouldContain("NINE202 tight");
        fixes.ShouldContain("NINE501 scaled");
        fixes.ShouldContain("NINE301 tight");
        await _cluster.UntilRolledOutAsync(Cancel);
        (await FoundAsync()).Intersect(fixes).ShouldBeEmpty();
        (await _cluster.PodsAsync(Namespace, Cancel)).Count(pod => pod.App == "one").ShouldBe(2);
    }

    private async Task<ImmutableHashSet<string>> FoundAsync()
    {
        AuditReport report = await _cluster.AuditAsync(Cancel);
        return [.. report.Findings.Where(finding => finding.Subject.Namespace == Namespace).Select(finding => $"{finding.Kind.Code} {finding.Subject.Name}")];
    }

    /// <summary>As somebody would who reads the file and copies its second line.</summary>
    private async Task CommandAsync(string folder, string command)
    {
        var start = new ProcessStartInfo("sh") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"PATH={Path.GetDirectoryName(Kubectl)}:/usr/bin:/bin; {command}");
        start.Environment["KUBECONFIG"] = _cluster.Kubeconfig;
        start.Environment["HOME"] = Path.GetDirectoryName(_cluster.Kubeconfig);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(Cancel);
        Task<string> error = process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        process.ExitCode.ShouldBe(0, $"{command}\n{await output}{await error}");
    }
}
